/** First pause in a contact after the immediate attempt; then twice as long each time. */
const CONTACT_FIRST_MS = 200;
const CONTACT_LONGEST_MS = 5000;
/** Idle devices spread their return over this time, so that a restarted desk is not run down (facts: one TLS accept 0.65 ms). */
export const IDLE_SPREAD_MS = 30_000;

/**
 * How long to wait before the next connection to the desk.
 * @param attempt    failed attempts since the last good connection, 0 right after losing one
 * @param inContact  somebody waits: at once, then growing
 * @param random     0..1
 */
export function reconnectDelayMs(attempt: number, inContact: boolean, random: number): number {
  if (!inContact) return Math.floor(random * IDLE_SPREAD_MS);
  if (attempt === 0) return 0;
  const longest = Math.min(CONTACT_LONGEST_MS, CONTACT_FIRST_MS * 2 ** Math.min(attempt - 1, 16));
  // Half fixed, half drawn: devices of one shop do not knock together.
  return Math.floor(longest * (0.5 + random / 2));
}
