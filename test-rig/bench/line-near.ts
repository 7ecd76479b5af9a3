import { createSocket, type Socket } from "node:dgram";
import { connect } from "node:net";
import { inTop } from "../paths.ts";
import { ensureRoot } from "../roots.ts";
import { pause } from "../wait.ts";
import { Cleanup } from "./cleanup.ts";
import { quantile } from "./figures.ts";
import { AGENT_ADDRESS, Line, loopbackUp } from "./line.ts";
import type { LineFar } from "./line-far.ts";
import { enterOwnNetwork, isInOwnNetwork } from "./own-network.ts";
import { Remote } from "./remote.ts";

// The near side of line.rig.test.ts: makes a line, sends over it, prints what it measured as one line of JSON.

/** UDP, IPv4 and Ethernet headers: the line's rate counts whole frames. */
const HEADER_BYTES = 8 + 20 + 14;

if (!isInOwnNetwork()) await enterOwnNetwork();
const cleanup = new Cleanup();
cleanup.watch();
try {
  process.stdout.write(`${JSON.stringify(await measure())}\n`);
} finally {
  await cleanup.run();
}
process.exit(0);

async function measure(): Promise<Record<string, number>> {
  const tools = { shape: inTop("build/native/test-rig/native/shape"), root: await ensureRoot("kiosk") };
  await loopbackUp(tools);
  const far = new Remote<LineFar>(["unshare", "--net", "--", process.execPath, new URL("line-far.js", import.meta.url).pathname]);
  cleanup.add("far side", () => far.stop());
  await far.call("listen");
  const line = new Line(tools, far.pid);
  cleanup.add("line", () => line.stop());
  await line.start();
  const socket = createSocket("udp4").bind(0);
  cleanup.add("socket", () => socket.close());

  await line.shape({ kbit: 10_000, roundTripMs: 20, queueMs: 300, lossPercent: 0 });
  const roundTripMs = await quickPing(socket);
  const udpKbit = await udpRate(socket, far);
  const tcpKbit = await tcpRate(far);
  const { forward } = await line.counters();
  await line.shape({ kbit: 0, roundTripMs: 0, queueMs: 300, lossPercent: 2 });
  const lossPercent = await loss(socket, far);
  await line.cut(true);
  const throughCut = await arrivals(socket, far, 20);
  await line.cut(false);
  await line.shape({ kbit: 0, roundTripMs: 0, queueMs: 300, lossPercent: 0 });
  const afterCut = await arrivals(socket, far, 20);
  return { roundTripMs, udpKbit, tcpKbit, lossPercent, throughCut, afterCut, dropped: forward.dropped, oversized: forward.oversized };
}

/** The line's own delay: the tenth part of pings that waited least for a processor. */
async function quickPing(socket: Socket): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < 40; n++) {
    const sentMs = performance.now();
    const back = new Promise((resolve) => socket.once("message", resolve));
    socket.send("ping", 7, AGENT_ADDRESS);
    await Promise.race([back, pause(1000)]);
    times.push(performance.now() - sentMs);
  }
  return quantile(times, 0.1) ?? 0;
}

/** Sends 15 Mbit/s for 2 s and returns what came through in kbit/s. */
async function udpRate(socket: Socket, far: Remote<LineFar>): Promise<number> {
  await far.call("count");
  const payload = Buffer.alloc(1200);
  const beganMs = performance.now();
  for (let sent = 0; performance.now() - beganMs < 2000; await pause(5)) {
    const due = ((performance.now() - beganMs) * 15_000) / 8 / (payload.length + HEADER_BYTES);
    for (; sent < due; sent++) socket.send(payload, 9, AGENT_ADDRESS);
  }
  await pause(500);
  const { packets, bytes, firstMs, lastMs } = await far.call("count");
  return ((bytes + (packets - 1) * HEADER_BYTES) * 8) / (lastMs - firstMs);
}

async function tcpRate(far: Remote<LineFar>): Promise<number> {
  await far.call("count");
  const socket = connect({ host: AGENT_ADDRESS, port: 9 });
  const chunk = Buffer.alloc(64 * 1024);
  const fill = () => {
    while (socket.write(chunk));
  };
  socket.on("drain", fill).on("error", () => undefined);
  fill();
  await pause(3000);
  socket.resetAndDestroy();
  // What still waits in the line's queue must not count in the next measurement.
  await pause(500);
  const { bytes, firstMs, lastMs } = await far.call("count");
  return (bytes * 8) / (lastMs - firstMs);
}

async function loss(socket: Socket, far: Remote<LineFar>): Promise<number> {
  const sent = 5000;
  return 100 * (1 - (await arrivals(socket, far, sent)) / sent);
}

/** How many of `count` small packets arrive. */
async function arrivals(socket: Socket, far: Remote<LineFar>, count: number): Promise<number> {
  await far.call("count");
  for (let sent = 0; sent < count; sent++) {
    socket.send("packet", 9, AGENT_ADDRESS);
    // More at once would overflow the receiver's socket buffer, which is no loss of the line.
    if (sent % 10 === 9) await pause(2);
  }
  await pause(300);
  return (await far.call("count")).packets;
}
