import { mkdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type WebSocket, WebSocketServer } from "ws";
import type { PanelState } from "#protocol/local-panel";
import { sampleState } from "./sample-state.ts";

/** Pictures of every scene go here when it is set: `ALONGSIDE_SHOTS=build/shots`. */
const shots = process.env.ALONGSIDE_SHOTS;
const PANEL = { width: 1280, height: 480 };
const BOX = { width: 300, height: 340 };
const LARGEST_BUNDLE = 60_000;

const from = "ui-shell/src";
let bundle = "";
let server: Server;
let sockets: WebSocketServer;
let browser: Browser;
let page: Page;
let daemon: { socket: WebSocket | null; heard: Record<string, unknown>[] };

const test = suite("the panel in Chromium");

function serve(): Server {
  return createServer(({ url }, response) => {
    if (url === "/main.js") response.setHeader("content-type", "text/javascript").end(bundle);
    else if (url === "/panel.css") response.setHeader("content-type", "text/css").end(readFileSync(join(from, "panel.css")));
    else response.setHeader("content-type", "text/html").end(readFileSync(join(from, "index.html")));
  });
}

test.before(async () => {
  const built = await build({
    entryPoints: [join(from, "main.ts")],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    conditions: ["source"],
  });
  bundle = built.outputFiles[0]?.text ?? "";
  server = serve();
  sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (ws) => {
      daemon.socket = ws;
      ws.on("message", (data) => daemon.heard.push(JSON.parse(String(data)) as Record<string, unknown>));
    }),
  );
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
  if (shots) mkdirSync(shots, { recursive: true });
});

test.before.each(async () => {
  daemon = { socket: null, heard: [] };
  page = await browser.newPage({ viewport: PANEL, hasTouch: true });
  await page.addInitScript(() => {
    const here = globalThis as unknown as Record<string, unknown>;
    const told: unknown[] = [];
    here.told = told;
    here.alongside = { token: "token-of-the-host" };
    here.webkit = { messageHandlers: { host: { postMessage: (message: unknown) => told.push(message) } } };
  });
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await until(() => daemon.heard.length > 0);
});

test.after.each(async () => {
  await page.close();
});

test.after(async () => {
  await browser.close();
  sockets.close();
  server.closeAllConnections();
  server.close();
});

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isTrue()); tries++) {
    if (tries > 200) throw new Error("waited 5 s in vain");
    await new Promise((done) => setTimeout(done, 25));
  }
}

async function show(changes: Partial<PanelState>, scene: string, shot?: string): Promise<void> {
  await page.setViewportSize(changes.surface === "box" ? BOX : PANEL);
  daemon.socket?.send(JSON.stringify({ type: "panel/state", state: sampleState(changes) }));
  await page.locator(`main[data-scene=${scene}]`).waitFor();
  if (shots && shot) await page.screenshot({ path: join(shots, `${shot}.png`) });
}

const told = () => page.evaluate(() => (globalThis as unknown as { told: { type: string }[] }).told);
const acts = () => daemon.heard.filter(({ type }) => type === "panel/act").map(({ act, resolved }) => [act, resolved]);

/** Nothing is cut off, and every button is at least 48 px each way. */
async function assertFits(name: string): Promise<void> {
  const problems = await page.evaluate(() => {
    const found: string[] = [];
    for (const element of document.querySelectorAll("main *:not(svg, svg *)")) {
      const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
      const what = `${element.tagName} ${element.textContent?.trim().slice(0, 30)}`;
      if (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1) found.push(`${what} is outside`);
      if (element.scrollWidth > element.clientWidth + 2 && element.clientWidth > 0 && !element.matches(".name, .shrunk button span"))
        found.push(`${what} is cut off`);
      if (element.matches(".words") && element.scrollHeight > element.clientHeight) found.push(`${what} is cut off below`);
      if (element.tagName === "BUTTON" && (width < 48 || height < 48)) found.push(`${what} is ${width}×${height}`);
    }
    return found;
  });
  assert.equal(problems, [], name);
}

const inCall = { agentName: "Maria Lopez", agentCamera: true, sending: "live" } as const;
const scenes: readonly (readonly [string, string, Partial<PanelState>])[] = [
  ["home", "home", {}],
  ["home-busy", "home", { agentsFree: 0, etaSeconds: 200 }],
  ["home-nobody", "home", { agentsFree: 0, agentsOnline: 0, etaSeconds: null }],
  ["home-call-lost", "home", { notice: "call-lost" }],
  ["home-not-trusted", "home", { notice: "not-trusted" }],
  ["home-german", "home", { locale: "de", notice: "call-lost", agentsFree: 0, etaSeconds: 200 }],
  ["offline", "offline", { online: false }],
  ["queued", "waiting", { contact: "queued", position: 3, etaSeconds: 180 }],
  ["offered", "waiting", { contact: "offered", position: 1, etaSeconds: 10 }],
  ["connecting", "connecting", { contact: "connecting", agentName: "Maria Lopez" }],
  ["live", "live", { contact: "live", ...inCall }],
  ["live-hidden", "live", { contact: "live", ...inCall, sending: "hidden", microphone: false, agentMicrophone: false }],
  ["live-german", "live", { contact: "live", ...inCall, locale: "de", agentMicrophone: false }],
  ["lost", "lost", { contact: "lost", ...inCall, notice: "reconnecting" }],
  ["wrapup", "wrapup", { contact: "wrapup", notice: "agent-ended" }],
  ["closed", "closed", { contact: "closed" }],
  ["box-live", "live", { contact: "live", ...inCall, surface: "box" }],
  ["box-hidden", "live", { contact: "live", ...inCall, agentCamera: false, sending: "hidden", microphone: false, surface: "box" }],
  ["box-german", "live", { contact: "live", ...inCall, locale: "de", surface: "box" }],
  ["box-connecting", "connecting", { contact: "connecting", ...inCall, agentCamera: false, sending: "off", surface: "box" }],
  ["box-lost", "lost", { contact: "lost", ...inCall, notice: "reconnecting", surface: "box" }],
  ["box-queued", "waiting", { contact: "queued", position: 12, etaSeconds: 180, surface: "box" }],
  ["box-no-sound", "live", { contact: "live", ...inCall, surface: "box", notice: "sound-failed" }],
  ["box-wrapup", "wrapup", { contact: "wrapup", notice: "agent-ended", surface: "box" }],
  ["box-wrapup-german", "wrapup", { contact: "wrapup", notice: "agent-ended", surface: "box", locale: "de" }],
  ["box-ended", "wrapup", { contact: "wrapup", notice: "ended", surface: "box" }],
  ["box-ended-german", "wrapup", { contact: "wrapup", notice: "ended", surface: "box", locale: "de" }],
  ["box-after-loss-german", "wrapup", { contact: "wrapup", notice: "call-lost", surface: "box", locale: "de" }],
  ["box-idle", "home", { contact: "idle", surface: "box" }],
];

for (const [name, scene, changes] of scenes) {
  test(`${name} fits, with targets of 48 px and more`, async () => {
    await show(changes, scene, `panel-${name}`);
    await assertFits(name);
  });
}

for (const locale of ["en", "de"]) {
  for (const answer of [0, 1]) {
    test(`the box after the call fits with the thanks for ${answer === 0 ? "yes" : "no"}, in ${locale}`, async () => {
      await show({ contact: "wrapup", notice: "agent-ended", surface: "box", locale }, "wrapup");
      await page.locator(".does button").nth(answer).tap();
      await page.locator(".question").waitFor({ state: "detached" });
      if (shots) await page.screenshot({ path: join(shots, `panel-box-thanks-${locale}-${answer}.png`) });
      await assertFits(`thanks ${locale} ${answer}`);
    });
  }
}

/** What lies at each of these points, by name. */
const namesAt = (points: readonly (readonly [number, number])[]) =>
  page.evaluate(
    (places) => places.map(([x, y]) => document.elementFromPoint(x, y)?.closest("button")?.textContent?.trim() ?? "nothing"),
    points as [number, number][],
  );

test("controls lie where the rig's customer touches them (test-rig/panel-layout.ts)", async () => {
  await show({}, "home");
  assert.equal(
    await namesAt([
      [1016, 108],
      [1016, 300],
      [1016, 396],
    ]),
    ["Talk to a person", "Hide my screen", "Close"],
  );
  const inBox: [number, number][] = [
    [150, 250],
    [80, 306],
    [220, 306],
  ];
  await show({ contact: "live", ...inCall, surface: "box" }, "live");
  assert.equal(await namesAt(inBox), ["Hide my screen", "Mute", "End"]);
  await show({ contact: "wrapup", surface: "box" }, "wrapup");
  assert.equal(await namesAt(inBox), ["Yes", "No", "Close"]);
});

test("carries no schema library and stays small", () => {
  assert.ok(bundle.length < LARGEST_BUNDLE, `${bundle.length} bytes`);
  assert.not.match(bundle, /additionalProperties/);
});

test("says hello with the host's token and asks for a person by touch", async () => {
  assert.equal(daemon.heard[0]?.token, "token-of-the-host");
  await show({}, "home");
  await page.getByRole("button", { name: "Hide my screen", exact: true }).tap();
  await page.getByRole("button", { name: "Show my screen", exact: true }).waitFor();
  await page.getByRole("button", { name: "Talk to a person", exact: true }).tap();
  await until(() => acts().length === 3);
  assert.equal(
    acts().map(([act]) => act),
    ["hide-screen", "hide-screen", "talk"],
  );
});

test("reports the hole for the face, and that it is gone", async () => {
  await show({ contact: "live", ...inCall, surface: "box" }, "live");
  await until(async () => (await told()).some(({ type }) => type === "face-rect"));
  const [rect] = (await told()).slice(-1) as unknown as { x: number; y: number; width: number; height: number }[];
  assert.ok(rect && rect.width > 280 && rect.height > 140 && rect.y < 10, JSON.stringify(rect));
  await show({ contact: "wrapup" }, "wrapup");
  assert.equal((await told()).at(-1), { type: "face-rect", x: 0, y: 0, width: 0, height: 0 } as never);
});

test("a finger on the handle is one drag; the size button tells the host", async () => {
  await show({ contact: "live", ...inCall, surface: "box" }, "live");
  await page.getByRole("button", { name: "Move this box" }).tap();
  assert.is((await told()).filter(({ type }) => type === "drag").length, 1);
  await page.getByRole("button", { name: "Make smaller" }).tap();
  await page.setViewportSize({ width: 200, height: 228 });
  await page.getByRole("button", { name: "Make larger" }).waitFor();
  assert.equal(
    (await told()).find(({ type }) => type === "box-size"),
    { type: "box-size", size: "small" } as never,
  );
  await assertFits("the small box");
  if (shots) await page.screenshot({ path: join(shots, "panel-box-small.png") });
});

test("without the daemon it says so, and comes back by itself", async () => {
  await show({}, "home");
  daemon.socket?.terminate();
  sockets.options.noServer = true;
  const heard = daemon.heard.length;
  await until(() => daemon.heard.length > heard);
  // The new connection is not answered: the page waits and says so.
  await page.getByText("One moment…").waitFor();
  assert.is(await page.getByRole("button").count(), 0);
  if (shots) await page.screenshot({ path: join(shots, "panel-moment.png") });
  await show({}, "home");
});

test("the answer after the call goes out once", async () => {
  await show({ contact: "wrapup" }, "wrapup");
  await page.getByRole("button", { name: "No", exact: true }).tap();
  await page.getByText("Thank you for telling us").waitFor();
  assert.equal(acts(), [["feedback", false]]);
});

test("at rest the page repaints nothing", async () => {
  await show({ contact: "live", ...inCall, surface: "box" }, "live");
  const animations = await page.evaluate(() => document.getAnimations().length);
  assert.is(animations, 0);
});

test.run();
