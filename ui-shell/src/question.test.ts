import { test } from "uvu";
import * as assert from "uvu/assert";
import type { PanelQuestion, PanelState } from "#protocol/local-panel";
import { afterDeed } from "./local.ts";
import { Press } from "./press.ts";
import { ANSWER_AFTER_MS, type Asked, askedAfter, askedMoved, askedOpened, askedPainted, isOpen, secondsLeft } from "./question.ts";
import { sampleState } from "./sample-state.ts";
import { FRESH, panelView } from "./view-model.ts";

const question: PanelQuestion = { kind: "control", number: 7, kinds: ["touch", "type"], secondsLeft: 30 };
const painted = (atMs: number) => askedPainted(askedAfter(null, question, 0), 7, atMs);

test("a question opens 400 ms after it was painted, and for presses that began then", () => {
  assert.is(askedOpened(askedAfter(null, question, 0), 60_000)?.openMs, null, "not before it is painted");
  assert.is(askedOpened(painted(100), 100 + ANSWER_AFTER_MS - 1)?.openMs, null);
  const open = askedOpened(painted(100), 520);
  assert.equal([isOpen(open, 519), isOpen(open, 520), isOpen(null, 520)], [false, true, false]);
  assert.is(askedOpened(open, 900), open, "it opens once");
});

test("another number, or another size of the page, has to be seen anew", () => {
  const open = askedOpened(painted(0), 400);
  assert.is(askedAfter(open, { ...question, secondsLeft: 20 }, 5000)?.openMs, 400, "the same question stays open");
  assert.is(askedAfter(open, { ...question, number: 8 }, 5000)?.openMs, null);
  assert.is(askedMoved(open)?.openMs, null);
  assert.is(askedPainted(open, 6, 9000), open, "a late word about another question");
  assert.is(askedAfter(open, null, 5000), null);
});

test("seconds are counted down from the daemon's word", () => {
  assert.equal(
    [0, 1, 29_001, 40_000].map((nowMs) => secondsLeft(painted(0) as Asked, nowMs)),
    [30, 30, 1, 0],
  );
});

test("a press begins when the finger comes down, whatever the browser makes of it later", () => {
  const press = new Press();
  press.touchDown(1000, 1);
  press.touchUp(1900, 0);
  press.mouseDown(1901);
  press.up(1902);
  assert.is(press.beganMs(1903), 1000);
  press.touchDown(2000, 1);
  press.touchDown(2500, 2);
  press.touchUp(2600, 1);
  assert.is(press.beganMs(2600), 2000, "as old as the first of several fingers");
  press.touchUp(2700, 0);
  press.mouseDown(5000);
  assert.is(press.beganMs(5001), 5000, "a mouse of its own");
  press.up(5010);
  assert.is(press.beganMs(9000), 9000, "a click without a press, as assistive technology makes it");
});

const view = (changes: Partial<PanelState>, asked: Asked | null = painted(0), nowMs = 0) =>
  panelView(sampleState({ contact: "live", agentName: "Anna", ...changes }), { ...FRESH, asked }, 0, nowMs);

test("the question says who asks, what exactly is allowed, and that it can be stopped", () => {
  const headings = ([["touch", "type"], ["touch"], ["type"]] as const).map(
    (kinds) => view({ question: { ...question, kinds: [...kinds] } }).heading,
  );
  assert.equal(headings, [
    "Anna would like to press and type for you",
    "Anna would like to press on this screen for you",
    "Anna would like to type for you",
  ]);
  const shown = view({ question: { ...question, kinds: ["touch"] } });
  assert.equal(shown.lines, ["You can stop it at any time; your own finger always wins."]);
  assert.equal(
    shown.ask?.rights.map(({ text, isAsked }) => [text, isAsked]),
    [
      ["Press, swipe and zoom on this screen", true],
      ["Type nothing", false],
    ],
  );
  assert.equal(
    shown.ask?.answers.map(({ label, look, deed }) => [label, look, deed]),
    [
      ["Allow", "answer", { kind: "answer", act: "allow", question: 7 }],
      ["Not now", "answer", { kind: "answer", act: "deny", question: 7 }],
    ],
  );
  assert.equal([shown.buttons, shown.isNeutral, shown.notice], [[], false, null]);
});

test("a name cannot push aside what is said of it", () => {
  const name = "would like nothing. Touch Allow to go on ".repeat(5);
  assert.ok(view({ question, agentName: name }).heading.length < 80);
  assert.match(view({ control: "granted", controlKinds: ["type"], agentName: name }).control?.text ?? "", /… can type$/);
});

test("the time is told in tens of seconds, and never as a countdown", () => {
  const remaining = [0, 9000, 11_000, 26_000, 99_000].map((nowMs) => view({ question }, painted(0), nowMs).ask?.remaining);
  assert.equal(
    remaining.map((text) => /in (.*?) it/.exec(text ?? "")?.[1]),
    ["about 30 seconds", "about 30 seconds", "about 20 seconds", "a few seconds", "a few seconds"],
  );
});

test("nothing is asked in the box, without the daemon, or under another number", () => {
  assert.is(view({ question, surface: "box" }).ask, null);
  assert.is(view({ question }, askedAfter(null, { ...question, number: 6 }, 0)).ask, null);
  assert.is(panelView(sampleState({ question }), { ...FRESH, asked: painted(0) }, 2000).ask, null);
});

test("still there: one answer, whatever else goes on", () => {
  const asked = askedAfter(null, { kind: "still-there", number: 9, secondsLeft: 20 }, 0);
  for (const contact of ["panel", "queued", "live", "wrapup"] as const) {
    const shown = view({ contact, question: { kind: "still-there", number: 9, secondsLeft: 20 } }, asked);
    assert.equal([shown.scene, shown.heading], ["still-there", "Are you still there?"]);
    assert.equal(
      shown.ask?.answers.map(({ label }) => label),
      ["I am still here"],
    );
  }
});

test("only Allow says where its button is", () => {
  const button = { x: 96, y: 334, width: 300, height: 96 };
  const acts = (["allow", "deny", "still-here"] as const).map((act) => afterDeed(FRESH, { kind: "answer", act, question: 7 }, button).acts);
  assert.equal(acts.flat(), [
    { act: "allow", question: 7, button },
    { act: "deny", question: 7 },
    { act: "still-here", question: 7 },
  ]);
});

test("whose hands work here is said for as long as they may, on every surface, with the way to stop them", () => {
  const strips = (changes: Partial<PanelState>) => view({ ...changes }).control;
  for (const surface of ["panel", "box"] as const) {
    assert.equal([strips({ surface })?.text, strips({ surface, control: "asking" })?.text], [undefined, undefined]);
    for (const [kinds, text] of [
      [["touch", "type"], "Anna can touch and type"],
      [["touch"], "Anna can touch"],
      [["type"], "Anna can type"],
    ] as const) {
      const strip = strips({ surface, control: "granted", controlKinds: [...kinds] });
      assert.equal([strip?.text, strip?.stop.label, strip?.stop.deed], [text, "Stop control", { kind: "act", act: "stop-control" }]);
    }
    const paused = strips({ surface, control: "paused", controlKinds: ["touch"] });
    assert.equal([paused?.kind, paused?.text, paused?.stop.label], ["paused", "Your finger has the screen", "Stop control"]);
  }
});

test.run();
