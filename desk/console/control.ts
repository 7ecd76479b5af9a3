import type { ControlKind, ControlReason, ControlState } from "#protocol/common";
import type { DeviceToConsole } from "#protocol/peer";
import type { Contact } from "./state.ts";

type Told = Extract<DeviceToConsole, { type: "control/state" }>;
export type Refusal = Extract<DeviceToConsole, { type: "control/refused" }>["why"];

/** How control stands by the device's last word. */
export interface Control {
  readonly state: ControlState;
  readonly reason: ControlReason;
  readonly kinds: readonly ControlKind[];
  readonly grant: number;
  /** When a grant that is limited in time ends, on the page's clock. */
  readonly endsAtMs: number | null;
  /** Until then the customer is left alone, on the page's clock. */
  readonly askAgainAtMs: number | null;
  /** When the agent asked; null once the device has said how that stands. */
  readonly askedMs: number | null;
  /** Why nothing happens on the glass, shown for a moment. */
  readonly refused: { readonly why: Refusal; readonly untilMs: number } | null;
}

/** What the agent's hand may send just now. */
export interface InputRight {
  readonly grant: number;
  readonly kinds: readonly ControlKind[];
}

/** An answer of the device takes a moment; a question it never answers may be put again after as long. */
const ANSWER_MS = 5000;
const REFUSED_SHOWN_MS = 4000;

export const NO_CONTROL: Control = {
  state: "none",
  reason: "not-asked",
  kinds: [],
  grant: 0,
  endsAtMs: null,
  askAgainAtMs: null,
  askedMs: null,
  refused: null,
};

/** What the device says counts wholly: nothing of an earlier state is left. */
export function controlTold({ state, reason, kinds, grant, endsInMs, askAgainInMs }: Told, now: number): Control {
  const at = (inMs: number | undefined) => (inMs === undefined ? null : now + inMs);
  return { state, reason, kinds, grant, endsAtMs: at(endsInMs), askAgainAtMs: at(askAgainInMs), askedMs: null, refused: null };
}

/** Events that were on their way when a grant ended or paused are refused as well; that needs no word. */
export function controlRefused(control: Control, why: Refusal, now: number): Control {
  return control.state === "granted" ? { ...control, refused: { why, untilMs: now + REFUSED_SHOWN_MS } } : control;
}

/** How long the customer is still left alone, in ms; 0 once they may be asked. The device holds to it, whatever is sent. */
export function pauseLeftMs({ state, askAgainAtMs }: Control, now: number): number {
  return state === "none" && askAgainAtMs !== null ? Math.max(0, askAgainAtMs - now) : 0;
}

/** Whether the agent may put the question just now. */
export function canAsk({ stage, isLost, control }: Contact, now: number): boolean {
  const isWaiting = control.askedMs !== null && now - control.askedMs < ANSWER_MS;
  const isLeftAlone = control.reason === "declined-for-good" || pauseLeftMs(control, now) > 0;
  return stage === "live" && !isLost && control.state === "none" && !isWaiting && !isLeftAlone;
}

/** The right to send; null while the device does not grant it, and while the agent does not see what they would touch. */
export function inputRight(contact: Contact | null): InputRight | null {
  if (contact?.control.state !== "granted" || contact.stage !== "live" || contact.isLost) return null;
  const { view, picture, control } = contact;
  const isSeen = (view === null || view.state === "live") && picture !== null && picture.lastAtMs !== null && !picture.isHidden;
  return isSeen ? { grant: control.grant, kinds: control.kinds } : null;
}
