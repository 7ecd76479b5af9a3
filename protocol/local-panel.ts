import { type Static, Type } from "typebox";
import { createCodec, type MessageOf } from "./codec.ts";
import { Base64Url, Count, Label, literals, message, Optional, Version } from "./common.ts";

/** What the panel shows: a page is a function of this. */
export const PanelState = Type.Object(
  {
    /** The device's contact state (daemon/core/session.ts). */
    contact: literals("idle", "panel", "choosing", "queued", "offered", "connecting", "live", "wrapup", "callback", "closed", "lost"),
    /** Whether the desk is reached just now. */
    online: Type.Boolean(),
    agentsOnline: Count,
    agentsFree: Count,
    position: Type.Union([Count, Type.Null()]),
    /** Already put in words' ranges by the page; null is unknown. */
    etaSeconds: Type.Union([Count, Type.Null()]),
    agentName: Type.Union([Label, Type.Null()]),
    agentCamera: Type.Boolean(),
    agentMicrophone: Type.Boolean(),
    /** From screen's own report: does the agent get pictures? */
    sending: literals("live", "hidden", "off"),
    /** The customer's own choice, kept through every restart; what is sent follows it. */
    hidden: Type.Boolean(),
    microphone: Type.Boolean(),
    /** One sentence for the customer when something went wrong; a key of strings, never free text of a peer. */
    notice: Type.Union([
      literals(
        "desk-unreachable",
        "no-agent",
        "call-lost",
        "agent-ended",
        "ended",
        "not-trusted",
        "media-failed",
        "reconnecting",
        "sound-failed",
      ),
      Type.Null(),
    ]),
    locale: Type.String({ maxLength: 35 }),
    surface: literals("hidden", "panel", "box"),
  },
  { additionalProperties: false },
);
export type PanelState = Static<typeof PanelState>;

/** shell page → daemon over the shell port's WebSocket. */
export const panelToDaemon = {
  "panel/hello": message("panel/hello", { version: Version, token: Base64Url }),
  "panel/act": message("panel/act", {
    act: literals("talk", "cancel", "end", "hide-screen", "show-screen", "close", "open", "mute", "unmute", "feedback"),
    resolved: Optional(Type.Boolean()),
  }),
} as const;
export type PanelToDaemon = MessageOf<typeof panelToDaemon>;

export const daemonToPanel = {
  "panel/state": message("panel/state", { state: PanelState }),
  "panel/refused": message("panel/refused", { code: literals("version", "token", "busy"), message: Label }),
} as const;
export type DaemonToPanel = MessageOf<typeof daemonToPanel>;

export const panelToDaemonCodec = createCodec(panelToDaemon, 4096);
export const daemonToPanelCodec = createCodec(daemonToPanel);
