import type { NativeInput } from "#native";
import type { DeviceAct, InputBackend } from "./input-backend.ts";

/** The image's devices, on the native thread that outlives a hanging daemon. */
export class UinputBackend implements InputBackend {
  readonly #native: () => NativeInput;
  #isOpen = false;

  /** @param native throws while the thread does not run */
  constructor(native: () => NativeInput) {
    this.#native = native;
  }

  /** Asked of the thread itself: its word may be one that was on its way when these devices were not there yet. */
  get isReady(): boolean {
    return this.#isOpen && this.#native().isReady;
  }

  open(): void {
    this.#native().open();
    this.#isOpen = true;
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
        this.#native().touch(act.finger, act.phase, act.x, act.y);
        break;
      case "move":
        this.#native().move(act.x, act.y);
        break;
      case "button":
        this.#native().button(act.code, act.down);
        break;
      case "wheel":
        this.#native().wheel(act.dx, act.dy);
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
}
