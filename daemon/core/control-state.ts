import type { Static } from "typebox";
import type { ControlKind, ControlReason, ControlState } from "#protocol/common";
import type { PanelQuestion, PanelState } from "#protocol/local-panel";
import type { deviceToConsole } from "#protocol/peer";
import { ENDED_SHOWN_MS, QUESTION_MS } from "./consent.ts";
import type { Consent } from "./consent-event.ts";

/** What stands between a grant and the glass just now. */
export interface ControlFacts {
  /** The virtual devices are there. */
  readonly isReady: boolean;
  /** Picture, call, screen and shell host are as they must be. */
  readonly isFit: boolean;
  readonly isTouched: boolean;
  readonly isHelpInFront: boolean;
}

export type ControlTold = Static<(typeof deviceToConsole)["control/state"]>;

/** How control stands, for the console's words. */
export function controlTold(consent: Consent, facts: ControlFacts, now: number): ControlTold {
  const { state, reason } = standing(consent, facts);
  const { question, granted, grant } = consent;
  const kinds = [...(question?.kinds ?? granted?.kinds ?? [])];
  const endsInMs = granted && !question ? { endsInMs: Math.max(0, Math.round(granted.untilMs - now)) } : {};
  const pauseMs = question || granted ? 0 : Math.max(0, Math.round(consent.notBeforeMs - now));
  const askAgainInMs = pauseMs > 0 ? { askAgainInMs: pauseMs } : {};
  return { type: "control/state", state, reason, kinds, grant, ...endsInMs, ...askAgainInMs };
}

function standing(consent: Consent, facts: ControlFacts): { state: ControlState; reason: ControlReason } {
  const { question, granted, reason } = consent;
  if (question) return { state: "asking", reason: "waiting-for-answer" };
  if (!granted) return { state: "none", reason };
  if (!facts.isFit) return { state: "paused", reason: "unavailable" };
  if (!facts.isReady) return { state: "paused", reason: "getting-ready" };
  if (facts.isTouched) return { state: "paused", reason: "customer-touching" };
  // Keys stop while help has the keyboard; touches beside it go on.
  if (facts.isHelpInFront) return { state: "granted", reason: "help-in-front" };
  return { state: "granted", reason: "allowed" };
}

/** The part of the panel that concerns control. */
export interface PanelControl {
  readonly question: PanelQuestion | null;
  readonly control: ControlState;
  readonly controlKinds: readonly ControlKind[];
  /** Over what the session itself has to say nothing. */
  readonly controlNotice: PanelState["notice"];
}

export const NO_PANEL_CONTROL: PanelControl = { question: null, control: "none", controlKinds: [], controlNotice: null };

/** What the customer is asked and told of control. */
export function panelControl(consent: Consent, facts: ControlFacts, now: number): PanelControl {
  const { question, granted } = consent;
  const asked: PanelQuestion | null = question && {
    kind: "control",
    number: question.number,
    kinds: [...question.kinds],
    secondsLeft: secondsUntil(question.askedMs + QUESTION_MS, now),
  };
  const isTold = !granted && !question && isEndShown(consent, now);
  return {
    question: asked,
    control: standing(consent, facts).state,
    controlKinds: granted?.kinds ?? [],
    controlNotice: isTold ? "control-ended" : null,
  };
}

/** Whether the panel says just now that control is over. */
export function isEndShown({ endedMs }: Consent, now: number): boolean {
  return now < endedMs + ENDED_SHOWN_MS;
}

/** Whole seconds, the last one counted to its end. */
export function secondsUntil(atMs: number, now: number): number {
  return Math.max(0, Math.ceil((atMs - now) / 1000));
}
