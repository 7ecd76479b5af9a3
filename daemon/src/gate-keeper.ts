import type { InputEvent } from "#protocol/input";
import {
  closedGate,
  type Gate,
  type GateEvent,
  type GateFacts,
  type InputChannel,
  isTouched,
  step,
  takeRefused,
} from "../core/input-gate.ts";
import type { Physical } from "../core/physical.ts";
import type { Clock } from "../core/ports.ts";
import type { InputHand } from "./input-hand.ts";
import type { InputStats } from "./input-stats.ts";

/** Holds the gate and does what it lets pass: from the socket to the devices within one turn of the loop. */
export class GateKeeper {
  readonly #hand: InputHand | null;
  readonly #stats: InputStats;
  readonly #clock: Clock;
  #gate: Gate;

  constructor(hand: InputHand | null, stats: InputStats, clock: Clock) {
    this.#hand = hand;
    this.#stats = stats;
    this.#clock = clock;
    this.#gate = closedGate(clock.nowMs());
  }

  /** The customer's own finger has the glass. */
  get isTouched(): boolean {
    return isTouched(this.#gate, this.#clock.nowMs());
  }

  /** An event of the agent: to the devices at once, or nowhere. */
  input(channel: InputChannel, event: InputEvent): void {
    const arrivedMs = this.#clock.nowMs();
    const isWritten = this.#step({ type: "input", channel, event });
    this.#stats.add(arrivedMs, this.#clock.nowMs(), isWritten);
  }

  malformed(): void {
    this.#step({ type: "malformed" });
  }

  untyped(): void {
    this.#step({ type: "untyped" });
  }

  physical(event: Physical): void {
    this.#step({ type: "physical", event });
  }

  physicalGone(): void {
    this.#step({ type: "physical/gone" });
  }

  /** What narrows lets go of everything first. */
  learn(facts: Partial<GateFacts>): void {
    this.#step({ type: "facts", facts });
  }

  timePassed(): void {
    this.#step({ type: "time" });
    this.#stats.report(this.#clock.nowMs());
  }

  /** What was refused since it was last asked. */
  takeRefused(): ReturnType<typeof takeRefused>["word"] {
    const { state, word } = takeRefused(this.#gate);
    this.#gate = state;
    return word;
  }

  /** @returns whether anything went to the devices */
  #step(event: GateEvent): boolean {
    const { state, acts } = step(this.#gate, event, this.#clock.nowMs());
    this.#gate = state;
    for (const act of acts) this.#hand?.act(act);
    return acts.length > 0;
  }
}
