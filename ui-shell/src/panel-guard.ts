import { count, createReader, flag, type MessageGuards, nullable, object, oneOf, text } from "#protocol/guard";
import type { DaemonToPanel, PanelState } from "#protocol/local-panel";

const state = object<PanelState>({
  contact: oneOf("idle", "panel", "choosing", "queued", "offered", "connecting", "live", "wrapup", "callback", "closed", "lost"),
  online: flag,
  agentsOnline: count,
  agentsFree: count,
  position: nullable(count),
  etaSeconds: nullable(count),
  agentName: nullable(text),
  agentCamera: flag,
  agentMicrophone: flag,
  sending: oneOf("live", "hidden", "off"),
  hidden: flag,
  microphone: flag,
  notice: nullable(
    oneOf(
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
  ),
  locale: text,
  surface: oneOf("hidden", "panel", "box"),
});

const guards: MessageGuards<DaemonToPanel> = {
  "panel/state": { state },
  "panel/refused": { code: oneOf("version", "token", "busy"), message: text },
};

/** Reads one message of the daemon; null when it is none. */
export const readDaemonMessage = createReader<DaemonToPanel>(guards);
