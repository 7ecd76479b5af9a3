import { closeSync, constants, openSync, readSync, writeSync } from "node:fs";
import { type Channel, linesOf } from "../mux.ts";
import { createEvent, destroyEvent, type HidDevice, inputEvent, readEvent, UHID_EVENT_BYTES, type UhidLine } from "../uhid.ts";

/** How often the kernel's events are looked for: a lamp is seen soon enough, and the kernel's questions are answered in time. */
const LOOK_MS = 50;

/** Plugs a HID device in for as long as the channel lives. @throws the system's error when /dev/uhid cannot be used */
export function serveHid(channel: Channel, device: HidDevice): void {
  const fd = openSync("/dev/uhid", constants.O_RDWR | constants.O_NONBLOCK);
  writeSync(fd, createEvent(device));
  const looking = setInterval(() => look(fd, channel), LOOK_MS);
  linesOf(channel, (line) => {
    const message = JSON.parse(line) as UhidLine;
    if ("input" in message) writeSync(fd, inputEvent(Buffer.from(message.input, "hex")));
  });
  channel.on("end", () => channel.end());
  channel.on("close", () => {
    clearInterval(looking);
    writeSync(fd, destroyEvent());
    closeSync(fd);
  });
}

function look(fd: number, channel: Channel): void {
  for (let bytes = readOne(fd); bytes; bytes = readOne(fd)) {
    const { output, reply } = readEvent(bytes);
    if (reply) writeSync(fd, reply);
    if (output) channel.write(`${JSON.stringify({ output: output.toString("hex") } satisfies UhidLine)}\n`);
  }
}

function readOne(fd: number): Buffer | null {
  const bytes = Buffer.alloc(UHID_EVENT_BYTES);
  try {
    return readSync(fd, bytes, 0, bytes.length, null) > 0 ? bytes : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return null;
    throw error;
  }
}
