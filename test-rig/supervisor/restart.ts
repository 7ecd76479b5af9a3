/** Pause before the first restart, and the longest. */
export const FIRST_PAUSE_MS = 200;
export const LONGEST_PAUSE_MS = 2000;
/** A process that ran this long is healthy: its next end counts as the first again. */
const HEALTHY_MS = 5000;

/**
 * How many ends in a row count after one more.
 * @param isRegular it ended by itself and without an error, as media does after each contact
 */
export function countEnds(endsBefore: number, ranMs: number, isRegular: boolean): number {
  return isRegular || ranMs >= HEALTHY_MS ? 1 : endsBefore + 1;
}

/** The pause after `ends` ends in a row: 200 ms, doubled each time, 2 s at most. */
export function pauseMs(ends: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, ends - 1));
}
