import { mkdirSync } from "node:fs";
import * as assert from "uvu/assert";
import { EvdevRecord } from "../guest/evdev-record.ts";
import { prepareLoop } from "../guest/loop.ts";
import { runsAnew } from "../guest/testing/booted-body.ts";
import { placeOf } from "../panel-layout.ts";
import { inTop } from "../paths.ts";
import { hasContent } from "../ppm.ts";
import type { Rig } from "../rig.ts";
import { allow, ask, force, grant, keys, taps } from "../scenarios/hand.ts";
import { isQuestionOpen } from "../scenarios/looks.ts";
import { scenarios } from "../scenarios/scenarios.ts";
import { type Seen, WatchedApp } from "../scenarios/watched-app.ts";
import { pause } from "../wait.ts";
import { holdDown } from "./held-key.ts";

// One contact from the gesture to the end, on the machine's real devices: uinput for the agent, QEMU's hardware for the customer.

const GREETING = "Grüße, 你好, שלום 🙂";
/** Linux codes. */
const [ESC, TAB, ENTER, SPACE] = [1, 15, 28, 57];
const HUNG = ["labwc", "shell", "screen", "media", "app"];
const END_MARK = "/run/alongside/daemon/end-key";
const END_HOLD_MS = 1000;
const ONE_TRY_MS = 2000;
/** Each letter that no keymap has is a keymap of its own, which compositor and app read anew: seconds on an emulated processor. */
const TYPING_MS = 8000;
/** By the guest's own clock, which an emulated processor's slowness stretches too. */
const AT_ONCE_MS = 500;
/** A browser without permission for the microphone hides its addresses: the guest can find no way to it by itself. */
const scenario = scenarios("a contact with the virtual machine", { isMachine: true, devices: "refused" });
const app = new WatchedApp();
const limitMs = (rig: Rig) => 20_000 * rig.body.patience;
/** For people: build/shots. */
const keep = async (rig: Rig, name: string) => {
  mkdirSync(inTop("build/shots"), { recursive: true });
  await rig.shot(inTop("build/shots", `vm-${name}-glass.png`));
  await rig.shotAgent(inTop("build/shots", `vm-${name}-console.png`));
};

scenario("reaches an agent whose browser hides its addresses, by the gesture on the touch screen", async (rig) => {
  const port = await app.start();
  await rig.machine.guest.forward(port);
  await rig.body.setApp(`http://127.0.0.1:${port}/`);
  await rig.until("the app's page", limitMs(rig), () => app.last);
  await rig.reach("in-contact");
  assert.is(rig.device.session, "live");
  // Whole, and at the size that the emulated encoder bears.
  assert.ok([1280, 960, 640].includes((await rig.agent.picture()).width ?? 0));
});

scenario("the agent cannot answer the question: by touch, mouse, swipe, keys, text, or a tap on its way", async (rig) => {
  const [allows, denies] = [placeOf("ask.allow", { kind: "panel" }), placeOf("ask.deny", { kind: "panel" })];
  await rig.until("an attack during which the emulated machine lost no call", limitMs(rig) * 3, async () => {
    await ask(rig);
    await keep(rig, "question");
    await force(rig, [
      ...taps(allows),
      ...taps(denies),
      ["touch", 0, "down", { x: 640, y: 2 }],
      ["touch", 0, "move", allows],
      ["touch", 0, "up", allows],
      ...keys(TAB, ENTER, TAB, SPACE, ENTER),
      ["text", "\n"],
    ]);
    await pause(3000);
    const { state, reason } = (await rig.agent.control()) ?? {};
    if (state === "none" && (reason === "call-interrupted" || reason === "not-asked")) return false;
    assert.is(state, "asking", reason);
    assert.ok(await isQuestionOpen(rig), "the question is on the glass as before");
    return true;
  });
});

scenario("the customer's finger allows, and the agent's finger works in the app", async (rig) => {
  await allow(rig);
  await arrives(
    rig,
    "Find your way",
    () => rig.agent.hand.tap(app.placeOf("Find your way")),
    ({ page }) => page === "Find your way",
  );
});

scenario("two fingers of the agent are two fingers in the app", async (rig) => {
  const pinch = () => rig.agent.hand.pinch(app.placeOf("plan"), 60, 320, 1500);
  await arrives(rig, "the pinch", pinch, ({ zoom }) => Number(/Zoom (\d+)/.exec(zoom)?.[1]) > 120);
  assert.ok(app.seen.some(({ fingers }) => fingers === 2));
  await keep(rig, "control");
});

scenario("what the agent types is in the app, in any script", async (rig) => {
  const open = () => rig.agent.hand.tap(app.placeOf("A note for your doctor"));
  await arrives(rig, "the note", open, ({ page }) => page === "A note for your doctor");
  await arrives(
    rig,
    GREETING,
    async () => {
      await rig.agent.hand.tap(app.placeOf("Start over"));
      // The tap goes by the kernel's device, letters by the compositor's keyboard: on this machine the first of them overtake it.
      await pause(500 * rig.body.patience);
      await rig.agent.hand.type(GREETING);
    },
    ({ note }) => note === GREETING,
    TYPING_MS,
  );
  // For people: the page has the letters seconds before they are painted.
  await pause(1000 * rig.body.patience);
  await keep(rig, "note");
});

scenario("with everything hung the agent's key goes up at once, and the end key ends the contact for good", async (rig) => {
  const { guest, input } = rig.machine;
  const before = new Map((await rig.body.processes()).map(({ name, pid }) => [name, pid]));
  const loop = await prepareLoop(guest, before.get("daemon") ?? 0, limitMs(rig));
  const keyboard = await EvdevRecord.begin(guest, /Virtio Keyboard/i);
  const heldKey = await holdDown(rig);
  await guest.run(["sh", "-c", `kill -STOP ${HUNG.map((name) => before.get(name)).join(" ")}; ${loop}`]);
  await input.key(ESC, true);
  await rig.until("the end key's mark", limitMs(rig), async () => (await guest.run(["test", "-e", END_MARK])).code === 0);
  await input.key(ESC, false);
  const [loopsMs, upMs, escMs, markMs] = [
    await loopBegan(rig),
    await heldKey.upMs(),
    await keyboard.keyMs(ESC, true),
    await timeOf(rig, END_MARK),
  ];
  assert.ok(upMs !== null && upMs - loopsMs <= AT_ONCE_MS, `let go of ${(upMs ?? 0) - loopsMs} ms after the daemon hung`);
  assert.ok(escMs !== null && markMs - escMs - END_HOLD_MS <= AT_ONCE_MS, `ended ${markMs - (escMs ?? 0)} ms after the end key went down`);
  // Their watchdogs.
  for (const name of [...HUNG, "daemon"]) await runsAnew(rig.machine, name, before.get(name) ?? null, 30_000);
  await rig.until("the panel page", limitMs(rig), () => rig.device.isPanelConnected);
  assert.ok(!["live", "lost", "connecting"].includes(rig.device.session ?? ""), `the contact goes on: ${rig.device.session}`);
  await rig.until("the app on the glass", limitMs(rig), async () => hasContent(await rig.body.look()));
});

/** The agent does something until the app has noticed it: emulated, control may be lost with the call, and is asked for again. */
async function arrives(
  rig: Rig,
  what: string,
  act: () => Promise<void>,
  is: (seen: Seen) => boolean,
  oneTryMs = ONE_TRY_MS,
): Promise<void> {
  await rig.until(`${what} in the app`, 25_000 * rig.body.patience, async () => {
    await grant(rig);
    const from = app.seen.length;
    await act();
    return await rig.until(what, oneTryMs * rig.body.patience, () => app.seen.slice(from).some(is)).catch(() => null);
  });
}

/** When the daemon's JavaScript began to hang. */
function loopBegan(rig: Rig): Promise<number> {
  const said = () =>
    rig.log.records.findLast((record) => record.name === "daemon" && record.event === "line" && record.text.includes('"loops"'));
  return rig.until("the loop's word", limitMs(rig), () => {
    const record = said();
    return record?.event === "line" && (JSON.parse(record.text) as { atMs: number }).atMs;
  });
}

/** When a file of the guest was made. */
async function timeOf(rig: Rig, path: string): Promise<number> {
  return Number((await rig.machine.guest.run(["stat", "-c", "%.Y", path])).output) * 1000;
}

scenario.run();
