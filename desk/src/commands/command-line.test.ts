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
    for (const command of ["serve", "account add", "account password", "enrol-code"]) assert.match(lines.join("\n"), command);
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
    [["dance"], /unknown command "dance"; known: account, enrol-code, serve/, 2],
    [["constructor"], /unknown command/, 2],
  ];
  for (const [args, expected, status] of cases) {
    const result = await refusal(args);
    assert.match(result.line, expected, args.join(" "));
    assert.is(result.status, status, args.join(" "));
  }
  occupied.close();
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
