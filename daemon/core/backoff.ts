/** First pause in a contact after the immediate attempt; then twice as long each time. */
const CONTACT_FIRST_MS = 200;
const CONTACT_LONGEST_MS = 5000;
/** Idle devices spread their return over this time, so that a restarted desk is not run down (facts: one TLS accept 0.65 ms). */
export const IDLE_SPREAD_MS = 30_000;

/** A device that has just started looks for the desk soon, then spreads out as well: nothing tells it that the desk was restarted. */
const START_SPREAD_MS = 1000;

export type Waiting = "contact" | "idle" | "start";

/**
 * How long to wait before the next connection to the desk.
 * @param attempt  failed attempts since the last good connection, 0 right after losing one
 * @param waiting  `contact`: somebody waits; `start`: there was no connection yet since the daemon's start
 * @param random   0..1
 */
export function reconnectDelayMs(attempt: number, waiting: Waiting, random: number): number {
  const doubled = (first: number) => first * 2 ** Math.min(Math.max(attempt - 1, 0), 16);
  switch (waiting) {
    case "idle":
      return Math.floor(random * IDLE_SPREAD_MS);
    case "start":
      return Math.floor(random * Math.min(IDLE_SPREAD_MS, doubled(START_SPREAD_MS)));
    case "contact":
      if (attempt === 0) return 0;
      // Half fixed, half drawn: devices of one shop do not knock together.
      return Math.floor(Math.min(CONTACT_LONGEST_MS, doubled(CONTACT_FIRST_MS)) * (0.5 + random / 2));
    default:
      return waiting satisfies never;
  }
}
