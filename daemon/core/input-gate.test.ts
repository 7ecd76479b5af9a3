import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { InputEvent } from "#protocol/input";
import type { InputAct } from "./input-act.ts";
import { closedGate, type Gate, type GateEvent, type GateFacts, isTouched, type Refusal, step, takeRefused } from "./input-gate.ts";
import { PAUSE_MS } from "./physical-pause.ts";

const NOW = 10_000;
const GRANT = 7;
const BOX = { x: 900, y: 40, width: 300, height: 260 };
const ON_BOX = { x: 1000 / 1280, y: 100 / 800 };
const ON_APP = { x: 0.25, y: 0.5 };
const ON_EDGE = { x: 0.5, y: 4 / 800 };
const OPEN: GateFacts = {
  grant: GRANT,
  touchUntilMs: NOW + 60_000,
  typeUntilMs: NOW + 60_000,
  shut: null,
  isShellFocused: false,
  own: [BOX],
  output: { width: 1280, height: 800 },
};

/** A gate in these circumstances. */
function gate(facts: Partial<GateFacts> = {}): Gate {
  return { ...closedGate(NOW), facts: { ...OPEN, ...facts } };
}

/** Steps through events and gives the last state with all acts. */
function walk(state: Gate, ...events: (GateEvent | InputEvent)[]): { state: Gate; acts: InputAct[] } {
  const acts: InputAct[] = [];
  for (const event of events) {
    const next = step(state, "kind" in event ? { type: "input", channel: "input", event } : event, NOW);
    state = next.state;
    acts.push(...next.acts);
  }
  return { state, acts };
}

const types = (acts: readonly InputAct[]) => acts.map(({ type }) => type);
const refusals = (state: Gate) => Object.keys(state.refused);

const down: InputEvent = { kind: "touch", grant: GRANT, finger: 0, phase: "down", ...ON_APP };
const EVENTS = {
  touch: down,
  move: { kind: "move", grant: GRANT, sequence: 5, ...ON_APP },
  button: { kind: "button", grant: GRANT, button: 0, down: true, ...ON_APP },
  wheel: { kind: "wheel", grant: GRANT, dx: 0, dy: 120, ...ON_APP },
  key: { kind: "key", grant: GRANT, code: 30, down: true },
  text: { kind: "text", grant: GRANT, text: "ä" },
} as const satisfies Record<string, InputEvent>;
type Named = keyof typeof EVENTS;
const NAMES = Object.keys(EVENTS) as Named[];
const TYPING: readonly Named[] = ["key", "text"];
/** Left out without a word: the next move says more. */
const SILENT: readonly Named[] = ["move"];
const physical = (phase: "down" | "move" | "up"): GateEvent => ({
  type: "physical",
  event: { kind: "touch", finger: 0, phase, x: 1, y: 1, atMs: NOW },
});

const table = suite("input gate: circumstances × events");

/** Each circumstance, what it refuses and why; all else passes. */
const CIRCUMSTANCES: readonly [string, Partial<GateFacts>, (name: Named) => Refusal | null][] = [
  ["all is granted", {}, () => null],
  ["another grant", { grant: GRANT + 1 }, () => "not-granted"],
  ["no right to touch", { touchUntilMs: null }, (name) => (TYPING.includes(name) ? null : "not-granted")],
  ["no right to type", { typeUntilMs: null }, (name) => (TYPING.includes(name) ? "not-granted" : null)],
  ["the right to touch is over", { touchUntilMs: NOW }, (name) => (TYPING.includes(name) ? null : "not-granted")],
  ["the right to type is over", { typeUntilMs: NOW - 1 }, (name) => (TYPING.includes(name) ? "not-granted" : null)],
  ["the devices are being made", { shut: "paused" }, () => "paused"],
  ["a question is open", { shut: "help-in-front" }, () => "help-in-front"],
  ["the call is not as it must be", { shut: "unavailable" }, () => "unavailable"],
  ["our shell has the keyboard", { isShellFocused: true }, (name) => (TYPING.includes(name) ? "help-in-front" : null)],
  ["the output is not known", { output: null }, (name) => (TYPING.includes(name) ? null : "unavailable")],
];
for (const [what, facts, why] of CIRCUMSTANCES) {
  for (const name of NAMES) {
    const expected = why(name);
    table(`${what}: ${name} ${expected ? `is refused (${expected})` : "passes"}`, () => {
      const { state, acts } = walk(gate(facts), EVENTS[name]);
      const passed = acts.filter(({ type }) => type !== "release");
      assert.is(passed.length > 0, expected === null);
      assert.equal(refusals(state), expected ? [expected] : []);
    });
  }
}

for (const [what, place] of [
  ["our own surface", ON_BOX],
  ["the edge strip", ON_EDGE],
] as const) {
  for (const name of NAMES.filter((one) => !TYPING.includes(one))) {
    table(`${name} that begins on ${what} is left out${SILENT.includes(name) ? "" : " and told"}`, () => {
      const { state, acts } = walk(gate(), { ...EVENTS[name], ...place } as InputEvent);
      assert.equal(acts, []);
      assert.equal(refusals(state), SILENT.includes(name) ? [] : ["own-surface"]);
    });
  }
}

for (const name of NAMES.filter((one) => one !== "move")) {
  table(`the channel for hover does not take ${name}`, () => {
    const { state, acts } = step(gate(), { type: "input", channel: "pointer", event: EVENTS[name] }, NOW);
    assert.equal([acts.length, refusals(state)], [0, ["malformed"]]);
  });
}
table.run();

const closes = suite("input gate: what closes it lets go of everything");
const pressed = () =>
  walk(gate(), down, { ...down, finger: 1 }, EVENTS.button, EVENTS.key, { kind: "key", grant: GRANT, code: 42, down: true });
for (const [what, event] of [
  ["the right to touch ends", { type: "facts", facts: { touchUntilMs: null } }],
  ["the right to type ends", { type: "facts", facts: { typeUntilMs: null } }],
  ["a question is about to be drawn", { type: "facts", facts: { shut: "help-in-front" } }],
  ["the call is interrupted", { type: "facts", facts: { shut: "unavailable" } }],
  ["a new grant begins", { type: "facts", facts: { grant: GRANT + 1 } }],
  ["our shell gets the keyboard", { type: "facts", facts: { isShellFocused: true } }],
  ["the customer touches", physical("down")],
  ["the customer presses a key of the machine", { type: "physical", event: { kind: "key", code: 28, down: true, atMs: NOW } }],
  ["the customer clicks", { type: "physical", event: { kind: "click", down: true, atMs: NOW } }],
  ["the agent asks for it", { type: "input", channel: "input", event: { kind: "release", grant: GRANT } }],
] as const satisfies [string, GateEvent][]) {
  closes(`${what}`, () => {
    const { state, acts } = walk(pressed().state, event);
    assert.equal(acts, [{ type: "release" }]);
    // Late ends of what was released are nobody's any more.
    const late = walk(state, { ...down, phase: "up" }, { ...EVENTS.button, down: false }, { ...EVENTS.key, down: false });
    assert.equal(late.acts, []);
  });
}

closes("a right that runs out does so by itself, with the next event and with time", () => {
  const { state } = pressed();
  const late = NOW + 60_000;
  assert.equal(step(state, { type: "time" }, late - 1).acts, []);
  assert.equal(step(state, { type: "time" }, late).acts, [{ type: "release" }]);
  const byEvent = step(state, { type: "input", channel: "input", event: EVENTS.key }, late);
  assert.equal([types(byEvent.acts), refusals(byEvent.state)], [["release"], ["not-granted"]]);
});

closes("what widens lets go of nothing", () => {
  const { state } = pressed();
  assert.equal(walk(state, { type: "facts", facts: { typeUntilMs: NOW + 90_000, own: [], isShellFocused: false } }).acts, []);
});

closes("a release under an older grant is nobody's", () => {
  const { acts, state } = walk(pressed().state, { kind: "release", grant: GRANT - 1 });
  assert.equal([acts, refusals(state)], [[], ["not-granted"]]);
});
closes.run();

const test = suite("input gate");

test("ends pass for what is down alone, a second beginning is left out", () => {
  const up: InputEvent = { ...down, phase: "up" };
  assert.equal(types(walk(gate(), up).acts), []);
  assert.equal(types(walk(gate(), down, down, up, up).acts), ["touch", "touch"]);
  const key = EVENTS.key;
  assert.equal(types(walk(gate(), key, key, { ...key, down: false }, { ...key, down: false }).acts), ["key", "key"]);
  const button = EVENTS.button;
  assert.equal(types(walk(gate(), button, button, { ...button, down: false }, { ...button, down: false }).acts), [
    ...["move", "button"],
    ...["move", "button"],
  ]);
});

test("ten fingers are lifted in any order", () => {
  const fingers = [...Array(10).keys()];
  const downs = fingers.map((finger): InputEvent => ({ ...down, finger }));
  const ups = [3, 9, 0, 5, 1, 8, 2, 7, 6, 4].map((finger): InputEvent => ({ ...down, finger, phase: "up" }));
  const { acts, state } = walk(gate(), ...downs, ...ups);
  assert.is(acts.length, 20);
  assert.is(state.pressed.fingers.size, 0);
});

test("a touch that the browser takes back ends as one that is lifted", () => {
  const { acts } = walk(gate(), down, { ...down, phase: "cancel" });
  assert.equal(acts.at(-1), { type: "touch", finger: 0, phase: "up", ...ON_APP });
});

test("a finger from the app may cross our surface: it is held back there, and lifted where it is", () => {
  const { acts, state } = walk(gate(), down, { ...down, phase: "move", ...ON_BOX }, { ...down, phase: "up", ...ON_BOX });
  assert.equal(
    acts.map((act) => act.type === "touch" && act.phase),
    ["down", "up"],
  );
  assert.equal(refusals(state), []);
});

test("a button that is let go over our surface does not take the pointer there", () => {
  const { acts } = walk(gate(), EVENTS.button, { ...EVENTS.button, down: false, ...ON_BOX });
  assert.equal(types(acts), ["move", "button", "button"]);
});

test("MouseEvent.button becomes Linux' button", () => {
  const codes = [0, 1, 2].map((button) => walk(gate(), { ...EVENTS.button, button }).acts[1]);
  assert.equal(
    codes.map((act) => act?.type === "button" && act.code),
    [0x110, 0x112, 0x111],
  );
});

test("hover comes in its order, by serial number arithmetic, and not while anything is pressed", () => {
  const hover = (sequence: number): GateEvent => ({ type: "input", channel: "pointer", event: { ...EVENTS.move, sequence } });
  assert.is(walk(gate(), hover(5), hover(4), hover(5), hover(6)).acts.length, 2);
  assert.is(walk(gate(), hover(0xffff), hover(2)).acts.length, 2);
  assert.is(walk(gate(), EVENTS.button, hover(9)).acts.length, 2, "a drag comes in order by the other channel");
  assert.is(walk(gate(), EVENTS.button, { ...EVENTS.move, sequence: 9 }).acts.length, 3);
});

test("the customer's finger pauses everything for a second after its last sign, and for as long as it rests", () => {
  const touched = walk(gate(), physical("down")).state;
  const try_ = (state: Gate, at: number) => step(state, { type: "input", channel: "input", event: down }, at);
  assert.equal(refusals(try_(touched, NOW + 30_000).state), ["paused"], "a resting finger says nothing");
  const lifted = walk(touched, physical("up")).state;
  assert.ok(isTouched(lifted, NOW + PAUSE_MS - 1));
  assert.equal(refusals(try_(lifted, NOW + PAUSE_MS - 1).state), ["paused"]);
  assert.is(try_(lifted, NOW + PAUSE_MS).acts.length, 1);
  const gone = walk(touched, { type: "physical/gone" }).state;
  assert.is(try_(gone, NOW + PAUSE_MS).acts.length, 1, "its device is gone");
});

test("the beginning of a touch releases, what follows it does not again", () => {
  assert.equal(types(walk(gate(), physical("down"), physical("move"), physical("up"), physical("down")).acts), ["release"]);
});

test("10,000 events in a second: beginnings are refused, moves left out, ends pass", () => {
  let state = gate();
  const acts: InputAct[] = [];
  for (let n = 0; n < 10_000; n++) {
    const finger = n % 10;
    const phase = n % 20 < 10 ? "down" : "up";
    const next = step(state, { type: "input", channel: "input", event: { ...down, finger, phase } }, NOW + n / 10);
    state = next.state;
    acts.push(...next.acts);
  }
  const downs = acts.filter((act) => act.type === "touch" && act.phase === "down").length;
  assert.ok(downs <= 300 + 1500 && downs > 1000, String(downs));
  assert.is(acts.length, 2 * downs - state.pressed.fingers.size, "each has its end");
  assert.ok((state.refused["too-many"] ?? 0) > 1000);
});

test("texts are counted by their characters", () => {
  const text: InputEvent = { kind: "text", grant: GRANT, text: "x".repeat(2000) };
  const { acts, state } = walk(gate(), text, text, text);
  assert.is(acts.length, 2);
  assert.equal(state.refused, { "too-many": 1 });
  const later = step(state, { type: "input", channel: "input", event: text }, NOW + 5000);
  assert.is(later.acts.length, 1, "400 a second come back");
});

test("a wheel is bounded", () => {
  const [, wheel] = walk(gate(), { ...EVENTS.wheel, dx: -32_768, dy: 32_767 }).acts;
  assert.equal(wheel, { type: "wheel", dx: -1200, dy: 1200 });
});

test("a text that was not typed lets go of everything, and is told", () => {
  const held = walk(gate(), down, EVENTS.key).state;
  const { state, acts } = walk(held, { type: "untyped" });
  assert.equal([acts, refusals(state)], [[{ type: "release" }], ["not-typed"]]);
  assert.is(walk(state, { ...EVENTS.key, down: false }).acts.length, 0, "what was let go of is not let go of twice");
});

test("refusals are counted and told once, by the most frequent reason", () => {
  const { state } = walk(gate({ touchUntilMs: null, isShellFocused: true }), down, down, EVENTS.key, { type: "malformed" });
  const { state: told, word } = takeRefused(state);
  assert.equal(word, { why: "not-granted", count: 4 });
  assert.is(takeRefused(told).word, null);
});

test("whatever comes in whatever order: nothing stays pressed after a close, nothing begins without a right, on our surfaces or twice", () => {
  let seed = 20_261_122;
  const random = (n: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * n);
  };
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const place = () => pick([ON_APP, ON_APP, ON_BOX, ON_EDGE, { x: 0, y: 1 }, { x: 1, y: 1 }]);
  const until = (now: number) => pick([null, now + 50, now + 5000, now + 5000]);
  const event = (grant: number): InputEvent => {
    const makers: (() => InputEvent)[] = [
      () => ({ kind: "touch", grant, finger: random(10), phase: pick(["down", "down", "move", "up", "cancel"] as const), ...place() }),
      () => ({ kind: "move", grant, sequence: random(0x10000), ...place() }),
      () => ({ kind: "button", grant, button: random(3), down: random(2) === 0, ...place() }),
      () => ({ kind: "wheel", grant, dx: random(65_536) - 32_768, dy: 0, ...place() }),
      () => ({ kind: "key", grant, code: 30 + random(4), down: random(2) === 0 }),
      () => ({ kind: "text", grant, text: "x".repeat(1 + random(50)) }),
      () => ({ kind: "release", grant }),
    ];
    return pick(makers)();
  };
  let state = gate();
  let now = NOW;
  let passed = 0;
  const held = new Set<string>();
  for (let n = 0; n < 60_000; n++) {
    now += random(20);
    const { grant } = state.facts;
    const isInput = random(10) > 0;
    const input: GateEvent = {
      type: "input",
      channel: pick(["input", "input", "input", "pointer"] as const),
      event: event(random(20) === 0 ? grant + 1 : grant),
    };
    const other: GateEvent = pick<() => GateEvent>([
      () => ({ type: "facts", facts: { touchUntilMs: until(now), typeUntilMs: until(now) } }),
      () => ({ type: "facts", facts: { shut: pick([null, null, "paused", "unavailable", "help-in-front"] as const) } }),
      () => ({ type: "facts", facts: { grant: random(5), isShellFocused: random(4) === 0, own: pick([[], [BOX]]) } }),
      () => ({ type: "facts", facts: { touchUntilMs: now + 5000, typeUntilMs: now + 5000, shut: null, isShellFocused: false } }),
      () => physical(pick(["down", "up", "up"] as const)),
      () => pick([{ type: "malformed" }, { type: "untyped" }] as const),
      () => ({ type: "time" }),
    ])();
    const frozen = JSON.stringify(state.facts);
    const before = state;
    const next = step(state, isInput ? input : other, now);
    assert.is(JSON.stringify(before.facts), frozen, "the argument is not changed");
    state = next.state;
    for (const act of next.acts) {
      const isOpen = state.facts.shut === null && !isTouched(state, now);
      const mayTouch = isOpen && (state.facts.touchUntilMs ?? 0) > now;
      const mayType = isOpen && (state.facts.typeUntilMs ?? 0) > now && !state.facts.isShellFocused;
      switch (act.type) {
        case "release":
          held.clear();
          break;
        case "touch":
        case "move": {
          assert.ok(act.x >= 0 && act.x <= 1 && act.y >= 0 && act.y <= 1);
          const isEnd = act.type === "touch" && act.phase === "up";
          const [x, y] = [act.x * 1280, act.y * 800];
          const isOwn = state.facts.own.length > 0 && x >= BOX.x && x < BOX.x + BOX.width && y >= BOX.y && y < BOX.y + BOX.height;
          assert.ok(isEnd || (!isOwn && y >= 12), `${act.type} on our surface`);
          if (act.type === "move") break;
          const name = `finger ${act.finger}`;
          assert.is(held.has(name), act.phase !== "down", `${act.phase} of ${name}`);
          if (act.phase === "down") assert.ok(mayTouch);
          if (act.phase === "down") held.add(name);
          if (act.phase === "up") held.delete(name);
          break;
        }
        case "button":
        case "key": {
          const name = `${act.type} ${act.code}`;
          assert.is(held.has(name), !act.down, `${act.down} of ${name}`);
          if (act.down) assert.ok(act.type === "key" ? mayType : mayTouch);
          if (act.down) held.add(name);
          else held.delete(name);
          break;
        }
        case "wheel":
          assert.ok(mayTouch);
          break;
        case "text":
          assert.ok(mayType);
          break;
        default:
          act satisfies never;
      }
      passed += 1;
    }
    const { shut, touchUntilMs, typeUntilMs } = state.facts;
    const isDead =
      shut !== null || (isInput && (touchUntilMs === null || now >= touchUntilMs) && (typeUntilMs === null || now >= typeUntilMs));
    if (isDead || isTouched(state, now)) assert.is(held.size, 0, `pressed after a close: ${[...held].join(", ")}`);
  }
  assert.ok(passed > 3000, String(passed));
});

test.run();
