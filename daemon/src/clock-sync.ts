import {
  addProbe,
  beginRound,
  type ClockOffset,
  NO_OFFSET,
  type OffsetEstimate,
  PROBE_EVERY_MS,
  PROBES_PER_ROUND,
  ROUND_EVERY_MS,
} from "../core/clock-offset.ts";
import type { Clock, DeskPort } from "../core/ports.ts";

export interface ClockReply {
  readonly sentMs: number;
  readonly deskMs: number;
  readonly deskBoot: string;
}

/** Keeps the offset between this device's monotonic clock and the desk's, by rounds of probes while the desk is there. */
export class ClockSync {
  readonly #boot: string;
  readonly #clock: Clock;
  readonly #desk: DeskPort;
  readonly #onOffset: (offset: ClockOffset) => void;
  readonly #awaited = new Set<number>();
  #estimate: OffsetEstimate = NO_OFFSET;
  #cancelRound = (): void => {};
  #cancelProbe = (): void => {};

  constructor(boot: string, clock: Clock, desk: DeskPort, onOffset: (offset: ClockOffset) => void) {
    this.#boot = boot;
    this.#clock = clock;
    this.#desk = desk;
    this.#onOffset = onOffset;
  }

  get best(): ClockOffset | null {
    return this.#estimate.best;
  }

  /** The desk is there: measure now and again. */
  start(): void {
    this.stop();
    this.#cancelRound = this.#clock.every(ROUND_EVERY_MS, () => this.#round());
    this.#round();
  }

  stop(): void {
    this.#cancelRound();
    this.#cancelProbe();
    this.#awaited.clear();
  }

  /** An answer; one that was not asked for is left out. */
  take({ sentMs, deskMs, deskBoot }: ClockReply): void {
    if (!this.#awaited.delete(sentMs)) return;
    const before = this.#estimate.best;
    this.#estimate = addProbe(this.#estimate, { sentMs, receivedMs: this.#clock.nowMs(), deskMs, deskBoot });
    const { best, round } = this.#estimate;
    if (best && best !== before && round.length >= PROBES_PER_ROUND) {
      this.#desk.send({ type: "clock/offset", boot: this.#boot, ...best });
      this.#onOffset(best);
    }
  }

  #round(): void {
    this.#estimate = beginRound(this.#estimate);
    this.#awaited.clear();
    this.#probe(PROBES_PER_ROUND);
  }

  #probe(left: number): void {
    if (left === 0 || !this.#desk.isOnline) return;
    const sentMs = this.#clock.nowMs();
    this.#awaited.add(sentMs);
    this.#desk.send({ type: "clock/probe", sentMs });
    this.#cancelProbe = this.#clock.after(PROBE_EVERY_MS, () => this.#probe(left - 1));
  }
}
