import type { HidEvents, HidHandle, HidInfo, HidPort } from "./hid.ts";

/** HID devices without a system: tests plug, press and unplug them. */
export class FakeHid implements HidPort {
  readonly #devices = new Map<string, { info: HidInfo; events: HidEvents | null; written: number[][] }>();
  /** What the next calls fail with; null: they work. */
  failure: string | null = null;
  #next = 0;

  /** @returns its path */
  plug(info: Partial<HidInfo> & Pick<HidInfo, "vendor" | "product">): string {
    const path = info.path ?? `/dev/hidraw${this.#next++}`;
    this.#devices.set(path, { info: { usagePage: null, usage: null, name: "Help Button", ...info, path }, events: null, written: [] });
    return path;
  }

  report(path: string, ...bytes: number[]): void {
    this.#devices.get(path)?.events?.onReport(Uint8Array.from(bytes));
  }

  unplug(path: string): void {
    const device = this.#devices.get(path);
    this.#devices.delete(path);
    device?.events?.onGone("could not read from HID device");
  }

  isOpen(path: string): boolean {
    return this.#devices.get(path)?.events != null;
  }

  /** Takes out the output reports that were written since. */
  written(path: string): number[][] {
    return this.#devices.get(path)?.written.splice(0) ?? [];
  }

  async list(): Promise<readonly HidInfo[]> {
    this.#check();
    return [...this.#devices.values()].map(({ info }) => info);
  }

  async open(path: string, events: HidEvents): Promise<HidHandle> {
    this.#check();
    const device = this.#devices.get(path);
    if (!device) throw new Error(`cannot open device with path ${path}`);
    device.events = events;
    return {
      write: async (bytes) => {
        if (!this.#devices.has(path)) throw new Error("Cannot write to hid device");
        device.written.push([...bytes]);
      },
      close: async () => {
        device.events = null;
      },
    };
  }

  #check(): void {
    if (this.failure !== null) throw new Error(this.failure);
  }
}
