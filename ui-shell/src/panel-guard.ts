import type { ControlKind } from "#protocol/common";
import { count, createReader, flag, type Guard, list, type MessageGuards, nullable, object, oneOf, text } from "#protocol/guard";
import type { DaemonToPanel, PanelQuestion, PanelState } from "#protocol/local-panel";

type QuestionOf<K extends PanelQuestion["kind"]> = Extract<PanelQuestion, { kind: K }>;

const kind = oneOf("touch", "type");
const kinds = list<ControlKind>(kind, 2);
const someKinds: typeof kinds = (value): value is ControlKind[] => kinds(value) && value.length > 0;
const control = object<QuestionOf<"control">>({ kind: oneOf("control"), number: count, kinds: someKinds, secondsLeft: count });
const stillThere = object<QuestionOf<"still-there">>({ kind: oneOf("still-there"), number: count, secondsLeft: count });
const question: Guard<PanelQuestion> = (value): value is PanelQuestion => control(value) || stillThere(value);

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
  question: nullable(question),
  control: oneOf("none", "asking", "granted", "paused"),
  controlKinds: kinds,
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
      "control-ended",
      "left-alone",
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
