import type { ScreenPort } from "../core/ports.ts";
import type { DeviceAct, InputBackend } from "./input-backend.ts";

/** BTN_LEFT */
const LEFT = 0x110;

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The headless body's devices: screen's virtual pointer and keyboard. There is no touch screen among them: the first finger is the
 * pointer's left button, other fingers are left out. Lease and release are ScreenTyping's, for screen has one of each.
 */
export class VirtualBackend implements InputBackend {
  readonly #screen: ScreenPort;
  readonly #output: () => Size | null;
  #isOpen = false;
  #finger: number | null = null;

  constructor(screen: ScreenPort, output: () => Size | null) {
    this.#screen = screen;
    this.#output = output;
  }

  get isReady(): boolean {
    return this.#isOpen && this.#screen.isConnected && this.#output() !== null;
  }

  open(): void {
    this.#isOpen = true;
  }

  close(): void {
    this.#isOpen = false;
    this.#finger = null;
  }

  renew(): void {
    // The lease on typing is the lease on these devices.
  }

  act(act: DeviceAct): void {
    switch (act.type) {
      case "touch":
        this.#touch(act);
        break;
      case "move":
        this.#move(act.x, act.y);
        break;
      case "button":
        this.#screen.send({ type: "screen/button", button: act.code, down: act.down });
        break;
      case "wheel":
        this.#screen.send({ type: "screen/wheel", dx: act.dx, dy: act.dy });
        break;
      case "key":
        this.#screen.send({ type: "screen/key", code: act.code, down: act.down });
        break;
      case "release":
        this.#finger = null;
        break;
      default:
        act satisfies never;
    }
  }

  #touch({ finger, phase, x, y }: Extract<DeviceAct, { type: "touch" }>): void {
    if (phase === "down" && this.#finger === null) this.#finger = finger;
    else if (phase === "down" || finger !== this.#finger) return;
    if (phase !== "up") this.#move(x, y);
    if (phase === "move") return;
    this.#screen.send({ type: "screen/button", button: LEFT, down: phase === "down" });
    if (phase === "up") this.#finger = null;
  }

  #move(x: number, y: number): void {
    const output = this.#output();
    if (!output) return;
    this.#screen.send({ type: "screen/pointer", x: Math.round(x * (output.width - 1)), y: Math.round(y * (output.height - 1)) });
  }
}
