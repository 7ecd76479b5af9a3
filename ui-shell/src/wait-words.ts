import type { Strings } from "./strings.ts";

/**
 * An expected wait as a range in words: a single number would promise more than the estimate knows (its p90 is about twice its mean).
 * @param etaSeconds null is unknown, and said so
 */
export function waitSentence(etaSeconds: number | null, strings: Strings): string {
  return etaSeconds === null ? strings.wait.unknown : strings.wait.expected(range(etaSeconds, strings));
}

function range(seconds: number, { wait }: Strings): string {
  if (seconds <= 15) return wait.under15s;
  if (seconds <= 45) return wait.under1min;
  if (seconds <= 90) return wait.about1min;
  if (seconds > 30 * 60) return wait.over30min;
  const minutes = seconds / 60;
  const low = Math.max(1, Math.floor(minutes * 0.75));
  return wait.minutes(low, Math.max(low + 1, Math.ceil(minutes * 1.3)));
}

/** The estimate to show next: a rise of less than a fifth is not shown, for a number that creeps up takes heart away. */
export function steadyEta(shown: number | null, next: number | null): number | null {
  if (shown === null || next === null) return next;
  return next > shown && next < shown * 1.2 ? shown : next;
}
