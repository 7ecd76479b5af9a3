import type { Static } from "typebox";
import type { Rect } from "#protocol/common";
import type { InputEvent, InputEventOf } from "#protocol/input";
import type { deviceToConsole } from "#protocol/peer";
import { actsOf, type InputAct } from "./input-act.ts";
import { type Bucket, EVENT_RATE, fullBucket, TEXT_RATE, take } from "./input-rate.ts";
import type { Physical } from "./physical.ts";
import { isPaused, NO_PAUSE, type PhysicalPause, pausedBy, withoutHolds } from "./physical-pause.ts";
import { isOpenPlace, type Size } from "./places.ts";
import { isAnyPressed, lift, NOTHING_PRESSED, type Part, type Pressed, press } from "./pressed.ts";

export type Refusal = Static<(typeof deviceToConsole)["control/refused"]>["why"];
export type InputChannel = "input" | "pointer";

/** What the gate knows of the world around it. */
export interface GateFacts {
  /** Number of the current grant; events carry it. */
  readonly grant: number;
  /** Until when the participant holds each right (monotonic ms); null: not at all. */
  readonly touchUntilMs: number | null;
  readonly typeUntilMs: number | null;
  /** Why nothing passes, whatever is granted; null: it may. */
  readonly shut: Refusal | null;
  /** One of our surfaces has the keyboard. */
  readonly isShellFocused: boolean;
  readonly own: readonly Rect[];
  /** In logical pixels, as `own`. */
  readonly output: Size | null;
}

export interface Gate {
  readonly facts: GateFacts;
  readonly pressed: Pressed;
  readonly pause: PhysicalPause;
  readonly events: Bucket;
  readonly text: Bucket;
  /** Of the last pointer move. */
  readonly sequence: number | null;
  /** Refused since the last word to the console. */
  readonly refused: Readonly<Partial<Record<Refusal, number>>>;
}

export type GateEvent =
  | { readonly type: "input"; readonly channel: InputChannel; readonly event: InputEvent }
  /** Bytes that are no event. */
  | { readonly type: "malformed" }
  /** A text of the agent was not typed: what came after it must not happen without it. */
  | { readonly type: "untyped" }
  | { readonly type: "facts"; readonly facts: Partial<GateFacts> }
  | { readonly type: "physical"; readonly event: Physical }
  /** The device of the customer's finger is gone. */
  | { readonly type: "physical/gone" }
  /** Time has passed: a right may be over. */
  | { readonly type: "time" };

export interface GateStep {
  readonly state: Gate;
  readonly acts: readonly InputAct[];
}

const SHUT: GateFacts = {
  grant: 0,
  touchUntilMs: null,
  typeUntilMs: null,
  shut: "unavailable",
  isShellFocused: false,
  own: [],
  output: null,
};
const RELEASE: readonly InputAct[] = [{ type: "release" }];
const NOTHING: readonly InputAct[] = [];

/** A gate through which nothing passes. */
export function closedGate(now: number): Gate {
  return {
    facts: SHUT,
    pressed: NOTHING_PRESSED,
    pause: NO_PAUSE,
    events: fullBucket(EVENT_RATE, now),
    text: fullBucket(TEXT_RATE, now),
    sequence: null,
    refused: {},
  };
}

/**
 * The only way from the agent's hand to the kiosk's input. Pure: gives back what the backend is to be told.
 * What was let down is always let go, by its own end or by a release, and never twice.
 */
export function step(state: Gate, event: GateEvent, now: number): GateStep {
  switch (event.type) {
    case "input":
      return input(expired(state, now), event.channel, event.event, now);
    case "malformed":
      return refuse(expired(state, now), "malformed");
    case "untyped":
      return refuse(released(expired(state, now).state), "not-typed");
    case "facts":
      return learn(state, { ...state.facts, ...event.facts }, now);
    case "physical": {
      const wasPaused = isPaused(state.pause, now);
      const paused = { ...state, pause: pausedBy(state.pause, event.event, now) };
      return wasPaused ? { state: paused, acts: NOTHING } : released(paused);
    }
    case "physical/gone":
      return { state: { ...state, pause: withoutHolds(state.pause) }, acts: NOTHING };
    case "time":
      return expired(state, now);
    default:
      return event satisfies never;
  }
}

/** Whether the customer's own finger has the glass just now. */
export function isTouched(state: Gate, now: number): boolean {
  return isPaused(state.pause, now);
}

/** The word for the console about what was refused: the most frequent reason, and how many. */
export function takeRefused(state: Gate): { state: Gate; word: { why: Refusal; count: number } | null } {
  const counts = Object.entries(state.refused) as [Refusal, number][];
  const [most] = counts.sort(([, a], [, b]) => b - a);
  if (!most) return { state, word: null };
  return { state: { ...state, refused: {} }, word: { why: most[0], count: counts.reduce((sum, [, count]) => sum + count, 0) } };
}

/** Everything is let go of. */
function released(state: Gate): GateStep {
  return { state: { ...state, pressed: NOTHING_PRESSED }, acts: RELEASE };
}

/** What narrows lets go of everything first. */
function learn(state: Gate, facts: GateFacts, now: number): GateStep {
  const before = state.facts;
  const hasEnded = (was: number | null, is: number | null) => isHeld(was, now) && !isHeld(is, now);
  const isNarrower =
    before.grant !== facts.grant ||
    (before.shut === null && facts.shut !== null) ||
    (!before.isShellFocused && facts.isShellFocused) ||
    hasEnded(before.touchUntilMs, facts.touchUntilMs) ||
    hasEnded(before.typeUntilMs, facts.typeUntilMs);
  const next = { ...state, facts };
  return isNarrower ? released(next) : { state: next, acts: NOTHING };
}

function isHeld(untilMs: number | null, now: number): boolean {
  return untilMs !== null && now < untilMs;
}

/** Rights that have run out are gone from the facts, with all that they pressed. */
function expired(state: Gate, now: number): GateStep {
  const { touchUntilMs, typeUntilMs } = state.facts;
  const over = (untilMs: number | null) => untilMs !== null && now >= untilMs;
  if (!over(touchUntilMs) && !over(typeUntilMs)) return { state, acts: NOTHING };
  const facts = {
    ...state.facts,
    touchUntilMs: over(touchUntilMs) ? null : touchUntilMs,
    typeUntilMs: over(typeUntilMs) ? null : typeUntilMs,
  };
  return released({ ...state, facts });
}

function refuse({ state, acts }: GateStep, why: Refusal): GateStep {
  return { state: { ...state, refused: { ...state.refused, [why]: (state.refused[why] ?? 0) + 1 } }, acts };
}

function input(before: GateStep, channel: InputChannel, event: InputEvent, now: number): GateStep {
  const { state, acts } = before;
  const { facts, pressed } = state;
  if (channel === "pointer" && event.kind !== "move") return refuse(before, "malformed");
  if (event.grant !== facts.grant) return refuse(before, "not-granted");
  if (event.kind === "release") return { state: released(state).state, acts: RELEASE };
  const hold = holdOf(event);
  // The end of what is down passes in every case; of what is not down it is left out, as its beginning was.
  if (hold?.ends) {
    if (!pressed[hold.part].has(hold.which)) return before;
    const lifted = { ...state, pressed: lift(pressed, hold.part, hold.which) };
    return { state: lifted, acts: [...acts, ...actsOf(event, isOpen(state, event))] };
  }
  if (event.kind === "touch" && event.phase === "move" && !pressed.fingers.has(event.finger)) return before;
  const why = refusalOf(state, event, now);
  if (why) return refuse(before, why);
  if (event.kind === "move") return move(before, channel, event, now);
  if (hold && pressed[hold.part].has(hold.which)) return before;
  const isBeginning = event.kind !== "touch" || event.phase === "down";
  if (!isOpen(state, event)) return isBeginning ? refuse(before, "own-surface") : before;
  const paid = payFor(state, event, now);
  if (!paid) return isBeginning ? refuse(before, "too-many") : before;
  const next = hold ? { ...paid, pressed: press(pressed, hold.part, hold.which) } : paid;
  return { state: next, acts: [...acts, ...actsOf(event, true)] };
}

/** Hover comes by either way, a drag only in order. Moves are left out without a word: the next one says more. */
function move(before: GateStep, channel: InputChannel, event: InputEventOf<"move">, now: number): GateStep {
  const { state, acts } = before;
  if (channel === "pointer" && (isAnyPressed(state.pressed) || !isNewer(event.sequence, state.sequence))) return before;
  const ordered = { ...state, sequence: event.sequence };
  if (!isOpen(state, event)) return { state: ordered, acts };
  const paid = payFor(ordered, event, now);
  return paid ? { state: paid, acts: [...acts, ...actsOf(event, true)] } : { state: ordered, acts };
}

/** By serial number arithmetic (RFC 1982): half the numbers lie ahead. */
function isNewer(sequence: number, last: number | null): boolean {
  const ahead = last === null ? 1 : (sequence - last) & 0xffff;
  return ahead > 0 && ahead < 0x8000;
}

function refusalOf({ facts, pause }: Gate, { kind }: InputEvent, now: number): Refusal | null {
  const isTyping = kind === "key" || kind === "text";
  if (!isHeld(isTyping ? facts.typeUntilMs : facts.touchUntilMs, now)) return "not-granted";
  if (facts.shut !== null) return facts.shut;
  if (isPaused(pause, now)) return "paused";
  if (isTyping && facts.isShellFocused) return "help-in-front";
  return !isTyping && facts.output === null ? "unavailable" : null;
}

/** Keys and texts have no place. */
function isOpen({ facts }: Gate, event: InputEvent): boolean {
  return !("x" in event) || (facts.output !== null && isOpenPlace(event, facts.output, facts.own));
}

function payFor(state: Gate, event: InputEvent, now: number): Gate | null {
  const events = take(state.events, EVENT_RATE, 1, now);
  const text = event.kind === "text" ? take(state.text, TEXT_RATE, event.text.length, now) : state.text;
  return events && text && { ...state, events, text };
}

/** What an event holds down or lets go of. */
function holdOf(event: InputEvent): { part: Part; which: number; ends: boolean } | null {
  switch (event.kind) {
    case "touch":
      return event.phase === "move" ? null : { part: "fingers", which: event.finger, ends: event.phase !== "down" };
    case "button":
      return { part: "buttons", which: event.button, ends: !event.down };
    case "key":
      return { part: "keys", which: event.code, ends: !event.down };
    case "move":
    case "wheel":
    case "text":
    case "release":
      return null;
    default:
      return event satisfies never;
  }
}
