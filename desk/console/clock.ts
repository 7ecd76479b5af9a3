/** Relation of this page's clock to the desk's: deskMs = ownMs + offsetMs, give or take errorMs. */
export interface Offset {
  readonly offsetMs: number;
  readonly errorMs: number;
}

export interface Probe {
  readonly sentMs: number;
  readonly receivedMs: number;
  readonly deskMs: number;
  readonly deskBoot: string;
}

/** Fewer probes say too little about the least round trip. */
export const PROBES = 5;
export const PROBE_EVERY_MS = 200;
export const ROUND_EVERY_MS = 30_000;

/** The desk's clock, by the probe with the least round trip of each round (Cristian 1989). */
export class DeskClock {
  #round: Offset[] = [];
  #boot = "";
  #best: Offset | null = null;

  get offset(): Offset | null {
    return this.#best;
  }

  beginRound(): void {
    this.#round = [];
  }

  /** Takes an answer. @returns the new offset when it completes a round */
  add({ sentMs, receivedMs, deskMs, deskBoot }: Probe): Offset | null {
    const roundTripMs = receivedMs - sentMs;
    if (!(roundTripMs >= 0)) return null;
    if (deskBoot !== this.#boot) [this.#boot, this.#round, this.#best] = [deskBoot, [], null];
    this.#round.push({ offsetMs: deskMs - (sentMs + receivedMs) / 2, errorMs: roundTripMs / 2 });
    if (this.#round.length !== PROBES) return null;
    this.#best = this.#round.reduce((least, next) => (next.errorMs < least.errorMs ? next : least));
    return this.#best;
  }
}

const STRIP_WRAP_MS = 2 ** 32 / 10;

/**
 * Age of a picture in ms, null while a clock is unknown.
 * @param captureMs from the strip: the device's clock modulo 2^32 / 10 ms, hence the difference is taken modulo the same
 * @param ownMs     now, on this page's clock
 */
export function pictureAgeMs(captureMs: number, ownMs: number, own: Offset | null, deviceOffsetMs: number | null): number | null {
  if (!own || deviceOffsetMs === null) return null;
  const difference = ownMs + own.offsetMs - deviceOffsetMs - captureMs;
  const age = ((difference % STRIP_WRAP_MS) + STRIP_WRAP_MS) % STRIP_WRAP_MS;
  // A clock error may make a fresh picture come from the future by a little.
  return age > STRIP_WRAP_MS / 2 ? age - STRIP_WRAP_MS : age;
}
