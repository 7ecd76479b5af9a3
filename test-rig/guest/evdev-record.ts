import type { GuestControl } from "./client.ts";

/** One event as the guest's kernel gave it (struct input_event). */
export interface InputEvent {
  /** By the guest's wall clock. */
  readonly atMs: number;
  readonly type: number;
  readonly code: number;
  readonly value: number;
}

const KEY = 1;
const EVENT_BYTES = 24;

/** What an input device of the guest says from now on, with the kernel's own times: however slow the machine, they are right. */
export class EvdevRecord {
  readonly #guest: GuestControl;
  readonly #file: string;

  private constructor(guest: GuestControl, file: string) {
    this.#guest = guest;
    this.#file = file;
  }

  /** @throws Error when there is no device whose name is like that */
  static async begin(guest: GuestControl, name: RegExp): Promise<EvdevRecord> {
    const devices = await guest.inputs();
    const node = devices.find((device) => name.test(device.name))?.handlers.find((handler) => handler.startsWith("event"));
    if (!node) throw new Error(`the guest has no input device ${name}; it has ${devices.map((device) => device.name).join(", ")}`);
    const file = `/run/rig-${node}`;
    // Open before the answer: nothing is missed.
    await guest.run(["sh", "-c", `exec 3</dev/input/${node}; setsid cat <&3 >${file} 2>/dev/null & true`]);
    return new EvdevRecord(guest, file);
  }

  async events(): Promise<InputEvent[]> {
    const { output } = await this.#guest.run(["base64", "-w0", this.#file]);
    const bytes = Buffer.from(output, "base64");
    return Array.from({ length: Math.floor(bytes.length / EVENT_BYTES) }, (_, n) => readEvent(bytes.subarray(n * EVENT_BYTES)));
  }

  /** When a key last went up, or down; null: not since the record began. */
  async keyMs(code: number, isDown: boolean): Promise<number | null> {
    const events = await this.events();
    return events.findLast((event) => event.type === KEY && event.code === code && event.value === Number(isDown))?.atMs ?? null;
  }
}

function readEvent(bytes: Buffer): InputEvent {
  return {
    atMs: Number(bytes.readBigInt64LE(0)) * 1000 + Number(bytes.readBigInt64LE(8)) / 1000,
    type: bytes.readUInt16LE(16),
    code: bytes.readUInt16LE(18),
    value: bytes.readInt32LE(20),
  };
}
