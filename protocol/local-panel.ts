import { type Static, Type } from "typebox";
import { createCodec, type MessageOf } from "./codec.ts";
import { Base64Url, ControlKind, ControlState, Count, Label, literals, message, Optional, Rect, Version } from "./common.ts";

/** What the customer is asked just now. The answer names the question by its number, so that no answer meets a later one. */
export const PanelQuestion = Type.Union([
  /** May the agent touch, type, or both? */
  Type.Object(
    { kind: Type.Literal("control"), number: Count, kinds: Type.Array(ControlKind, { minItems: 1, maxItems: 2 }), secondsLeft: Count },
    { additionalProperties: false },
  ),
  /** Nobody has touched the glass for a while: is anybody there? */
  Type.Object({ kind: Type.Literal("still-there"), number: Count, secondsLeft: Count }, { additionalProperties: false }),
]);
export type PanelQuestion = Static<typeof PanelQuestion>;

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
    question: Type.Union([PanelQuestion, Type.Null()]),
    /** How the agent's control stands, by the device's gate; `controlKinds` is what is granted. */
    control: ControlState,
    controlKinds: Type.Array(ControlKind, { maxItems: 2 }),
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
        "control-ended",
        "left-alone",
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
    act: literals(
      "talk",
      "cancel",
      "end",
      "hide-screen",
      "show-screen",
      "close",
      "open",
      "mute",
      "unmute",
      "feedback",
      "allow",
      "deny",
      "stop-control",
      "still-here",
    ),
    resolved: Optional(Type.Boolean()),
    /** With allow, deny and still-here: the number of the question that is answered. */
    question: Optional(Count),
    /** With allow: where the button is, in pixels of the page, for the daemon to compare with the physical touch. */
    button: Optional(Rect),
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
