/** The host hears of a working finger at most this often: it only has to move a box. */
export const AVOID_EVERY_MS = 100;

export interface Touch {
  readonly phase: "down" | "move" | "up";
  readonly x: number;
  readonly y: number;
}

export interface BoxAvoid {
  readonly lastMs: number;
}

export const NO_AVOID: BoxAvoid = { lastMs: Number.NEGATIVE_INFINITY };

/** Whether the box should hear of this touch. A finger that comes down counts at once, a moving one now and then, a lifted one never. */
export function boxAvoid(state: BoxAvoid, touch: Touch, isBoxShown: boolean, now: number): { state: BoxAvoid; tell: boolean } {
  const isDue = touch.phase === "down" || (touch.phase === "move" && now - state.lastMs >= AVOID_EVERY_MS);
  const tell = isBoxShown && isDue;
  return { state: tell ? { lastMs: now } : state, tell };
}
