import type { PanelQuestion } from "#protocol/local-panel";

/** For so long a question stands on the glass before it takes an answer: by then a finger that was after something else has seen it. */
export const ANSWER_AFTER_MS = 400;

/** The question on the page. Times are of the page's clock, which comes in as an argument. */
export interface Asked {
  readonly number: number;
  readonly untilMs: number;
  /** Since when it can be seen; null until its frame is painted. */
  readonly paintedMs: number | null;
  /** Since when its answers are shown as open; null before. */
  readonly openMs: number | null;
}

/** What is asked after a new state of the daemon. */
export function askedAfter(asked: Asked | null, question: PanelQuestion | null, nowMs: number): Asked | null {
  if (!question) return null;
  const { number, secondsLeft } = question;
  const seen = asked?.number === number ? asked : { paintedMs: null, openMs: null };
  return { ...seen, number, untilMs: nowMs + secondsLeft * 1000 };
}

/** The frame with the question of this number is painted, in this size of the page. */
export function askedPainted(asked: Asked | null, number: number, nowMs: number): Asked | null {
  return asked?.number === number ? { ...asked, paintedMs: nowMs } : asked;
}

/** The page has another size: things lie elsewhere, so the question has to be seen anew. */
export function askedMoved(asked: Asked | null): Asked | null {
  return asked && { ...asked, paintedMs: null, openMs: null };
}

/** Opens the answers when the question has been seen for long enough. */
export function askedOpened(asked: Asked | null, nowMs: number): Asked | null {
  if (!asked || asked.paintedMs === null || asked.openMs !== null || nowMs - asked.paintedMs < ANSWER_AFTER_MS) return asked;
  return { ...asked, openMs: nowMs };
}

/** Whether a press that began at this moment may answer. */
export function isOpen(asked: Asked | null, beganMs: number): boolean {
  return asked !== null && asked.openMs !== null && beganMs >= asked.openMs;
}

/** Whole seconds until the question goes away by itself. */
export function secondsLeft({ untilMs }: Asked, nowMs: number): number {
  return Math.max(0, Math.ceil((untilMs - nowMs) / 1000));
}
