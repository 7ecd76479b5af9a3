/**
 * A USB HID device made by a program: the kernel's user-space HID driver, /dev/uhid (linux/uhid.h, Documentation/hid/uhid.rst).
 * Every event is a packed struct of 4376 bytes: u32 type, then a union whose largest member is uhid_create2_req.
 */
export const UHID_EVENT_BYTES = 4376;
const DATA_MAX = 4096;
const BUS_USB = 3;
const types = { DESTROY: 1, OUTPUT: 6, GET_REPORT: 9, GET_REPORT_REPLY: 10, CREATE2: 11, INPUT2: 12, SET_REPORT: 13, SET_REPORT_REPLY: 14 };
const EIO = 5;

/** What goes over the channel of verb `uhid`, one JSON object per line, both ways: reports in hex. */
export type UhidLine = { readonly input: string } | { readonly output: string };

export interface HidDevice {
  readonly name: string;
  readonly serial: string;
  readonly vendor: number;
  readonly product: number;
  /** The report descriptor in hex. */
  readonly descriptor: string;
}

function event(type: number): Buffer {
  const bytes = Buffer.alloc(UHID_EVENT_BYTES);
  bytes.writeUInt32LE(type, 0);
  return bytes;
}

/** struct uhid_create2_req: name[128] phys[64] uniq[64] rd_size bus vendor product version country rd_data[4096]. */
export function createEvent({ name, serial, vendor, product, descriptor }: HidDevice): Buffer {
  const bytes = event(types.CREATE2);
  const data = Buffer.from(descriptor, "hex");
  bytes.write(name, 4, 127);
  bytes.write("rig/uhid", 132, 63);
  bytes.write(serial, 196, 63);
  bytes.writeUInt16LE(data.length, 260);
  bytes.writeUInt16LE(BUS_USB, 262);
  bytes.writeUInt32LE(vendor, 264);
  bytes.writeUInt32LE(product, 268);
  data.copy(bytes, 280);
  return bytes;
}

export function destroyEvent(): Buffer {
  return event(types.DESTROY);
}

/** struct uhid_input2_req: size data[4096]. A report with the number in front, when the descriptor has numbers. */
export function inputEvent(report: Buffer): Buffer {
  const bytes = event(types.INPUT2);
  bytes.writeUInt16LE(Math.min(report.length, DATA_MAX), 4);
  report.copy(bytes, 6, 0, DATA_MAX);
  return bytes;
}

/** What the kernel's event means for us: a report for the device (a lamp), and what the kernel waits for as an answer. */
export function readEvent(bytes: Buffer): { readonly output: Buffer | null; readonly reply: Buffer | null } {
  const type = bytes.readUInt32LE(0);
  if (type === types.OUTPUT) return { output: bytes.subarray(4, 4 + bytes.readUInt16LE(4 + DATA_MAX)), reply: null };
  if (type === types.SET_REPORT)
    return { output: bytes.subarray(12, 12 + bytes.readUInt16LE(10)), reply: replyTo(bytes, types.SET_REPORT_REPLY, 0) };
  if (type === types.GET_REPORT) return { output: null, reply: replyTo(bytes, types.GET_REPORT_REPLY, EIO) };
  return { output: null, reply: null };
}

/** Both replies begin with id and err; the kernel waits 5 s for one. */
function replyTo(question: Buffer, type: number, error: number): Buffer {
  const bytes = event(type);
  bytes.writeUInt32LE(question.readUInt32LE(4), 4);
  bytes.writeUInt16LE(error, 8);
  return bytes;
}

/** A button as it is sold: vendor page, one input report of four bytes, the first 1 while pressed, and a lamp as output report. */
export const HELP_BUTTON: HidDevice = {
  name: "Help Button",
  serial: "HB0001",
  vendor: 0x1209,
  product: 0x4242,
  descriptor: "0600ff0901a101150026ff007508950409018102090295049102c0",
};

/** One bit of the consumer page: AL Integrated Help Center (0x1a6), which the kernel makes KEY_HELP of (HID usage tables, 15). */
export const CONSUMER_BUTTON: HidDevice = {
  name: "Consumer Help Button",
  serial: "HB0002",
  vendor: 0x1209,
  product: 0x4243,
  descriptor: "050c0901a101150025010aa60195017501810275078103c0",
};
