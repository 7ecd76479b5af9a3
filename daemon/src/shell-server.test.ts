import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { PanelState } from "#protocol/local-panel";
import { FakeClock } from "../core/fake-clock.ts";
import { FakeLog } from "../core/fake-ports.ts";
import { ShellServer } from "./shell-server.ts";
import { until } from "./testing/inbox.ts";
import { mutated, seeded } from "./testing/seeded.ts";
import { TestPanel } from "./testing/test-panel.ts";

interface Context {
  folder: string;
  server: ShellServer;
  clock: FakeClock;
  log: FakeLog;
  acts: string[];
}

const STATE: PanelState = {
  contact: "idle",
  online: true,
  agentsOnline: 1,
  agentsFree: 1,
  position: null,
  etaSeconds: null,
  agentName: null,
  agentCamera: false,
  agentMicrophone: false,
  sending: "off",
  hidden: false,
  microphone: false,
  question: null,
  control: "none",
  controlKinds: [],
  notice: null,
  locale: "en",
  surface: "hidden",
};

const test = suite<Context>("shell server");
test.before.each(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), "alongside-shell-"));
  const panel = join(context.folder, "panel");
  mkdirSync(join(panel, "fonts"), { recursive: true });
  writeFileSync(join(panel, "index.html"), "<title>Help</title>");
  writeFileSync(join(panel, "main.js"), "1");
  writeFileSync(join(panel, "fonts/a.woff2"), "f");
  writeFileSync(join(panel, ".secret.js"), "s");
  writeFileSync(join(context.folder, "outside.js"), "o");
  context.clock = new FakeClock();
  context.log = new FakeLog();
  context.acts = [];
  context.server = new ShellServer(
    { folder: panel, clock: context.clock, log: context.log },
    { onAct: ({ act }) => context.acts.push(act) },
  );
  await context.server.start();
});
test.after.each(async ({ server, folder }) => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

interface Reply {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

/** A plain request; fetch would tidy up the path and forbid the Host. */
function get(url: string, path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Reply> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

test("serves the page and its parts on loopback with a strict policy", async ({ server }) => {
  assert.is(new URL(server.url).hostname, "127.0.0.1");
  const page = await get(server.url, "/");
  assert.is(page.body, "<title>Help</title>");
  assert.is(page.headers["content-type"], "text/html; charset=utf-8");
  const policy = String(page.headers["content-security-policy"]);
  assert.ok(policy.startsWith("default-src 'none'"));
  assert.not(policy.includes("unsafe"));
  assert.is((await get(server.url, "/main.js?x")).status, 200);
  assert.is((await get(server.url, "/fonts/a.woff2")).status, 200);
  assert.equal(await get(server.url, "/main.js", {}, "HEAD").then(({ status, body }) => [status, body]), [200, ""]);
});

test("serves nothing else", async ({ server, folder }) => {
  symlinkSync(join(folder, "outside.js"), join(folder, "panel/link.txt"));
  const paths = [
    "/../outside.js",
    "/%2e%2e/outside.js",
    "/fonts/../../outside.js",
    "/.secret.js",
    "/absent.js",
    "/fonts",
    "//etc/passwd",
    "/link.txt",
  ];
  for (const path of paths) assert.is((await get(server.url, path)).status, 404, path);
  assert.is((await get(server.url, "/", {}, "POST")).status, 405);
});

test("answers to its own Host alone", async ({ server }) => {
  const { port } = new URL(server.url);
  for (const host of [`localhost:${port}`, "127.0.0.1", "panel.example", `127.0.0.1:${port}.example`]) {
    assert.is((await get(server.url, "/", { host })).status, 421, host);
  }
});

test("refuses sockets of another Host, Origin or path", async ({ server, log }) => {
  assert.is(await TestPanel.refusedWith(server.url, { host: "panel.example" }), 421);
  for (const origin of ["http://panel.example", "null", server.url, "http://127.0.0.1"]) {
    assert.is(await TestPanel.refusedWith(server.url, { origin }), 403, origin);
  }
  assert.is(await TestPanel.refusedWith(server.url, {}, "/other"), 404);
  assert.is(log.lines.filter(({ level }) => level === "warn").length, 6);
});

test("shows the last state to a page with the token, and each change once", async ({ server, acts }) => {
  server.show(STATE);
  const panel = new TestPanel(server.url);
  await panel.hello(server.token);
  assert.equal(await panel.state(() => true), STATE);
  server.show(STATE);
  server.show({ ...STATE, contact: "panel" });
  await panel.state(({ contact }) => contact === "panel");
  assert.is(panel.inbox.all.length, 2);
  panel.act("talk");
  await until("the act is heard", () => acts.length === 1);
});

test("refuses a wrong token of any length, and another version, in words", async ({ server, acts }) => {
  for (const token of ["", "A", server.token.slice(1), `${server.token}A`, server.token.toUpperCase()]) {
    const panel = new TestPanel(server.url);
    await panel.hello(token);
    assert.is((await panel.inbox.next("panel/refused")).code, "token");
    assert.is(await panel.closed, 1008);
  }
  const panel = new TestPanel(server.url);
  await panel.hello(server.token, 2);
  assert.is((await panel.inbox.next("panel/refused")).code, "version");
  assert.equal(acts, []);
});

test("refuses an act before the token", async ({ server, acts }) => {
  const panel = new TestPanel(server.url);
  await new Promise((resolve) => panel.socket.once("open", resolve));
  panel.act("show-screen");
  assert.is((await panel.inbox.next("panel/refused")).code, "token");
  assert.equal(acts, []);
});

test("refuses and logs a second connection; the first one stays, and its place is free when it goes", async ({ server, log, acts }) => {
  server.show(STATE);
  const first = new TestPanel(server.url);
  await first.hello(server.token);
  await first.state(() => true);
  const second = new TestPanel(server.url);
  await second.hello(server.token);
  assert.is((await second.inbox.next("panel/refused")).code, "busy");
  await second.closed;
  assert.ok(log.lines.some(({ facts }) => facts["code"] === "busy"));
  first.act("talk");
  await until("the first one is heard", () => acts.length === 1);
  first.socket.terminate();
  await first.closed;
  const third = new TestPanel(server.url);
  await third.hello(server.token);
  await third.state(() => true);
});

test("closes a socket that shows no token in time", async ({ server, clock }) => {
  const panel = new TestPanel(server.url);
  await new Promise((resolve) => panel.socket.once("open", resolve));
  clock.advance(2000);
  await panel.closed;
});

test("closes on malformed, unknown and oversized messages, and goes on serving", async ({ server, acts }) => {
  const texts = ["{", "[]", '{"type":"panel/please"}', '{"type":"panel/act","act":"format"}', `"${"x".repeat(5000)}"`, "x".repeat(9000)];
  for (const text of texts) {
    const panel = new TestPanel(server.url);
    await panel.hello(server.token);
    panel.socket.send(text);
    assert.ok([1008, 1009].includes(await panel.closed), text.slice(0, 20));
  }
  const binary = new TestPanel(server.url);
  await binary.hello(server.token);
  binary.socket.send(Buffer.from([1, 2, 3]));
  assert.is(await binary.closed, 1008);
  assert.equal(acts, []);
});

test("survives whatever a page sends", async ({ server, acts }) => {
  const random = seeded(11);
  const goods = [
    { type: "panel/act", act: "talk", resolved: true },
    { type: "panel/hello", version: 1, token: "A" },
  ];
  let panel: TestPanel | null = null;
  for (let n = 0; n < 400; n++) {
    if (!panel || panel.socket.readyState !== panel.socket.OPEN) {
      await panel?.closed;
      panel = new TestPanel(server.url);
      await panel.hello(server.token);
    }
    panel.socket.send(mutated(goods[random(2)] as object, random));
    if (n % 4 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  panel?.socket.terminate();
  await panel?.closed;
  assert.ok(acts.every((act) => act === "talk"));
  const last = new TestPanel(server.url);
  server.show(STATE);
  await last.hello(server.token);
  await last.state(() => true);
});

test.run();
