import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type ConsoleClient, SignedInClient } from "./testing/console-client.ts";
import { DeviceClient, enrolDevice, jsonOf } from "./testing/device-client.ts";

const MAIN = fileURLToPath(new URL("./main.js", import.meta.url));
const PASSWORD = "correct horse battery";

interface Context {
  folder: string;
  children: ChildProcess[];
  clients: { drop(): void }[];
}
const test = suite<Context>("the desk as a process");
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), "desk-process-"));
  context.children = [];
  context.clients = [];
});
test.after.each(async ({ folder, children, clients }) => {
  for (const client of clients) client.drop();
  for (const child of children) await end(child, "SIGKILL");
  rmSync(folder, { recursive: true });
});

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
  return child.exitCode;
}

/** Starts the real program and waits until it says where it listens. */
async function serve({ folder, children }: Context, ...args: string[]): Promise<{ child: ChildProcess; base: string }> {
  const child = spawn(
    process.execPath,
    [MAIN, "serve", "--store", `sqlite:${folder}/desk.db`, "--operator-key", `${folder}/operator.key`, "--port", "0", ...args],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  children.push(child);
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  for await (const line of lines) {
    const { event, port } = JSON.parse(line) as { event?: string; port?: number };
    if (event !== "listening") continue;
    child.stdout?.resume();
    return { child, base: `http://127.0.0.1:${port}` };
  }
  throw new Error("the desk ended before it listened");
}

/** Runs a command of the desk to its end. */
function run(folder: string, args: readonly string[], input = ""): { status: number | null; stdout: string; stderr: string } {
  const all = args[0] === "serve" ? args : [...args, "--store", `sqlite:${folder}/desk.db`];
  return spawnSync(process.execPath, [MAIN, ...all], { input, encoding: "utf8", cwd: folder });
}

test("a desk that is killed keeps the queue, the contacts and the records it acknowledged", async (context) => {
  const { folder, clients } = context;
  assert.is(run(folder, ["account", "add", "maria", "--role", "supervisor"], `${PASSWORD}\n`).status, 0);
  const codes = Array.from({ length: 4 }, () => run(folder, ["enrol-code"]).stdout.trim());
  const first = await serve(context);
  const enrolled = await Promise.all(codes.map((code) => enrolDevice(first.base, code)));
  const connect = async (base: string, index: number) => {
    const device = new DeviceClient(base, enrolled[index] as (typeof enrolled)[number]);
    clients.push(device);
    await device.connect();
    return device;
  };
  const maria = await SignedInClient.signIn(first.base, "maria", PASSWORD);
  const console = await maria.console();
  clients.push(console);
  await console.goAvailable();

  const inCall = await connect(first.base, 0);
  await inCall.request("active");
  await console.acceptNext();
  inCall.send({ type: "contact/connected", contact: "active" });
  await inCall.settled();
  const waiting = [await connect(first.base, 1), await connect(first.base, 2), await connect(first.base, 3)];
  for (const [i, device] of waiting.entries()) await device.request(`waiting${i}`);
  await end(first.child, "SIGKILL");

  const second = await serve(context);
  const again = new SignedInClient(second.base, maria.cookie);
  const { contacts } = await jsonOf<{ contacts: { contact: string; state: string }[] }>(await again.get("/api/v1/contacts"));
  assert.equal(
    contacts.reverse().map(({ contact, state }) => `${contact} ${state}`),
    ["active interrupted", "waiting0 queued", "waiting1 queued", "waiting2 queued"],
  );

  // The contact goes on when both ends are back, and the line is as it was, whoever comes first.
  const reloaded: ConsoleClient = await again.console();
  clients.push(reloaded);
  await reloaded.connect();
  assert.is((await reloaded.next("agent/welcome")).active?.contact, "active");
  const back = await connect(second.base, 0);
  back.send({ type: "contact/connected", contact: "active" });
  await reloaded.next("contact/active");
  for (const index of [2, 1, 0]) {
    const device = await connect(second.base, index + 1);
    await device.request(`waiting${index}`);
    assert.is((await device.next("contact/queued")).position, index + 1);
  }
  await end(second.child, "SIGTERM");
  assert.is(second.child.exitCode, 0);
});

test("an offer that was open when the desk was killed is made again from the front", async (context) => {
  const { folder, clients } = context;
  run(folder, ["account", "add", "maria"], `${PASSWORD}\n`);
  const codes = [run(folder, ["enrol-code"]).stdout.trim(), run(folder, ["enrol-code"]).stdout.trim()];
  const first = await serve(context);
  const enrolled = await Promise.all(codes.map((code) => enrolDevice(first.base, code)));
  const maria = await SignedInClient.signIn(first.base, "maria", PASSWORD);
  const console = await maria.console();
  clients.push(console);
  await console.goAvailable();
  for (const [i, device] of enrolled.entries()) {
    const client = new DeviceClient(first.base, device);
    clients.push(client);
    await client.connect();
    await client.request(`c${i}`);
  }
  const offer = await console.next("offer/made");
  await end(first.child, "SIGKILL");

  const second = await serve(context);
  for (const i of [1, 0]) {
    const client = new DeviceClient(second.base, enrolled[i] as (typeof enrolled)[number]);
    clients.push(client);
    await client.connect();
    await client.request(`c${i}`);
  }
  const reloaded = await new SignedInClient(second.base, maria.cookie).console();
  clients.push(reloaded);
  await reloaded.goAvailable();
  const again = await reloaded.next("offer/made");
  assert.equal([again.card.contact, again.epoch], ["c0", offer.epoch + 1]);
});

test("accounts and codes can be made beside a running desk", async (context) => {
  const { folder } = context;
  const { base } = await serve(context);
  const made = run(folder, ["account", "add", "ben", "--generate"]);
  assert.match(made.stdout, /^\S{10,}\n$/);
  await SignedInClient.signIn(base, "ben", made.stdout.trim());
  const changed = run(folder, ["account", "password", "ben"], `${PASSWORD}\n`);
  assert.equal([changed.status, changed.stdout], [0, ""]);
  await SignedInClient.signIn(base, "ben", PASSWORD);
  await enrolDevice(base, run(folder, ["enrol-code"]).stdout.trim());
});

test("a second desk on the same store is refused", async (context) => {
  await serve(context);
  const second = run(context.folder, ["serve", "--store", `sqlite:${context.folder}/desk.db`, "--port", "0"]);
  assert.match(second.stderr, /another desk serves from this store already/);
  assert.is(second.status, 1);
});

test.run();
