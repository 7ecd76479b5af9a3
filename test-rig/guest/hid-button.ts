import { type Channel, linesOf } from "./mux.ts";
import type { UhidLine } from "./uhid.ts";

/** Reports of HELP_BUTTON. */
const PRESSED = Buffer.from([1, 0, 0, 0]);
const RELEASED = Buffer.from([0, 0, 0, 0]);

/** A HID device that is plugged into the guest. */
export class HidButton {
  readonly #channel: Channel;
  /** Reports that the guest sent to the device (a lamp), oldest first. */
  readonly outputs: Buffer[] = [];

  constructor(channel: Channel) {
    this.#channel = channel;
    linesOf(channel, (line) => {
      const message = JSON.parse(line) as UhidLine;
      if ("output" in message) this.outputs.push(Buffer.from(message.output, "hex"));
    });
  }

  /** Sends an input report. */
  report(bytes: Buffer): void {
    this.#channel.write(`${JSON.stringify({ input: bytes.toString("hex") } satisfies UhidLine)}\n`);
  }

  /** Presses and lets go. @param pressed how the device says so */
  press(pressed: Buffer = PRESSED, released: Buffer = RELEASED.subarray(0, pressed.length)): void {
    this.report(pressed);
    this.report(released);
  }

  unplug(): void {
    this.#channel.destroy();
  }
}
