import { connectingRules, liveRules, lostByRestart, lostRules } from "./call.ts";
import { closedRules, frontRules, idleRules, offeredRules, queuedRules, refuse, stay, wrapupRules } from "./request.ts";
import type { Effect, Rule, RulesOf, SessionEvent, Step, TimerName } from "./session-event.ts";
import { commonOf, restingSession, type Session, type StateName, TRANSITIONS } from "./session-state.ts";

/** The desk must have said something about a request by then. */
export const REPLY_MS = 15_000;
/** An accepted agent must be connected by then, unless the config gives a slow path longer; the customer is waiting with an empty box. */
export const CONNECTING_MS = 20_000;
/** As long as the desk holds a contact for a console that is gone. */
export const HOLD_MS = 60_000;
export const WRAPUP_MS = 20_000;
export const CLOSED_MS = 60_000;

/** What all states make of the events around the contact, unless they say otherwise. */
const everyRules: RulesOf<StateName> = {
  "desk/online": (state) => stay({ ...state, online: true }),
  "desk/offline": (state) => stay({ ...state, online: false }),
  "media/ready": (state) => stay({ ...state, media: "warm" }),
  "media/gone": (state) => stay({ ...state, media: "absent" }),
  /** A call that nobody here knows: end it. */
  "media/resumed": (state) => stay({ ...state, media: "absent" }, { type: "media/stop" }),
  "media/troubled": (state) => stay(state),
  /** It was over with what it was about. */
  "question/closed": (state) => stay(state),
};

const RULES: { readonly [N in StateName]: RulesOf<N> } = {
  idle: { ...everyRules, ...idleRules },
  panel: { ...everyRules, ...frontRules },
  choosing: { ...everyRules, ...frontRules },
  queued: { ...everyRules, ...queuedRules },
  offered: { ...everyRules, ...offeredRules },
  connecting: { ...everyRules, ...connectingRules },
  live: { ...everyRules, ...liveRules },
  lost: { ...everyRules, ...lostRules },
  wrapup: { ...everyRules, ...wrapupRules },
  callback: { ...everyRules, ...frontRules },
  closed: { ...everyRules, ...closedRules },
};

/** The deadline that runs in a state. */
function timerOf(state: Session, connectingMs = CONNECTING_MS): { name: TimerName; ms: number } | null {
  switch (state.name) {
    case "queued":
      return state.isConfirmed ? null : { name: "reply", ms: REPLY_MS };
    case "connecting":
      return { name: "connecting", ms: state.wasLive ? HOLD_MS : connectingMs };
    case "lost":
      return { name: "hold", ms: HOLD_MS };
    case "wrapup":
      return { name: "rest", ms: WRAPUP_MS };
    case "closed":
      return { name: "rest", ms: CLOSED_MS };
    case "idle":
    case "panel":
    case "choosing":
    case "offered":
    case "live":
    case "callback":
      return null;
    default:
      return state satisfies never;
  }
}

/** Why an event cannot concern this state, whatever its rule would be. */
function stale(state: Session, event: SessionEvent): string | null {
  if (event.type === "timer/fired" && timerOf(state)?.name !== event.name) return `the timer ${event.name} does not run`;
  if (!("contact" in event) || event.type === "customer/talked" || !("contact" in state) || state.name === "wrapup") return null;
  return event.contact === state.contact ? null : "it is about another contact";
}

/**
 * The only place that changes a contact. Events that do not fit are answered by the effect `event/refuse`; it never throws.
 * Deadlines are effects too: each belongs to its state and ends with it.
 * @param connectingMs  by when an accepted agent must be connected
 */
export function step(state: Session, event: SessionEvent, now: number, connectingMs = CONNECTING_MS): Step {
  const why = stale(state, event);
  if (why) return refuse(state, event, why);
  const rule = RULES[state.name][event.type] as Rule<StateName, typeof event.type> | undefined;
  if (!rule) return refuse(state, event, "no such event in this state");
  const next = rule(state as never, event as never);
  if (next.state.name === state.name) return next;
  if (!TRANSITIONS[state.name].includes(next.state.name)) return refuse(state, event, `${next.state.name} may not follow`);
  return { state: { ...next.state, sinceMs: now }, effects: [...next.effects, ...timerChange(state, next.state, connectingMs)] };
}

function timerChange(before: Session, after: Session, connectingMs: number): Effect[] {
  const old = timerOf(before);
  const fresh = timerOf(after, connectingMs);
  const effects: Effect[] = old ? [{ type: "timer/clear", name: old.name }] : [];
  return fresh ? [...effects, { type: "timer/set", ...fresh }] : effects;
}

/**
 * The session to begin with after a start of the daemon.
 * @param record    the journal's session, null when there is none
 * @param sameBoot  whether it was written within this boot
 */
export function restoredSession(record: Session | null, sameBoot: boolean): Step {
  const state = restored(record, sameBoot);
  const timer = timerOf(state);
  const effects: Effect[] = timer ? [{ type: "timer/set", ...timer }] : [];
  // A boot ends a call for good; only the desk does not know it yet.
  if (record && !sameBoot && isInCall(record)) {
    effects.unshift({ type: "lease/end" }, { type: "desk/end", contact: record.contact, by: "device", reason: "the device was restarted" });
  }
  return { state, effects };
}

function isInCall(record: Session): record is Extract<Session, { name: "connecting" | "live" | "lost" }> {
  return record.name === "connecting" || record.name === "live" || record.name === "lost";
}

function restored(record: Session | null, sameBoot: boolean): Session {
  if (!record) return restingSession();
  if (isInCall(record)) return sameBoot ? lostByRestart(record) : restingSession();
  const isInLine = record.name === "queued" || record.name === "offered";
  if (!sameBoot) return restingSession(isInLine ? record.contact : record.held);
  if (!isInLine) return { ...record, online: false, media: "absent" };
  const waiting = { contact: record.contact, position: null, etaSeconds: null, isConfirmed: false };
  return { ...commonOf(record), name: "queued", notice: null, online: false, media: "absent", ...waiting };
}
