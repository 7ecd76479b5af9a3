import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { asRoot } from "../namespace.ts";
import { inTop } from "../paths.ts";
import { readRun } from "../run-file.ts";
import { until } from "../wait.ts";

const program = inTop("dist/test-rig/start.js");
const state = mkdtempSync(join(tmpdir(), "alongside-start-"));
const env = { ...process.env, ALONGSIDE_STATE: state };
const test = suite("npm start");
let child: ChildProcess;
let output = "";

test.before(async () => {
  child = spawn(process.execPath, [program, "--headless"], { env, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += String(chunk)));
  await until("the addresses", 60_000, () => /Log +http/.test(output) || child.exitCode !== null);
});

test.after(() => {
  child.kill("SIGKILL");
  const [command = "", ...args] = asRoot(["rm", "-rf", "--", state]);
  spawnSync(command, args);
});

test("prints exactly three addresses, the demo agent and a password", () => {
  assert.equal(
    [...output.matchAll(/^ +(Console|Glass|Log) +http:\/\/127\.0\.0\.1:\d+\//gm)].map(([, name]) => name),
    ["Console", "Glass", "Log"],
    output,
  );
  assert.is([...output.matchAll(/http:/g)].length, 3);
  assert.match(output, /sign in as demo with \w{4}(-\w{4}){3}/);
});

test("lets the demo agent sign in with that password", async () => {
  const { console: address, agent, password } = addresses();
  const response = await fetch(new URL("/api/v1/login", address), {
    method: "POST",
    headers: { "content-type": "application/json", origin: new URL(address).origin },
    body: JSON.stringify({ name: agent, password }),
  });
  assert.is(response.status, 200);
});

test("shows glass and log to whoever has the token, and to nobody else", async () => {
  for (const [address, title] of [
    [addresses().glass, "Glass"],
    [addresses().log, "Log"],
  ] as const) {
    const redirected = await fetch(address, { redirect: "manual" });
    assert.is(redirected.status, 303);
    assert.not.match(redirected.headers.get("location") ?? "", /token/);
    const cookie = redirected.headers.get("set-cookie")?.split(";")[0] ?? "";
    const page = await fetch(new URL(redirected.headers.get("location") ?? "", address), { headers: { cookie } });
    assert.match(await page.text(), `<title>${title} · Alongside</title>`);
    assert.is((await fetch(new URL(new URL(address).pathname, address))).status, 403);
  }
});

test("a second one says what runs and starts nothing", () => {
  const second = spawnSync(process.execPath, [program], { env, encoding: "utf8", timeout: 20_000 });
  assert.is(second.status, 0);
  assert.match(second.stdout, new RegExp(`runs already in this clone \\(pid ${child.pid};`));
  assert.match(second.stdout, addresses().glass);
});

test("refuses to be both kinds of kiosk", () => {
  const both = spawnSync(process.execPath, [program, "--vm", "--headless"], { env, encoding: "utf8", timeout: 20_000 });
  assert.is(both.status, 2);
  assert.match(both.stderr, /not both/);
});

test("Ctrl-C ends every process", async () => {
  const { runDir } = addresses();
  const ours = () => processesOf(runDir, state);
  assert.ok(ours().length >= 12, `${ours().length} processes`);
  child.kill("SIGINT");
  const [code] = (await once(child, "exit")) as [number];
  assert.is(code, 0);
  await until("the last process to be gone", 30_000, () => ours().length === 0);
  assert.is(readRun(join(state, "run.json")), null);
});

function addresses() {
  const up = readRun(join(state, "run.json"))?.up;
  if (!up) throw new Error(`npm start is not up: ${output}`);
  return up;
}

/** Pids of the body's processes, and of those that name the state folder on their command line. */
function processesOf(runDir: string, stateDir: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === child.pid) return false;
    return read(`/proc/${pid}/mounts`).includes(`upperdir=${runDir}/`) || read(`/proc/${pid}/cmdline`).includes(stateDir);
  });
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

test.run();
