import type { Session } from "./session-state.ts";

/** Nobody has touched the glass for so long: is anybody there? The policy says otherwise. */
export const IDLE_MS = 60_000;
/** The question waits for so long. */
export const STILL_THERE_MS = 20_000;

/** Whether the person who asked for help is still there. A kiosk changes hands. */
export interface Idle {
  /** When the customer was last seen to be there. */
  readonly seenMs: number;
  readonly question: { readonly number: number; readonly askedMs: number } | null;
}

export type IdleEvent =
  /** The customer's own hand did something, anywhere. */
  | { readonly type: "touched" }
  /** Time has passed. `isPresent`: a panel, a place in line or a contact is there. `isAsked`: another question is on the glass. */
  | { readonly type: "time"; readonly isPresent: boolean; readonly isAsked: boolean; readonly number: number };

export type IdleEffect =
  | { readonly type: "question/open" }
  | { readonly type: "question/close" }
  /** Nobody answered: everything ends with the question, and the glass is wiped. */
  | { readonly type: "customer/leave" };

export interface IdleStep {
  readonly state: Idle;
  readonly effects: readonly IdleEffect[];
}

export function watchedFrom(now: number): Idle {
  return { seenMs: now, question: null };
}

/** @param idleMs after how long without a touch the question comes */
export function step(state: Idle, event: IdleEvent, now: number, idleMs: number): IdleStep {
  if (event.type === "touched") return seen(state, now);
  // Whoever opens help is there, by whatever way they opened it.
  if (!event.isPresent) return seen(state, now);
  if (state.question) {
    if (now < state.question.askedMs + STILL_THERE_MS) return { state, effects: [] };
    return { state: watchedFrom(now), effects: [{ type: "customer/leave" }] };
  }
  // One question at a time; the other one has its own end.
  if (event.isAsked || now < state.seenMs + idleMs) return { state, effects: [] };
  return { state: { ...state, question: { number: event.number, askedMs: now } }, effects: [{ type: "question/open" }] };
}

function seen(state: Idle, now: number): IdleStep {
  return { state: watchedFrom(now), effects: state.question ? [{ type: "question/close" }] : [] };
}

/** Whether somebody's help is on the glass, which must not be left to the next person. Ends that go away by themselves are not. */
export function isPresent({ name }: Session): boolean {
  switch (name) {
    case "panel":
    case "choosing":
    case "queued":
    case "offered":
    case "connecting":
    case "live":
    case "lost":
    case "callback":
      return true;
    case "idle":
    case "wrapup":
    case "closed":
      return false;
    default:
      return name satisfies never;
  }
}
