import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ControlKind } from "#protocol/common";
import { deviceToConsoleCodec } from "#protocol/peer";
import { addPhysical, type ButtonWord, CONFIRM_WITHIN_MS, isConfirmed, NO_PROOFS, READ_MS } from "./confirmation.ts";
import { ASK_AGAIN_MS, ENDED_SHOWN_MS, LONGEST_PAUSE_MS, MOST_DECLINES, noConsent, pauseMs, QUESTION_MS, step } from "./consent.ts";
import type { Consent, ConsentEffect, ConsentEvent } from "./consent-event.ts";
import { type ControlFacts, controlTold, panelControl } from "./control-state.ts";
import type { Physical } from "./physical.ts";
import { buttonOnOutput, panelAmong } from "./places.ts";

const NOW = 100_000;
const GRANT_MS = 600_000;
const BOTH: ControlKind[] = ["touch", "type"];
const run = (state: Consent, event: ConsentEvent, now = NOW) => step(state, event, now, GRANT_MS);
const types = (effects: readonly ConsentEffect[]) => effects.map(({ type }) => type);

function walk(state: Consent, ...events: ConsentEvent[]): { state: Consent; effects: ConsentEffect[] } {
  const effects: ConsentEffect[] = [];
  for (const event of events) {
    const next = run(state, event);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects };
}

const LIVE: ConsentEvent = { type: "call/is", contact: "c1", participant: "ann" };
const ask = (kinds = BOTH, number = 1): ConsentEvent => ({ type: "agent/asked", kinds, number, why: null });
const allow = (number = 1, isConfirmed_ = true): ConsentEvent => ({ type: "customer/allowed", number, isConfirmed: isConfirmed_ });
const live = () => walk(noConsent(6), LIVE).state;
const asking = () => walk(live(), ask()).state;
const granted = () => walk(asking(), allow()).state;

const table = suite("consent: states × events");

const STATES = { resting: noConsent(6), live: live(), asking: asking(), granted: granted() };
type Name = keyof typeof STATES;
const EVENTS: Readonly<Record<string, ConsentEvent>> = {
  ask: ask(),
  "ask for one part": ask(["type"], 3),
  released: { type: "agent/released" },
  painted: { type: "question/painted", number: 1, atMs: NOW },
  allowed: allow(),
  "allowed without a finger": allow(1, false),
  "allowed for another question": allow(2),
  denied: { type: "customer/denied", number: 1 },
  "denied for another question": { type: "customer/denied", number: 2 },
  closed: { type: "customer/closed" },
  stopped: { type: "customer/stopped" },
  "given up": { type: "input/given-up" },
  "no devices": { type: "devices/failed" },
  "the call is lost": { type: "call/is", contact: "c1", participant: null },
  "another agent": { type: "call/is", contact: "c1", participant: "bob" },
  "another contact": { type: "call/is", contact: "c2", participant: "ann" },
  "no contact": { type: "call/is", contact: null, participant: null },
  time: { type: "time" },
};
const CLOSE = ["question/close", "rights/tell"];
/** What each state makes of each event: the effects. Left out: nothing but perhaps a refusal in the log. */
const EXPECTED: Readonly<Record<Name, Readonly<Record<string, readonly string[]>>>> = {
  resting: {},
  live: { ask: ["question/open", "rights/tell"], "ask for one part": ["question/open", "rights/tell"] },
  asking: {
    ask: ["console/tell"],
    "ask for one part": ["console/tell"],
    released: CLOSE,
    allowed: ["lease/grant", "question/close", "mark/granted"],
    denied: CLOSE,
    closed: CLOSE,
    stopped: CLOSE,
    "given up": CLOSE,
    "no devices": CLOSE,
    "the call is lost": CLOSE,
    "another agent": CLOSE,
    "another contact": CLOSE,
    "no contact": CLOSE,
  },
  granted: {
    ask: ["console/tell"],
    "ask for one part": ["console/tell"],
    released: ["lease/end"],
    stopped: ["lease/end"],
    "given up": ["lease/end"],
    "no devices": ["lease/end"],
    "the call is lost": ["lease/end"],
    "another agent": ["lease/end"],
    "another contact": ["lease/end"],
    "no contact": ["lease/end"],
  },
};
for (const [name, state] of Object.entries(STATES) as [Name, Consent][]) {
  for (const [what, event] of Object.entries(EVENTS)) {
    const expected = EXPECTED[name][what] ?? [];
    table(`${name}: ${what} → ${expected.join(", ") || "nothing"}`, () => {
      const frozen = JSON.stringify(state);
      const { effects, state: next } = run(state, event);
      assert.equal(
        types(effects).filter((type) => type !== "event/refuse"),
        expected,
      );
      assert.is(JSON.stringify(state), frozen, "the argument is not changed");
      assert.is(next.granted !== null, (name === "granted" && !expected.includes("lease/end")) || expected.includes("lease/grant"));
    });
  }
}
table.run();

const test = suite("consent");

test("a grant has a new number, belongs to who asked, and ends by itself", () => {
  const { state, effects } = walk(asking(), allow());
  const lease = effects.find(({ type }) => type === "lease/grant");
  assert.equal(lease, { type: "lease/grant", kinds: BOTH, participant: "ann", untilMs: NOW + GRANT_MS });
  assert.is(state.grant, 7);
  assert.equal(types(run(state, { type: "time" }, NOW + GRANT_MS - 1).effects), []);
  const over = run(state, { type: "time" }, NOW + GRANT_MS);
  assert.equal([types(over.effects), over.state.reason], [["lease/end"], "time-over"]);
});

test("the number of a grant is never 0 and stays a u16", () => {
  const last = walk(noConsent(0xffff), LIVE, ask(), allow()).state;
  assert.is(last.grant, 1);
});

test("a question that nobody answers goes away after 30 s", () => {
  const { state, effects } = run(asking(), { type: "time" }, NOW + QUESTION_MS);
  assert.equal([types(effects), state.reason], [CLOSE, "no-answer"]);
});

test("after a no the customer is left alone for 10 s, after the next for 20, and after three for the whole contact", () => {
  let state = live();
  let now = NOW;
  for (let n = 1; n <= MOST_DECLINES; n++) {
    state = run(state, ask(BOTH, n), now).state;
    state = run(state, { type: "customer/denied", number: n }, now).state;
    const isLast = n === MOST_DECLINES;
    assert.is(state.reason, isLast ? "declined-for-good" : "declined");
    const early = run(state, ask(BOTH, 50), now + ASK_AGAIN_MS * 2 ** (n - 1) - 1);
    assert.equal([types(early.effects), early.state.reason], [["console/tell"], isLast ? "declined-for-good" : "asked-too-often"]);
    now += ASK_AGAIN_MS * 2 ** (n - 1);
  }
  assert.equal(types(run(state, ask(BOTH, 9), now + 3_600_000).effects), ["console/tell"]);
  const next = walk(state, { type: "call/is", contact: "c2", participant: "ann" }).state;
  assert.equal(types(run(next, ask(BOTH, 10), now).effects), ["question/open", "rights/tell"]);
});

test("a question that the agent takes back cannot be put again and again", () => {
  const { state } = walk(asking(), { type: "agent/released" });
  assert.is(state.reason, "ended-by-agent");
  assert.equal(types(run(state, ask(BOTH, 2), NOW + 1000).effects), ["console/tell"]);
});

test("a pause doubles up to ten minutes", () => {
  assert.equal(
    [1, 2, 3, 6, 7, 1000].map((unheeded) => pauseMs(unheeded) / 1000),
    [10, 20, 40, 320, 600, 600],
  );
});

test("a question taken back, not answered or interrupted counts as one that came to nothing; a grant begins anew", () => {
  const takenBack = walk(asking(), { type: "agent/released" }).state;
  const second = run(takenBack, ask(BOTH, 2), NOW + ASK_AGAIN_MS);
  assert.ok(second.state.question);
  const unanswered = run(second.state, { type: "time" }, NOW + ASK_AGAIN_MS + QUESTION_MS).state;
  const atMs = NOW + ASK_AGAIN_MS + QUESTION_MS + 2 * ASK_AGAIN_MS;
  assert.is(run(unanswered, ask(BOTH, 3), atMs - 1).state.reason, "asked-too-often");
  const third = run(unanswered, ask(BOTH, 3), atMs).state;
  const away = run(third, { type: "call/is", contact: "c1", participant: null }, atMs).state;
  const back = run(away, { type: "call/is", contact: "c1", participant: "bob" }, atMs).state;
  assert.is(run(back, ask(BOTH, 4), atMs + 4 * ASK_AGAIN_MS - 1).state.reason, "asked-too-often", "another agent inherits the pause");
  const fourth = run(back, ask(BOTH, 4), atMs + 4 * ASK_AGAIN_MS).state;
  const allowed = run(fourth, allow(4), atMs + 4 * ASK_AGAIN_MS).state;
  assert.is(allowed.unheeded, 0);
});

/** Questions of one contact in an hour, from an agent who asks each second and ends questions as `end` says. */
function questionsInAnHour(end: (state: Consent, now: number) => ConsentEvent | null): number {
  let state = live();
  let questions = 0;
  for (let now = NOW; now < NOW + 3_600_000; now += 1000) {
    const asked = run(state, ask(BOTH, now), now);
    if (types(asked.effects).includes("question/open")) questions += 1;
    const ending = end(asked.state, now) ?? { type: "time" as const };
    state = run(asked.state, ending, now).state;
    if (state.participant === null) state = run(state, LIVE, now).state;
  }
  return questions;
}

test("an agent who asks without end reaches the customer a dozen times in an hour, however the questions end", () => {
  const [most, dull] = [12, [] as number[]];
  const lost: ConsentEvent = { type: "call/is", contact: "c1", participant: null };
  const denied = ({ question }: Consent): ConsentEvent | null => question && { type: "customer/denied", number: question.number };
  assert.is(questionsInAnHour(denied), MOST_DECLINES);
  dull.push(questionsInAnHour(() => null));
  dull.push(questionsInAnHour(({ question }) => question && { type: "agent/released" }));
  dull.push(questionsInAnHour(({ question }) => question && lost));
  dull.push(questionsInAnHour(({ question }) => question && { type: "devices/failed" }));
  assert.ok(
    dull.every((count) => count > MOST_DECLINES && count <= most),
    dull.join(" "),
  );
  assert.ok(LONGEST_PAUSE_MS * most > 3_600_000);
});

test("control that was given back may be asked for at once", () => {
  const { state } = walk(granted(), { type: "agent/released" });
  assert.equal(types(run(state, ask(BOTH, 2)).effects), ["question/open", "rights/tell"]);
});

test("asked for more, the customer decides about all of it; a no leaves what was, under a new number", () => {
  const touching = walk(live(), ask(["touch"]), allow()).state;
  const more = walk(touching, ask(["type"], 2)).state;
  assert.equal(more.question?.kinds, ["touch", "type"]);
  const no = walk(more, { type: "customer/denied", number: 2 }).state;
  assert.equal(no.granted?.kinds, ["touch"]);
  assert.is.not(no.grant, touching.grant);
  assert.equal(walk(more, allow(2)).state.granted?.kinds, ["touch", "type"]);
});

test("nothing is resumed: whoever comes back is asked again", () => {
  const back = walk(granted(), { type: "call/is", contact: "c1", participant: null }, LIVE).state;
  assert.equal([back.granted, back.reason], [null, "call-interrupted"]);
  const other = walk(granted(), { type: "call/is", contact: "c1", participant: "bob" }).state;
  assert.equal([other.granted, other.reason], [null, "not-asked"]);
});

test("what cannot be asked is said, and nothing is drawn", () => {
  const { state, effects } = walk(live(), { ...ask(), why: "unavailable" } as ConsentEvent);
  assert.equal([types(effects), state.reason, state.question], [["console/tell"], "unavailable", null]);
});

test("after a call's input was given up there is no control until the next call", () => {
  const { state } = walk(granted(), { type: "input/given-up" });
  assert.equal(walk(state, ask(BOTH, 2)).state.reason, "unavailable");
  const next = walk(state, { type: "call/is", contact: "c1", participant: null }, LIVE, ask(BOTH, 3)).state;
  assert.ok(next.question);
});

const READY: ControlFacts = { isReady: true, isFit: true, isTouched: false, isHelpInFront: false };

test("the console is told when it may ask again, and nothing of the kind while the customer is asked or has allowed", () => {
  const again = (state: Consent, now = NOW) => {
    const word = controlTold(state, READY, now);
    deviceToConsoleCodec.check(word);
    return word.askAgainInMs;
  };
  assert.is(again(live()), undefined);
  assert.is(again(asking()), undefined);
  const no = walk(asking(), { type: "customer/denied", number: 1 }).state;
  assert.equal([again(no), again(no, NOW + 9_999), again(no, NOW + ASK_AGAIN_MS)], [ASK_AGAIN_MS, 1, undefined]);
  const touching = walk(live(), ask(["touch"]), allow(), ask(["type"], 2), { type: "customer/denied", number: 2 }).state;
  assert.is(again(touching), undefined);
});

test("how control stands, in the words of the protocol", () => {
  const told = (state: Consent, facts: Partial<ControlFacts> = {}) => {
    const word = controlTold(state, { ...READY, ...facts }, NOW);
    deviceToConsoleCodec.check(word);
    return `${word.state} ${word.reason}`;
  };
  assert.is(told(live()), "none not-asked");
  assert.is(told(asking()), "asking waiting-for-answer");
  assert.is(told(granted()), "granted allowed");
  assert.is(told(granted(), { isReady: false }), "paused getting-ready");
  assert.is(told(granted(), { isTouched: true }), "paused customer-touching");
  assert.is(told(granted(), { isFit: false, isTouched: true }), "paused unavailable");
  assert.is(told(granted(), { isHelpInFront: true }), "granted help-in-front");
  assert.is(controlTold(granted(), READY, NOW + 1000).endsInMs, GRANT_MS - 1000);
  assert.is(controlTold(asking(), READY, NOW).endsInMs, undefined);
});

test("the panel shows the question with its seconds, then who has control, then for a moment that it is over", () => {
  const asked = panelControl(asking(), READY, NOW + 500);
  assert.equal(asked.question, { kind: "control", number: 1, kinds: BOTH, secondsLeft: 30 });
  assert.equal([asked.control, asked.controlKinds, asked.controlNotice], ["asking", [], null]);
  const given = panelControl(granted(), READY, NOW);
  assert.equal([given.control, given.controlKinds, given.question], ["granted", BOTH, null]);
  const ended = walk(granted(), { type: "agent/released" }).state;
  assert.is(panelControl(ended, READY, NOW).controlNotice, "control-ended");
  assert.is(panelControl(ended, READY, NOW + ENDED_SHOWN_MS).controlNotice, null);
  const stopped = walk(granted(), { type: "customer/stopped" }).state;
  assert.is(panelControl(stopped, READY, NOW).controlNotice, null, "who stopped it knows");
});
test.run();

const proof = suite("confirmation");
const BUTTON = { x: 600, y: 300, width: 300, height: 64 };
const touch = (phase: "down" | "up", atMs: number, x = 700, y = 330): Physical => ({ kind: "touch", finger: 0, phase, x, y, atMs });
const WORD: ButtonWord = { wordMs: NOW, paintedMs: NOW - 2000, button: BUTTON };
const isIt = (events: readonly Physical[], word: Partial<ButtonWord> = {}) =>
  isConfirmed(
    events.reduce((proofs, event) => addPhysical(proofs, event), NO_PROOFS),
    { ...WORD, ...word },
  );

proof("a finger on the button within 500 ms before the word", () => {
  assert.ok(isIt([touch("down", NOW - 100)]));
  assert.ok(isIt([touch("down", NOW - 1500), touch("up", NOW - CONFIRM_WITHIN_MS)]), "a long press counts by its end");
  assert.not(isIt([]));
  assert.not(isIt([touch("down", NOW - 700), touch("up", NOW - CONFIRM_WITHIN_MS - 1)]));
  assert.not(isIt([touch("down", NOW + 1)]), "after the word");
  assert.not(isIt([touch("up", NOW - 100)]), "an end without a beginning");
});

proof("beside the button, or dragged onto it, is no answer", () => {
  assert.not(isIt([touch("down", NOW - 100, 599, 330), touch("up", NOW - 50, 599, 330)]));
  assert.not(isIt([touch("down", NOW - 100, 10, 10), touch("up", NOW - 50)]), "began elsewhere");
  assert.not(isIt([touch("down", NOW - 100, Number.NaN, Number.NaN)]), "a place that is not known");
});

proof("a tap that was on its way when the question appeared is no answer", () => {
  assert.not(isIt([touch("down", NOW - 100)], { paintedMs: null }));
  assert.not(isIt([touch("down", NOW - 100), touch("up", NOW - 20)], { paintedMs: NOW - 100 - READ_MS + 1 }));
  assert.ok(isIt([touch("down", NOW - 100)], { paintedMs: NOW - 100 - READ_MS }));
});

proof("a mouse whose place only the compositor knows, and a key that presses a focused button", () => {
  assert.ok(isIt([{ kind: "click", down: true, atMs: NOW - 50 }]));
  for (const code of [28, 57, 96]) assert.ok(isIt([{ kind: "key", code, down: true, atMs: NOW - 50 }]));
  assert.not(isIt([{ kind: "key", code: 30, down: true, atMs: NOW - 50 }]));
});

proof("a rectangle that is not on the panel or too large is no button", () => {
  const panel = { x: 100, y: 50, width: 1000, height: 400 };
  assert.equal(buttonOnOutput({ x: 10, y: 20, width: 200, height: 60 }, panel), { x: 110, y: 70, width: 200, height: 60 });
  assert.is(buttonOnOutput({ x: 900, y: 20, width: 200, height: 60 }, panel), null);
  assert.is(buttonOnOutput({ x: -1, y: 20, width: 200, height: 60 }, panel), null);
  assert.is(buttonOnOutput({ x: 0, y: 0, width: 1000, height: 400 }, panel), null);
  assert.not(isIt([touch("down", NOW - 100)], { button: null }));
});

proof("the panel is the largest surface at the corner that the host names", () => {
  const [panel, face] = [
    { x: 0, y: 0, width: 1280, height: 480 },
    { x: 40, y: 40, width: 320, height: 240 },
  ];
  assert.equal(panelAmong([face, panel], { x: 0, y: 0 }), panel);
  assert.equal(panelAmong([face, panel], null), panel);
  assert.is(panelAmong([face], { x: 0, y: 0 }), null);
});
proof.run();
