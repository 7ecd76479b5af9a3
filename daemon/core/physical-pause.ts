import { holdOf, type Physical, phaseOf } from "./physical.ts";

/** The customer's own finger has the glass for so long after it did something. */
export const PAUSE_MS = 1000;

/** Whether the customer's own hand is at work. */
export interface PhysicalPause {
  readonly held: ReadonlySet<string>;
  readonly untilMs: number;
}

export const NO_PAUSE: PhysicalPause = { held: new Set(), untilMs: Number.NEGATIVE_INFINITY };

/** A finger that rests on the glass says nothing: it pauses for as long as it is there. */
export function isPaused({ held, untilMs }: PhysicalPause, now: number): boolean {
  return held.size > 0 || now < untilMs;
}

export function pausedBy(pause: PhysicalPause, event: Physical, now: number): PhysicalPause {
  const held = new Set(pause.held);
  if (phaseOf(event) === "down") held.add(holdOf(event));
  if (phaseOf(event) === "up") held.delete(holdOf(event));
  return { held, untilMs: now + PAUSE_MS };
}

/** The device is gone with whatever was held on it. */
export function withoutHolds(pause: PhysicalPause): PhysicalPause {
  return { ...pause, held: new Set() };
}
