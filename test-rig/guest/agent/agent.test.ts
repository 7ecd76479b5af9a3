import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { GuestControl } from "../client.ts";
import { GuestRelay } from "../relay.ts";
import { SocketLine } from "../testing/socket-line.ts";
import type { Actions, Answers } from "./actions.ts";
import { Agent } from "./agent.ts";

interface Context {
  folder: string;
  server: Server;
  guest: GuestControl;
  asked: unknown[];
}

const test = suite<Context>("agent");

/** Answers with what was asked; `pipe` is a real command of this machine. */
function recorder(asked: unknown[]): Actions {
  const answers = new Proxy({}, { get: () => (request: unknown) => asked.push(request) && { asked: request } }) as Answers;
  const refused = { ...answers, kill: () => Promise.reject(new Error("it does not run just now")) };
  return {
    answers: new Proxy(answers, { get: (target, verb) => (verb === "kill" ? refused.kill : Reflect.get(target, verb)) }),
    streams: {
      pipe: (channel, { argv: [command = "", ...args] }) => {
        const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
        child.on("error", (error) => channel.destroy(error));
        child.stdin.on("error", () => undefined);
        channel.pipe(child.stdin);
        child.stdout.pipe(channel);
        channel.on("close", () => child.kill());
      },
      log: (channel) => channel.write(`${JSON.stringify({ name: "daemon", atMs: 1, event: "line", stream: "stdout", text: "hello" })}\n`),
      uhid: (channel) => channel.end('{"output":"0203"}\n'),
    },
  };
}

test.before.each(async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "alongside-guest-"));
  const line = new SocketLine();
  const asked: unknown[] = [];
  new Agent(line, recorder(asked)).start();
  const server = createServer({ allowHalfOpen: true }, (socket) => line.attach(socket));
  await new Promise<void>((resolve) => server.listen(join(folder, "rig.sock"), resolve));
  Object.assign(context, { folder, server, asked, guest: new GuestControl(join(folder, "rig.sock")) });
});

test.after.each(async ({ folder, server, guest }) => {
  await guest.disconnect();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

test("passes a request on and brings the answer back", async ({ guest, asked }) => {
  await guest.forward(8080);
  await guest.setApp("http://127.0.0.1:1/?a=%20b");
  assert.equal(asked, [
    { verb: "forward", port: 8080 },
    { verb: "set-app", url: "http://127.0.0.1:1/?a=%20b" },
  ]);
});

test("brings a refusal back in the agent's words", async ({ guest }) => {
  await rejects(guest.kill("media"), /it does not run just now/);
});

test("refuses what is no request, and says where the right form stands", async ({ guest, asked }) => {
  for (const wrong of [
    "",
    "{",
    "null",
    '{"verb":"dance"}',
    '{"verb":"list","more":1}',
    '{"verb":"forward","port":0}',
    '{"verb":"set-app","url":"a\\nb"}',
  ]) {
    const channel = await guest.openRaw(wrong);
    await rejects(text(channel), /a request is/);
  }
  assert.equal(asked, []);
});

test("a pipe carries bytes both ways, ends each way alone, and many go at once", async ({ guest }) => {
  const sent = Array.from({ length: 5 }, (_, index) => Buffer.alloc(200_000, index));
  const came = await Promise.all(
    sent.map(async (bytes) => {
      const stream = await guest.pipe(["cat"]);
      stream.end(bytes);
      return buffer(stream);
    }),
  );
  for (const [index, bytes] of came.entries()) assert.ok(bytes.equals(sent[index] ?? Buffer.alloc(0)), `pipe ${index}`);
});

test("a command that cannot be started is told as an error", async ({ guest }) => {
  const stream = await guest.pipe(["/no/such/command"]);
  await rejects(text(stream), /ENOENT/);
});

test("brings the log as records, and a button's lamp as reports", async ({ guest }) => {
  const record = await new Promise<{ name: string }>((resolve) => void guest.followLog(resolve));
  assert.is(record.name, "daemon");
  const button = await guest.plug();
  for (let turn = 0; turn < 1000 && button.outputs.length === 0; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(button.outputs, [Buffer.from([2, 3])]);
});

test("what is under way fails when the connection ends, and the next request makes a new one", async ({ guest }) => {
  const stream = await guest.pipe(["cat"]);
  const ended = text(stream);
  await guest.disconnect();
  await rejects(ended, /connection to the guest has ended/);
  await guest.forward(1);
});

test("a relay lets several clients share the connection", async ({ guest, folder, asked }) => {
  const relay = new GuestRelay(guest, join(folder, "relay.sock"));
  await relay.start();
  const clients = [1, 2, 3].map(() => new GuestControl(join(folder, "relay.sock")));
  await Promise.all(clients.map((client, index) => client.forward(index + 1)));
  assert.is(asked.length, 3);
  await rejects(clients[0]?.kill("media") ?? Promise.resolve(), /it does not run just now/);
  const stream = await clients[1]?.pipe(["cat"]);
  stream?.end("through both");
  assert.is(stream && (await text(stream)), "through both");
  for (const client of clients) await client.disconnect();
  relay.stop();
});

async function rejects(work: Promise<unknown>, expected: RegExp): Promise<void> {
  const error = await work.then(
    () => null,
    (reason: Error) => reason,
  );
  assert.match(error?.message ?? "no error at all", expected);
}

test.run();
