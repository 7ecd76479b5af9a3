/** Probes of one round. Fewer say too little about the least round trip. */
export const PROBES_PER_ROUND = 5;
export const ROUND_EVERY_MS = 30_000;
/** Between the probes of a round. */
export const PROBE_EVERY_MS = 200;

/** deskMs = deviceMs + offsetMs, give or take errorMs. */
export interface ClockOffset {
  readonly offsetMs: number;
  readonly errorMs: number;
}

/** The round of probes that is running, and the offset of the last whole one. */
export interface OffsetEstimate {
  readonly deskBoot: string | null;
  readonly round: readonly ClockOffset[];
  readonly best: ClockOffset | null;
}

export const NO_OFFSET: OffsetEstimate = { deskBoot: null, round: [], best: null };

/** Begins the next round; the last result is kept until this one is whole. */
export function beginRound(estimate: OffsetEstimate): OffsetEstimate {
  return { ...estimate, round: [] };
}

export interface ProbeReply {
  readonly sentMs: number;
  readonly receivedMs: number;
  readonly deskMs: number;
  readonly deskBoot: string;
}

/**
 * Takes the answer to one probe. The least round trip of a round counts (Cristian 1989): half of it is the error.
 * A desk that was rebooted has another clock: all older answers are void. An impossible answer is left out.
 */
export function addProbe(estimate: OffsetEstimate, reply: ProbeReply): OffsetEstimate {
  const roundTripMs = reply.receivedMs - reply.sentMs;
  if (!(roundTripMs >= 0)) return estimate;
  const sample = { offsetMs: reply.deskMs - (reply.sentMs + reply.receivedMs) / 2, errorMs: roundTripMs / 2 };
  const isSameDesk = reply.deskBoot === estimate.deskBoot;
  const round = [...(isSameDesk ? estimate.round : []), sample];
  if (round.length < PROBES_PER_ROUND) return { deskBoot: reply.deskBoot, round, best: isSameDesk ? estimate.best : null };
  const best = round.reduce((least, next) => (next.errorMs < least.errorMs ? next : least));
  return { deskBoot: reply.deskBoot, round, best };
}
