import * as assert from "uvu/assert";
import type { Point } from "../finger.ts";
import { placeOf } from "../panel-layout.ts";
import type { Rig } from "../rig.ts";
import { pause } from "../wait.ts";
import { ask, type Deed, force, grant, HAND_MS, isGranted, isOver, keys, taps } from "./hand.ts";
import { isQuestionOpen } from "./looks.ts";
import { picturesGoOn } from "./pictures.ts";
import { FIELD, type Noticed, ProbeApp } from "./probe-app.ts";
import { scenarios } from "./scenarios.ts";

const GREETING = "Grüße, 你好, שלום 🙂";
/** Linux codes. */
const [TAB, ENTER, SPACE, F] = [15, 28, 57, 33];
/** What was refused needs no waiting for; what was wrongly let through has had this long to be seen. */
const SEEN_BY_MS = 1500;
/** What is done is noticed within that, or is done again; for as long as that in all. */
const ONE_TRY_MS = 8000;
const PATIENT_MS = 120_000;
const ALLOW = placeOf("ask.allow", { kind: "panel" });
const PLACE = { x: 300, y: 560 };

const probe = new ProbeApp();
const scenario = scenarios("control by permission", { appUrl: await probe.start() });

scenario("without a grant nothing of the agent reaches the app, whatever the console sends", async (rig) => {
  await rig.reach("in-contact");
  await nothingHappens(() => everything(rig, PLACE));
  assert.is((await rig.agent.control())?.state, "none");
});

scenario("the agent cannot answer the question: by touch, mouse, swipe, key or text", async (rig) => {
  await ask(rig);
  await nothingHappens(async () => {
    for (const place of [ALLOW, placeOf("ask.deny", { kind: "panel" })]) await everything(rig, place);
    await force(rig, [...keys(TAB, ENTER, TAB, SPACE, ENTER), ["text", "\n"]]);
  });
  assert.is((await rig.agent.control())?.state, "asking");
  assert.ok(await isQuestionOpen(rig), "the question is on the glass as before");
});

scenario("the customer says no, and the app is where it was", async (rig) => {
  await ask(rig);
  await rig.customer.touch("ask.deny");
  await isOver(rig, "declined");
  await nothingHappens(() => everything(rig, PLACE));
  assert.is((await rig.customer.surface()).kind, "box");
});

scenario("the customer's keyboard allows as well: Tab to the answer, and Enter", async (rig) => {
  await ask(rig);
  await rig.finger.key(TAB);
  await rig.until("the customer's answer to count", HAND_MS, async () => {
    if ((await rig.agent.control())?.state !== "asking") return true;
    await rig.finger.key(ENTER);
    await pause(1000);
    return false;
  });
  await isGranted(rig);
  await rig.agent.giveControlBack();
  await isOver(rig, "ended-by-agent");
});

scenario("the customer's finger allows, and the agent's tap arrives where it was meant", async (rig) => {
  await grant(rig);
  for (const place of [PLACE, { x: 40, y: 780 }, { x: 700, y: 520 }]) await tapArrives(rig, place);
});

scenario("drags, turns the wheel and hovers", async (rig) => {
  const from = probe.noticed.length;
  const end = { x: 600, y: 580 };
  await arrives(
    rig,
    "the drag",
    () => rig.agent.hand.drag({ x: 100, y: 520 }, end),
    ({ type, x, y }) => type === "pointerup" && isNear(end, { x, y }),
  );
  assert.ok(probe.noticed.slice(from).filter(({ type }) => type === "pointermove").length >= 3, "the way between");
  await arrives(
    rig,
    "the wheel",
    () => rig.agent.hand.wheel({ x: 400, y: 540 }, 240),
    ({ type }) => type === "wheel",
  );
});

scenario("types any characters, pastes, and presses keys", async (rig) => {
  await types(rig, GREETING);
  await types(rig, `${GREETING.replace("🙂", "")} ¡olé! Ελλάδα`, async () => {
    await rig.agent.hand.type(GREETING);
    await rig.agent.hand.press("Backspace");
    await rig.agent.hand.paste(" ¡olé! Ελλάδα");
  });
});

scenario("a tap, a key or a swipe never works on what is our own", async (rig) => {
  await grant(rig);
  const box = await rig.customer.surface();
  const edge: Deed[] = Array.from({ length: 20 }, (_, step) => ["touch", 0, step === 0 ? "down" : "move", { x: 640, y: 2 + step * 12 }]);
  await nothingHappens(async () => {
    for (const control of ["live.hide", "live.mute", "live.end", "live.stopControl"] as const) await everything(rig, placeOf(control, box));
    await force(rig, [...edge, ["touch", 0, "up", { x: 640, y: 230 }]]);
  }, ["pointermove"]);
  assert.is(rig.device.session, "live");
  assert.is((await rig.customer.surface()).kind, "box");
  await rig.until("a picture that is not hidden", PATIENT_MS, async () => !(await rig.agent.picture()).isHidden);
  assert.is((await rig.agent.control())?.state, "granted");
});

scenario("what the agent holds is let go of when the panel comes under it, and its end does nothing", async (rig) => {
  await grant(rig);
  const end = placeOf("live.end", { kind: "panel" });
  await rig.agent.hand.touch("touchStart", [end]);
  const from = probe.noticed.length;
  await rig.finger.swipe();
  await rig.until("the panel", HAND_MS, async () => (await rig.customer.surface()).kind === "panel");
  await noticed(rig, "the release", 0, ({ type }) => type === "pointerup");
  await rig.agent.hand.touch("touchEnd", []);
  await everything(rig, end);
  await force(rig, keys(TAB, ENTER, TAB, SPACE));
  await pause(SEEN_BY_MS);
  assert.is(rig.device.session, "live");
  assert.equal(
    probe.noticed.slice(from).filter(({ type }) => type === "keydown"),
    [],
  );
  await rig.customer.touch("live.close");
  await isGranted(rig);
});

scenario("the customer's finger takes the glass from the agent for a second", async (rig) => {
  await grant(rig);
  await hold(rig);
  const pressing = rig.finger.press(PLACE, 3000);
  await released(rig);
  await rig.until("the word at the console", HAND_MS, async () => (await rig.agent.control())?.reason === "customer-touching");
  const from = probe.noticed.length;
  await force(rig, [...keys(F), ["text", "no"]]);
  await pressing;
  assert.not.ok(probe.noticed.slice(from).some(({ type }) => type === "keydown" || type === "input"));
  await rig.agent.hand.letGo("ArrowDown");
  await tapArrives(rig, PLACE);
});

scenario("ten thousand events a second pass the rate's bound, and everything works on", async (rig) => {
  await grant(rig);
  const [{ contact }, from] = [rig.device, probe.noticed.length];
  const starts = await startsOf(rig);
  for (let burst = 0; burst < 30; burst++) {
    await force(
      rig,
      [
        ["move", { x: 100 + burst, y: 540 }],
        ["key", F, true],
        ["key", F, false],
        ["wheel", 0, 1, PLACE],
      ],
      250,
    );
    await pause(100);
  }
  await picturesGoOn(rig);
  assert.is(rig.device.contact, contact);
  assert.equal(await startsOf(rig), starts, "no process was started again");
  const passed = probe.noticed.slice(from).filter(({ type }) => type === "keydown").length;
  assert.ok(passed < 7000, `${passed} of 7500 keys`);
  await types(rig, "ok");
});

scenario("the customer stops control, and what was held is let go of", async (rig) => {
  await grant(rig);
  await hold(rig);
  await rig.customer.touch("live.stopControl");
  await released(rig);
  await isOver(rig, "ended-by-customer");
  await rig.agent.hand.letGo("ArrowDown");
  await nothingHappens(() => everything(rig, PLACE));
});

scenario("the agent gives control back", async (rig) => {
  await grant(rig);
  await rig.agent.giveControlBack();
  await isOver(rig, "ended-by-agent");
});

for (const name of ["media", "daemon", "screen", "shell"]) {
  scenario(`${name} is killed while a key is down: it comes up, and control is asked for again`, async (rig) => {
    await grant(rig);
    await hold(rig);
    await rig.kill(name);
    await released(rig);
    await rig.agent.hand.letGo("ArrowDown");
    await picturesGoOn(rig, 60_000);
    // Where the call or the gate itself was gone, the customer is asked again.
    if (name === "media" || name === "daemon") {
      // Pictures on their way may arrive before the daemon is back: the console hears of it a moment later.
      await rig.until("control to be gone", HAND_MS, async () => (await rig.agent.control())?.state === "none");
    }
    await types(rig, "again");
  });
}

scenario("the console is closed while a key is down", async (rig) => {
  await grant(rig);
  await hold(rig);
  await rig.agent.closePage();
  await released(rig);
  await rig.agent.open();
  await picturesGoOn(rig, 60_000);
  await rig.until("no control", HAND_MS, async () => (await rig.agent.control())?.state === "none");
  await nothingHappens(() => everything(rig, PLACE));
});

scenario("the contact ends while a key is down", async (rig) => {
  await grant(rig);
  await hold(rig);
  await rig.customer.touch("live.end");
  await released(rig);
  await rig.agent.wrapUp();
  await rig.reach("in-contact");
  assert.is((await rig.agent.control())?.state, "none");
});

/** Every kind of event at a place, and keys and text, by a console that asks nobody. */
async function everything(rig: Rig, place: Point): Promise<void> {
  const away = { x: place.x + 60, y: place.y };
  const swipe: Deed[] = [
    ["touch", 1, "down", place],
    ["touch", 1, "move", away],
    ["touch", 1, "up", away],
  ];
  await force(rig, [["move", place], ...taps(place), ...swipe, ["wheel", 0, 120, place]]);
}

/** Of what was done the app noticed nothing, but what is named. */
async function nothingHappens(act: () => Promise<void>, but: readonly string[] = []): Promise<void> {
  const from = probe.noticed.length;
  await act();
  await pause(SEEN_BY_MS);
  assert.equal(
    probe.noticed.slice(from).filter(({ type }) => !but.includes(type)),
    [],
  );
}

function noticed(rig: Rig, what: string, from: number, is: (event: Noticed) => boolean, withinMs = HAND_MS): Promise<boolean> {
  return rig.until(`${what} in the app`, withinMs, () => probe.noticed.slice(from).some(is));
}

/**
 * The agent does something until the app has noticed it: on a machine so busy that heartbeats fail control ends with the call, and is
 * asked for again.
 */
async function arrives(rig: Rig, what: string, act: () => Promise<void>, is: (event: Noticed) => boolean): Promise<void> {
  await rig.until(`${what} in the app`, PATIENT_MS, async () => {
    await grant(rig);
    const from = probe.noticed.length;
    await act();
    return await noticed(rig, what, from, is, ONE_TRY_MS).catch(() => null);
  });
}

function tapArrives(rig: Rig, place: Point): Promise<void> {
  const isThere = ({ type, x, y }: Noticed) => type === "pointerup" && isNear(place, { x, y });
  return arrives(rig, `a tap at ${place.x}, ${place.y}`, () => rig.agent.hand.tap(place), isThere);
}

/** The agent empties the field and writes into it; nothing but that is in it then. */
function types(rig: Rig, whole: string, write = () => rig.agent.hand.type(whole)): Promise<void> {
  const act = async () => {
    await rig.agent.hand.tap(FIELD);
    await rig.agent.hand.press("Control+a");
    await rig.agent.hand.press("Delete");
    await write();
  };
  return arrives(rig, whole, act, ({ type, text }) => type === "input" && text === whole);
}

/** The agent holds an arrow key in the app's field. */
function hold(rig: Rig): Promise<void> {
  const act = async () => {
    await rig.agent.hand.letGo("ArrowDown");
    await rig.agent.hand.tap(FIELD);
    await rig.agent.hand.hold("ArrowDown");
  };
  return arrives(rig, "the key down", act, ({ type, key }) => type === "keydown" && key === "ArrowDown");
}

function released(rig: Rig): Promise<unknown> {
  return rig.until("every key up in the app", HAND_MS, () => probe.down.length === 0);
}

async function startsOf(rig: Rig): Promise<Record<string, number>> {
  return Object.fromEntries((await rig.body.processes()).map(({ name, starts }) => [name, starts]));
}

function isNear(a: Point, b: Point): boolean {
  return Math.abs(a.x - b.x) <= 3 && Math.abs(a.y - b.y) <= 3;
}

scenario.run();
