import { HEARTBEAT_DEAD_MS, HEARTBEAT_MS } from "#protocol/peer";

/**
 * Heartbeat of the control channel. The transport notices a dead peer only after 8 to 18 s, and the channel stays "open".
 * Pure: the caller asks `beat` at every tick.
 */
export interface Heartbeat {
  readonly n: number;
  readonly nextBeatMs: number;
  readonly heardMs: number;
  readonly isDead: boolean;
}

export function startHeartbeat(nowMs: number): Heartbeat {
  return { n: 0, nextBeatMs: nowMs, heardMs: nowMs, isDead: false };
}

/** The console was heard. A contact that was dead is alive again. */
export function onHeard(heart: Heartbeat, nowMs: number): Heartbeat {
  return { ...heart, heardMs: nowMs, isDead: false };
}

/** What to do at `nowMs`: send beat number `send`, or nothing. */
export function tick(heart: Heartbeat, nowMs: number): { heart: Heartbeat; send: number | null } {
  const isDead = nowMs - heart.heardMs >= HEARTBEAT_DEAD_MS;
  if (nowMs < heart.nextBeatMs) return { heart: { ...heart, isDead }, send: null };
  // Beats missed while the process was held up are not made up for.
  const isOnTime = nowMs - heart.nextBeatMs < HEARTBEAT_MS;
  const nextBeatMs = (isOnTime ? heart.nextBeatMs : nowMs) + HEARTBEAT_MS;
  return { heart: { ...heart, isDead, n: heart.n + 1, nextBeatMs }, send: heart.n };
}

/** Pause between ticks: fine enough that "dead" is noticed within a tenth of a second. */
export const TICK_MS = 100;
