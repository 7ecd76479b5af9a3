import { boxAvoid, NO_AVOID } from "../core/box-avoid.ts";
import type { Physical } from "../core/physical.ts";
import type { Parts } from "./parts.ts";

/** What the customer's own hand does on the machine's own devices, whichever body tells it: the one place where all that it means is. */
export class CustomerHand {
  readonly #parts: Parts;
  #avoid = NO_AVOID;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  did(event: Physical): void {
    const { control, idle, appIdle, use } = this.#parts;
    // First of all the agent's hand is held.
    control.physical(event);
    idle.touched();
    appIdle.touched();
    use.touched();
    if (event.kind === "touch") this.#makeWay(event);
  }

  /** A device is gone with whatever was held on it. */
  gone(): void {
    this.#parts.control.physicalGone();
  }

  /** Tells the host where a finger works, so that the box can make way. */
  #makeWay(touch: Extract<Physical, { kind: "touch" }>): void {
    const { driver, host, clock } = this.#parts;
    // Not on this output, or nobody knows where.
    if (!(touch.x >= 0 && touch.y >= 0)) return;
    const next = boxAvoid(this.#avoid, touch, driver.session.surface === "box", clock.nowMs());
    this.#avoid = next.state;
    if (next.tell) host.send({ type: "host/avoid", x: Math.round(touch.x), y: Math.round(touch.y) });
  }
}
