/** A HID device as the system lists it. */
export interface HidInfo {
  readonly path: string;
  readonly vendor: number;
  readonly product: number;
  readonly usagePage: number | null;
  readonly usage: number | null;
  readonly name: string;
}

export interface HidEvents {
  /** An input report as it is read: the number first where the device numbers its reports. */
  onReport(bytes: Uint8Array): void;
  /** The device is gone, or cannot be read any more; nothing more is told. */
  onGone(why: string): void;
}

export interface HidHandle {
  /** An output report, its number first (0 where there are none). @throws Error when the device is gone */
  write(bytes: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

/** HID devices of the machine: node-hid, or a fake. */
export interface HidPort {
  list(): Promise<readonly HidInfo[]>;
  /** @throws Error that says what is missing */
  open(path: string, events: HidEvents): Promise<HidHandle>;
}

/** The system's devices by node-hid over hidraw, loaded when first asked: most kiosks have no HID button. */
export function createHid(load: () => Promise<typeof import("node-hid")> = loadNodeHid): HidPort {
  return {
    async list() {
      const hid = await load();
      const devices = await hid.devicesAsync();
      return devices.flatMap(({ path, vendorId, productId, usagePage, usage, product }) =>
        path === undefined
          ? []
          : [{ path, vendor: vendorId, product: productId, usagePage: usagePage ?? null, usage: usage ?? null, name: product ?? "" }],
      );
    },
    async open(path, events) {
      const hid = await load();
      const device = await hid.HIDAsync.open(path);
      let isClosed = false;
      device.on("data", (bytes: Uint8Array) => {
        if (!isClosed) events.onReport(bytes);
      });
      device.on("error", (error: unknown) => {
        if (!isClosed) events.onGone(error instanceof Error ? error.message : String(error));
      });
      return {
        write: async (bytes) => {
          await device.write([...bytes]);
        },
        close: async () => {
          isClosed = true;
          await device.close();
        },
      };
    },
  };
}

async function loadNodeHid(): Promise<typeof import("node-hid")> {
  // It is CommonJS: only `default` has everything.
  return (await import("node-hid")).default;
}
