import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { PanelState } from "#protocol/local-panel";
import { PanelInChromium, PORTRAITS, until } from "./test/panel-in-chromium.ts";

const LARGEST_BUNDLE = 60_000;
const panel = new PanelInChromium();
const test = suite("the panel in Chromium");

test.before(() => panel.start());
test.before.each(() => panel.open());
test.after.each(() => panel.close());
test.after(() => panel.stop());

async function assertFits(name: string): Promise<void> {
  assert.equal(await panel.problems(), [], name);
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

test("every scene fits, with targets of 48 px and more", async () => {
  for (const [name, scene, changes] of scenes) {
    await panel.show(changes, scene, `panel-${name}`);
    await assertFits(name);
  }
});

test("every scene of the panel fits a portrait output", async () => {
  for (const size of PORTRAITS) {
    for (const [name, scene, changes] of scenes.filter(([, , { surface }]) => surface !== "box")) {
      await panel.show(changes, scene, `panel-${size.width}-${name}`, size);
      await assertFits(`${name}, ${size.width} wide`);
    }
  }
});

test("the box after the call fits with the thanks for either answer", async () => {
  for (const locale of ["en", "de"]) {
    for (const answer of [0, 1]) {
      await panel.show({ contact: "idle", surface: "box", locale }, "home"); // wipes the answer before
      await panel.show({ contact: "wrapup", notice: "agent-ended", surface: "box", locale }, "wrapup");
      await panel.page.locator(".does button").nth(answer).tap();
      await panel.page.locator(".question").waitFor({ state: "detached" });
      await panel.shot(`panel-box-thanks-${locale}-${answer}`);
      await assertFits(`thanks ${locale} ${answer}`);
    }
  }
});

/** What lies at each of these points, by name. */
const namesAt = (points: readonly (readonly [number, number])[]) =>
  panel.page.evaluate(
    (places) => places.map(([x, y]) => document.elementFromPoint(x, y)?.closest("button")?.textContent?.trim() ?? "nothing"),
    points as [number, number][],
  );

test("controls lie where the rig's customer touches them (test-rig/panel-layout.ts)", async () => {
  await panel.show({}, "home");
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
  await panel.show({ contact: "live", ...inCall, surface: "box" }, "live");
  assert.equal(await namesAt(inBox), ["Hide my screen", "Mute", "End"]);
  await panel.show({ contact: "wrapup", surface: "box" }, "wrapup");
  assert.equal(await namesAt(inBox), ["Yes", "No", "Close"]);
});

test("carries no schema library and stays small", () => {
  assert.ok(panel.bundle.length < LARGEST_BUNDLE, `${panel.bundle.length} bytes`);
  assert.not.match(panel.bundle, /additionalProperties/);
});

test("says hello with the host's token and asks for a person by touch", async () => {
  assert.equal(panel.heard[0]?.token, "token-of-the-host");
  await panel.show({}, "home");
  await panel.page.getByRole("button", { name: "Hide my screen", exact: true }).tap();
  await panel.page.getByRole("button", { name: "Show my screen", exact: true }).waitFor();
  await panel.page.getByRole("button", { name: "Talk to a person", exact: true }).tap();
  await until(() => panel.acts().length === 3);
  assert.equal(
    panel.acts().map(({ act }) => act),
    ["hide-screen", "hide-screen", "talk"],
  );
});

const rects = (told: { type: string }[]) => told.filter(({ type }) => type === "face-rect");

test("reports the hole for the face, and that it is gone", async () => {
  await panel.show({ contact: "live", ...inCall, surface: "box" }, "live");
  await until(async () => (await panel.told()).some(({ type }) => type === "face-rect"));
  const [rect] = rects(await panel.told()).slice(-1) as unknown as { x: number; y: number; width: number; height: number }[];
  assert.ok(rect && rect.width > 280 && rect.height > 140 && rect.y < 10, JSON.stringify(rect));
  await panel.show({ contact: "wrapup" }, "wrapup");
  assert.equal(rects(await panel.told()).at(-1), { type: "face-rect", x: 0, y: 0, width: 0, height: 0 } as never);
});

test("a finger on the handle is one drag; the size button tells the host", async () => {
  await panel.show({ contact: "live", ...inCall, surface: "box" }, "live");
  await panel.page.getByRole("button", { name: "Move this box" }).tap();
  assert.is((await panel.told()).filter(({ type }) => type === "drag").length, 1);
  await panel.page.getByRole("button", { name: "Make smaller" }).tap();
  await panel.page.setViewportSize({ width: 200, height: 228 });
  await panel.page.getByRole("button", { name: "Make larger" }).waitFor();
  assert.equal(
    (await panel.told()).find(({ type }) => type === "box-size"),
    { type: "box-size", size: "small" } as never,
  );
  await assertFits("the small box");
  await panel.shot("panel-box-small");
});

test("without the daemon it says so, and comes back by itself", async () => {
  await panel.show({}, "home");
  panel.dropDaemon();
  const heard = panel.heard.length;
  await until(() => panel.heard.length > heard);
  // The new connection is not answered: the page waits and says so.
  await panel.page.getByText("One moment…").waitFor();
  assert.is(await panel.page.getByRole("button").count(), 0);
  await panel.shot("panel-moment");
  await panel.show({}, "home");
});

test("the answer after the call goes out once", async () => {
  await panel.show({ contact: "wrapup" }, "wrapup");
  await panel.page.getByRole("button", { name: "No", exact: true }).tap();
  await panel.page.getByText("Thank you for telling us").waitFor();
  assert.equal(panel.acts(), [{ act: "feedback", resolved: false }]);
});

test("at rest the page repaints nothing", async () => {
  await panel.show({ contact: "live", ...inCall, surface: "box" }, "live");
  const animations = await panel.page.evaluate(() => document.getAnimations().length);
  assert.is(animations, 0);
});

test.run();
