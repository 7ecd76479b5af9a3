import { createSocket } from "node:dgram";
import { createServer, type Server } from "node:net";
import { serveVerbs } from "./remote.ts";

// The far side of line.rig.test.ts: answers pings, counts what arrives.

let received = { packets: 0, bytes: 0, firstMs: 0, lastMs: 0 };
let tcp: Server | null = null;

function count(bytes: number): void {
  const nowMs = performance.now();
  if (received.packets === 0) received.firstMs = nowMs;
  received = { ...received, packets: received.packets + 1, bytes: received.bytes + bytes, lastMs: nowMs };
}

const verbs = {
  async listen(): Promise<void> {
    const echo = createSocket("udp4", (message, from) => echo.send(message, from.port, from.address)).bind(7);
    createSocket("udp4", (message) => count(message.length)).bind(9);
    tcp = createServer((socket) => socket.on("data", (chunk) => count(chunk.length)).on("error", () => undefined));
    await new Promise<void>((resolve) => tcp?.listen(9, resolve));
  },
  /** What arrived since the last call. */
  count() {
    const now = received;
    received = { packets: 0, bytes: 0, firstMs: 0, lastMs: 0 };
    return now;
  },
};
export type LineFar = typeof verbs;

serveVerbs(verbs, async () => undefined);
