/** Prior of the handle time in seconds, worth this many contacts. */
const HANDLE_PRIOR_S = 240;
const HANDLE_PRIOR_WEIGHT = 20;
/** Weight of a new handle time once enough are known. */
const HANDLE_ALPHA = 0.01;
/** Prior of the patience in seconds, worth this many abandoned contacts. */
const PATIENCE_PRIOR_S = 600;
const PATIENCE_PRIOR_WEIGHT = 30;
/** 90th percentile of the standard normal distribution. */
const Z90 = 1.2816;
/** A shown value is not raised for less than this share of it, so that it does not flicker upwards. */
const RAISE_SHARE = 0.2;

/** What has been learned about handling and patience. Values, not a class: the desk keeps the latest. */
export interface WaitModel {
  readonly handleS: number;
  readonly handled: number;
  readonly abandoned: number;
  readonly waitedS: number;
}

export const NEW_WAIT_MODEL: WaitModel = { handleS: HANDLE_PRIOR_S, handled: 0, abandoned: 0, waitedS: 0 };

/** Learns from a contact that was handled, wrap-up included: a moving average that gives the prior the weight of 20 contacts. */
export function learnHandling(model: WaitModel, handleS: number): WaitModel {
  const alpha = Math.max(HANDLE_ALPHA, 1 / (HANDLE_PRIOR_WEIGHT + model.handled + 1));
  return { ...model, handled: model.handled + 1, handleS: model.handleS + alpha * (handleS - model.handleS) };
}

/** Learns from the end of a wait, whether it ended with an agent or with the customer leaving. */
export function learnWaiting(model: WaitModel, waitedS: number, hasAbandoned: boolean): WaitModel {
  return { ...model, waitedS: model.waitedS + waitedS, abandoned: model.abandoned + (hasAbandoned ? 1 : 0) };
}

/** Share of waiting people who leave per second. */
export function abandonRate(model: WaitModel): number {
  return (model.abandoned + PATIENCE_PRIOR_WEIGHT) / (model.waitedS + PATIENCE_PRIOR_WEIGHT * PATIENCE_PRIOR_S);
}

export interface Line {
  /** Requests ahead that compete for the same agents. */
  readonly ahead: number;
  /** Agents who work or could work for this line. */
  readonly agents: number;
  readonly free: number;
}

export interface Estimate {
  readonly meanS: number;
  readonly p90S: number;
}

/**
 * Expected wait in seconds: Σ_{i=0..ahead} 1/(n/m + i·θ), the mean of a queue in which people also leave.
 * The 90th percentile is that of a gamma distribution of the same mean and variance (Wilson–Hilferty).
 * @returns zeros when somebody is free for it, null when nobody is there: never a number then
 */
export function estimateWait(line: Line, model: WaitModel): Estimate | null {
  if (line.agents === 0) return null;
  if (line.free > line.ahead) return { meanS: 0, p90S: 0 };
  const service = line.agents / model.handleS;
  const theta = abandonRate(model);
  let meanS = 0;
  let variance = 0;
  for (let i = 0; i <= line.ahead; i++) {
    const delay = 1 / (service + i * theta);
    meanS += delay;
    variance += delay * delay;
  }
  const shape = (meanS * meanS) / variance;
  const p90S = meanS * (1 - 1 / (9 * shape) + Z90 * Math.sqrt(1 / (9 * shape))) ** 3;
  return { meanS, p90S };
}

/** What to show next, in whole seconds: a fall at once, a rise only when it is worth it. */
export function nextShown(shown: number | null | undefined, estimate: Estimate | null): number | null {
  if (!estimate) return null;
  const next = Math.round(estimate.meanS);
  if (shown === null || shown === undefined || next <= shown) return next;
  return next > shown * (1 + RAISE_SHARE) ? next : shown;
}
