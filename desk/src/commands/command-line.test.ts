import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { SqliteStore } from "../store/sqlite.ts";
import { runCommandLine } from "./command-line.ts";

const test = suite<{ folder: string }>("desk: the command line");
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), "desk-command-"));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

async function refusal(args: readonly string[]): Promise<{ status: number; line: string }> {
  const lines: string[] = [];
  const status = await runCommandLine(args, (line) => lines.push(line));
  assert.is(lines.length, 1, args.join(" "));
  assert.not.match(lines[0] ?? "", "\n");
  return { status, line: lines[0] ?? "" };
}

test("--help says what there is, with any command", async () => {
  for (const args of [["--help"], ["account", "--help"]]) {
    const lines: string[] = [];
    assert.is(await runCommandLine(args, (line) => lines.push(line)), 0);
    for (const command of ["serve", "account add", "account password", "devices", "enrol-code"]) assert.match(lines.join("\n"), command);
  }
});

test("says in one line what would have been right", async ({ folder }) => {
  const occupied = createServer().listen(0, "127.0.0.1");
  await once(occupied, "listening");
  const { port } = occupied.address() as { port: number };
  const store = ["--store", `sqlite:${folder}/desk.db`];
  const key = ["--operator-key", `${folder}/operator.key`];
  const text = `${folder}/text`;
  writeFileSync(text, "no key", { mode: 0o600 });
  const cases: [string[], RegExp, number][] = [
    [["serve", ...store, ...key, "--port", String(port), "--log-level", "silent"], /in use already: choose another --port/, 1],
    [["serve", ...key, "--store", "sqlite:/nowhere/desk.db"], /cannot open the store \/nowhere\/desk.db/, 1],
    [["serve", ...key, "--store", "postgres://localhost/desk"], /this version stores in sqlite: only/, 1],
    [["serve", ...store, "--port", "none"], /--port is a whole number from 0 to 65535/, 2],
    [["--port", "99999"], /--port is a whole number from 0 to 65535/, 2],
    [["serve", ...store, "--frobnicate"], /'--frobnicate'; known: --store/, 2],
    [["serve", "here"], /'here'; known: --store/, 2],
    [["serve", ...store, "--console", "/nowhere"], /folder with index.html/, 1],
    [["serve", ...store, "--tls-cert", "x"], /go together/, 2],
    [["serve", ...store, "--tls-cert", "/nowhere", "--tls-key", "/nowhere"], /cannot read \/nowhere/, 1],
    [["serve", ...store, "--ice-url", "turn:relay"], /--turn-secret-file/, 2],
    [["serve", ...store, "--ice-url", "http://relay"], /stun: or turn: address/, 2],
    [["serve", ...store, "--public-origin", "desk.example/x"], /--public-origin is a scheme and host/, 2],
    [["serve", ...store, "--offer-seconds", "0"], /--offer-seconds is a whole number from 1/, 2],
    [["serve", ...store, "--log-level", "loud"], /--log-level is one of/, 2],
    [["serve", ...store, "--operator-key", text], /operator key/, 1],
    [["serve", ...store, "--operator-key", "/nowhere/key"], /operator key/, 1],
    [["account", "password", "nobody", "--generate", ...store], /no account nobody/, 1],
    [["account", "add", "eva", "--role", "boss"], /--role is one of agent, supervisor, admin/, 2],
    [["account", "add", "a b"], /letters, digits/, 2],
    [["account", "add"], /desk account add NAME/, 2],
    [["account", "remove", "eva"], /desk account add NAME/, 2],
    [["enrol-code", "--minutes", "0"], /--minutes is a whole number/, 2],
    [["dance"], /unknown command "dance"; known: account, devices, enrol-code, serve/, 2],
    [["constructor"], /unknown command/, 2],
  ];
  for (const [args, expected, status] of cases) {
    const result = await refusal(args);
    assert.match(result.line, expected, args.join(" "));
    assert.is(result.status, status, args.join(" "));
  }
  occupied.close();
});

test("devices are told with their systems", async ({ folder }) => {
  const path = join(folder, "desk.db");
  const store = new SqliteStore(path);
  const ids: string[] = [];
  for (const key of ["one", "two"]) {
    await store.addEnrolCode(Buffer.from(key), 60_000, "admin");
    const result = await store.enrol(Buffer.from(key), { publicKey: key, label: `Kiosk ${key}`, model: "", serial: "" });
    if (result.ok) ids.push(result.device.id);
  }
  const [one = "", two = ""] = ids;
  const rolledBack = { version: "1.0.1", reason: "labwc is failed" };
  await store.setSystem(one, { version: "1.0.0", waiting: "1.0.2", refused: null, rolledBack });
  await store.close();
  const written: string[] = [];
  const { write } = process.stdout;
  process.stdout.write = ((text: string) => written.push(text) > 0) as typeof write;
  try {
    assert.is(await runCommandLine(["devices", "--store", `sqlite:${path}`], () => {}), 0);
  } finally {
    process.stdout.write = write;
  }
  const line = (id: string) => written.find((text) => text.startsWith(id)) ?? "";
  assert.is(
    line(one),
    `${one}  "Kiosk one"  never seen  version 1.0.0  1.0.2 is tried at the next start  rolled back 1.0.1: labwc is failed\n`,
  );
  assert.is(line(two), `${two}  "Kiosk two"  never seen  version not told\n`);
});

test("an account's name is taken once", async ({ folder }) => {
  const path = join(folder, "desk.db");
  const store = new SqliteStore(path);
  await store.addAccount({ name: "maria", label: "Maria", role: "agent", passwordHash: "x" });
  await store.close();
  const { status, line } = await refusal(["account", "add", "maria", "--generate", "--store", `sqlite:${path}`]);
  assert.match(line, /an account maria already; `account password maria`/);
  assert.is(status, 1);
});

test.run();
