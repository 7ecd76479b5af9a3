import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ReconnectingSocket } from "./reconnecting-socket.ts";

interface Context {
  path: string;
  heard: string[];
  socket: ReconnectingSocket;
}

const test = suite<Context>("reconnecting socket");
const folder = mkdtempSync(join(tmpdir(), "reconnecting-"));
let count = 0;
test.before.each((context) => {
  count += 1;
  context.path = join(folder, `${count}.sock`);
  const heard: string[] = [];
  context.heard = heard;
  context.socket = new ReconnectingSocket(context.path, {
    onConnected: () => heard.push("connected"),
    onData: (chunk) => heard.push(new TextDecoder().decode(chunk)),
    onLost: () => heard.push("lost"),
  });
});
test.after.each(({ socket }) => socket.stop());
test.after(() => rmSync(folder, { recursive: true }));

async function until(isTrue: () => boolean): Promise<void> {
  const endMs = Date.now() + 30_000;
  while (!isTrue()) {
    if (Date.now() > endMs) throw new Error("it never came true");
    await new Promise((done) => setTimeout(done, 5));
  }
}

/** A server that keeps its connections. */
async function serve(path: string): Promise<{ server: Server; clients: Socket[]; die: () => Promise<void> }> {
  const clients: Socket[] = [];
  const server = createServer((client) => {
    clients.push(client);
    client.on("error", () => {});
  });
  await new Promise<void>((done) => server.listen(path, done));
  const die = async () => {
    for (const client of clients) client.destroy();
    await new Promise<void>((done) => server.close(() => done()));
  };
  return { server, clients, die };
}

test("waits for a server that is not there yet, and comes back as often as it does", async ({ path, socket, heard }) => {
  socket.start();
  socket.start();
  assert.is(socket.connected, null);
  for (let round = 1; round <= 3; round++) {
    const { clients, die } = await serve(path);
    await until(() => socket.connected !== null && clients.length > 0);
    clients[0]?.write("word");
    await until(() => heard.at(-1) === "word");
    await die();
    await until(() => heard.at(-1) === "lost");
    assert.is(socket.connected, null);
    assert.is(clients.length, 1, "one connection at a time");
  }
  assert.equal(heard, ["connected", "word", "lost", "connected", "word", "lost", "connected", "word", "lost"]);
});

test("tells nothing once it is stopped, and does not come back", async ({ path, socket, heard }) => {
  socket.start();
  const { clients, die } = await serve(path);
  await until(() => socket.connected !== null && clients.length > 0);
  let isClosed = false;
  clients[0]?.on("close", () => {
    isClosed = true;
  });
  clients[0]?.resume();
  clients[0]?.write("late");
  socket.stop();
  socket.stop();
  assert.is(socket.connected, null);
  await until(() => isClosed);
  await die();
  assert.equal(heard, ["connected"]);
  assert.is(clients.length, 1);
});

test.run();
