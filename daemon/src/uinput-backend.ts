import type { NativeInput } from "#native";
import type { Place } from "../core/places.ts";
import type { Clock } from "../core/ports.ts";
import type { DeviceAct, InputBackend } from "./input-backend.ts";

/** What a device has to say for a place of 0..1 of the picture; null where it cannot point there. */
export type ToDevice = (device: "touch" | "pointer", place: Place) => Place | null;

/** Devices that are not ready after so long have lapsed, and are made anew: each time after twice as long, until they were ready once. */
export const FIRST_PAUSE_MS = 2000;
export const LONGEST_PAUSE_MS = 16_000;

/** The image's devices, on the native thread that outlives a hanging daemon. */
export class UinputBackend implements InputBackend {
  readonly #native: () => NativeInput;
  readonly #toDevice: ToDevice;
  readonly #clock: Clock;
  #isOpen = false;
  #wasReady = false;
  #pauseMs = FIRST_PAUSE_MS;
  #openedMs = Number.NEGATIVE_INFINITY;
  /** The pointer is where it was sent to last. */
  #isPlaced = false;

  /** @param native throws while the thread does not run */
  constructor(native: () => NativeInput, toDevice: ToDevice, clock: Clock) {
    this.#native = native;
    this.#toDevice = toDevice;
    this.#clock = clock;
  }

  /** Asked of the thread itself: its word may be one that was on its way when these devices were not there yet. */
  get isReady(): boolean {
    if (!this.#isOpen || !this.#native().isReady) return false;
    this.#wasReady = true;
    this.#pauseMs = FIRST_PAUSE_MS;
    return true;
  }

  /**
   * Making devices keeps this thread, kernel, udev and compositor busy: on a machine so slow that they lapsed meanwhile, one more at
   * once would lapse as well, and so on.
   */
  open(): void {
    const now = this.#clock.nowMs();
    if (this.#isOpen && now < this.#openedMs + this.#pauseMs) return;
    if (this.#isOpen && !this.#wasReady) this.#pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * this.#pauseMs);
    this.#native().open();
    this.#isOpen = true;
    this.#wasReady = false;
    this.#openedMs = this.#clock.nowMs();
  }

  close(): void {
    this.#isOpen = false;
    this.#native().close();
  }

  renew(): void {
    this.#native().renew();
  }

  act(act: DeviceAct): void {
    switch (act.type) {
      case "touch":
        this.#touch(act);
        break;
      case "move":
        this.#move(act);
        break;
      case "button":
        // Never where the pointer happens to be instead of where it was sent to.
        if (this.#isPlaced || !act.down) this.#native().button(act.code, act.down);
        break;
      case "wheel":
        if (this.#isPlaced) this.#native().wheel(act.dx, act.dy);
        break;
      case "key":
        this.#native().key(act.code, act.down);
        break;
      case "release":
        this.#native().release();
        break;
      default:
        act satisfies never;
    }
  }

  #touch({ finger, phase, x, y }: Extract<DeviceAct, { type: "touch" }>): void {
    const place = this.#toDevice("touch", { x, y });
    if (place) this.#native().touch(finger, phase, place.x, place.y);
    // What is down is lifted wherever it is.
    else if (phase === "up") this.#native().touch(finger, phase, 0, 0);
  }

  #move(act: Extract<DeviceAct, { type: "move" }>): void {
    const place = this.#toDevice("pointer", act);
    this.#isPlaced = place !== null;
    if (place) this.#native().move(place.x, place.y);
  }
}
