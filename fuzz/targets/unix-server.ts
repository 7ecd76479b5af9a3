import { mkdtempSync, rmSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeFrame } from "#protocol/frame";
import { daemonToScreenCodec, screenToDaemonCodec } from "#protocol/local-screen";
import { PROTOCOL_VERSION } from "#protocol/version";
import { FakeClock } from "../../daemon/core/fake-clock.ts";
import { jsonPayloads, UnixServer, WELCOMES } from "../../daemon/src/unix-server.ts";
import { demand, type FuzzTarget, utf8 } from "../target.ts";

const [OWNER, STRANGER] = [904, 905];
const STEPS = ["own", "stranger", "send", "close", "late", "drop"] as const;
type Step = (typeof STEPS)[number];
const MOST_CONNECTIONS = 16;
const frame = (message: object): Uint8Array => encodeFrame(utf8(JSON.stringify(message)));
const hello = frame({ type: "screen/hello", version: PROTOCOL_VERSION });
const output = frame({ type: "screen/output", width: 1280, height: 800, outputs: [] });

const folder = mkdtempSync(join(tmpdir(), "fuzz-unix-"));
const path = join(folder, "screen.sock");
const clock = new FakeClock();
const heard: string[] = [];
let uid = OWNER;
/** Connections that the server has looked at. */
let admitted = 0;
const server = new UnixServer(
  {
    name: "screen",
    path,
    uid: OWNER,
    decode: jsonPayloads(screenToDaemonCodec),
    writer: daemonToScreenCodec,
    hello: "screen/hello",
    peerCredentials: () => {
      admitted += 1;
      return { uid, gid: 0, pid: 1 };
    },
    clock,
    log: { info() {}, warn() {}, error() {} } as never,
  },
  { onHello: () => heard.push("hello"), onMessage: ({ type }) => heard.push(type), onGone: () => heard.push("gone") },
);

/**
 * Who may speak at a unix socket. The input is a play of the connections: each step a byte of what is done and, for bytes sent, a
 * length and the bytes themselves.
 */
export const unixServer: FuzzTarget = {
  name: "unix-server",
  covers: ["/daemon/src/unix-server", "/protocol/frame"],
  maxBytes: 1024,
  seeds: () => [
    play(["own"], ["send", hello], ["send", output], ["close"]),
    play(["own"], ["send", output], ["own"], ["send", hello], ["own"], ["send", hello], ["send", hello]),
    play(["stranger"], ["send", hello], ["own"], ["late"], ["own"], ["send", hello.slice(0, 3)], ["send", hello.slice(3)], ["drop"]),
    play(["own"], ["own"], ["own"], ["own"], ["own"], ["send", frame({ type: "screen/hello", version: 2 })]),
  ],
  dictionary: [hello, output, ...STEPS.map((_, at) => Uint8Array.of(at)), Uint8Array.of(0, 0, 1, 0), utf8('"version":2')],
  start: () => server.start(),
  async run(input) {
    heard.length = 0;
    // What earlier inputs did does not count.
    clock.advance((1000 * WELCOMES.burst) / WELCOMES.perSecond);
    const beganMs = clock.nowMs();
    const { mayBeHeard } = await perform(input);
    assertOrder(mayBeHeard);
    const welcomed = heard.filter((what) => what === "hello").length;
    const most = WELCOMES.burst + ((clock.nowMs() - beganMs) / 1000) * WELCOMES.perSecond;
    demand(welcomed <= most, "a peer comes at a bounded rate", { welcomed, most });
    return [[...new Set(heard)].join(" "), `length ${Math.min(8, heard.length)}`];
  },
  async stop() {
    await server.stop();
    rmSync(folder, { recursive: true });
  },
};

async function perform(input: Uint8Array): Promise<{ mayBeHeard: boolean }> {
  const sockets: Socket[] = [];
  let mayBeHeard = false;
  for (let at = 0; at < input.length; at++) {
    const step = STEPS[(input[at] ?? 0) % STEPS.length];
    if ((step === "own" || step === "stranger") && sockets.length < MOST_CONNECTIONS) {
      uid = step === "own" ? OWNER : STRANGER;
      mayBeHeard ||= step === "own";
      sockets.push(await connect());
    } else if (step === "send") {
      const length = input[at + 1] ?? 0;
      await send(sockets.at(-1), input.subarray(at + 2, at + 2 + length));
      at += 1 + length;
    } else if (step === "close") sockets.at(-1)?.destroy();
    else if (step === "late") clock.advance(2000);
    else if (step === "drop") server.disconnect();
  }
  await Promise.all(sockets.map(close));
  return { mayBeHeard };
}

/** A peer is heard from its hello until it is gone, one at a time, and nobody else. */
function assertOrder(mayBeHeard: boolean): void {
  demand(mayBeHeard || heard.length === 0, "a stranger is not heard", { heard });
  let isPeer = false;
  for (const what of heard) {
    demand(what === "hello" ? !isPeer : isPeer, "hello comes first, once, and gone last", { heard });
    isPeer = what !== "gone";
  }
  demand(!isPeer && !server.isConnected, "who is gone is gone", { heard });
  demand(clock.pending === 0, "nothing waits for those who are gone", { pending: clock.pending });
}

async function connect(): Promise<Socket> {
  const before = admitted;
  const socket = createConnection(path);
  socket.on("error", () => socket.destroy());
  socket.resume();
  while (admitted === before) await turn();
  return socket;
}

async function send(socket: Socket | undefined, bytes: Uint8Array): Promise<void> {
  if (!socket || socket.destroyed || bytes.length === 0) return;
  socket.write(bytes);
  await turn();
}

/** Ends it once everything sent has been read. */
async function close(socket: Socket): Promise<void> {
  if (!socket.closed) {
    const closed = new Promise<void>((done) => socket.once("close", () => done()));
    socket.end();
    await closed;
  }
  while (server.isConnected || clock.pending > 0) await turn();
}

function turn(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}

function play(...steps: readonly (readonly [Step] | readonly ["send", Uint8Array])[]): Uint8Array {
  return Uint8Array.from(steps.flatMap(([step, bytes]) => [STEPS.indexOf(step), ...(bytes ? [bytes.length, ...bytes] : [])]));
}
