import { once } from "node:events";
import { PROTOCOL_VERSION } from "#protocol/version";
import type { Rig } from "../rig.ts";

/** Linux codes of the keys that the product knows by default. */
export const HELP_KEY = 138;
export const END_KEY = 1;

/**
 * Presses a key of the machine itself, as the headless body's hand tells it: on touch.sock, as the glass does with its finger.
 * The glass comes back to the socket by itself.
 */
export async function pressMachineKey(rig: Rig, code: number, ms = 100): Promise<void> {
  const say = `
    const socket = require("net").connect("/run/alongside/daemon/touch.sock");
    const tell = (message) => {
      const text = Buffer.from(JSON.stringify(message));
      const size = Buffer.alloc(4);
      size.writeUInt32LE(text.length);
      socket.write(Buffer.concat([size, text]));
    };
    const key = (down) => tell({ type: "touch/key", code: ${code}, down, atMs: Number(process.hrtime.bigint()) / 1e6 });
    socket.on("error", () => process.exit(1));
    tell({ type: "touch/hello", version: ${PROTOCOL_VERSION} });
    key(true);
    setTimeout(() => { key(false); socket.end(); setTimeout(() => process.exit(0), 50); }, ${ms});`;
  const stream = await rig.body.pipe(["node", "-e", say]);
  stream.resume();
  await once(stream, "close");
}
