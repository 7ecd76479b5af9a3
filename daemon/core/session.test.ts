import { suite } from "uvu";
import * as assert from "uvu/assert";
import { THANKS_MS } from "./request.ts";
import { AGENT, ANSWER, CONTACT, EVENT_TYPES, eventFor, FINGERPRINT, OTHER_CONTACT, STATE_NAMES, sample } from "./session.samples.ts";
import { CLOSED_MS, CONNECTING_MS, HOLD_MS, REPLY_MS, restoredSession, step, WRAPUP_MS } from "./session.ts";
import type { Effect, EventType, SessionEvent } from "./session-event.ts";
import { type Session, type StateName, TRANSITIONS } from "./session-state.ts";

const NOW = 5000;
const types = (effects: readonly Effect[]) => effects.map(({ type }) => type);
const run = (state: Session, event: SessionEvent) => step(state, event, NOW);

/** Steps through events and gives the last state with all effects. */
function walk(state: Session, ...events: SessionEvent[]): { state: Session; effects: Effect[] } {
  const effects: Effect[] = [];
  for (const event of events) {
    const next = step(state, event, NOW);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects };
}

/** Whole numbers below `n`, the same in each run. */
function seeded(seed: number): (n: number) => number {
  return (n) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * n);
  };
}

const isRefused = (effects: readonly Effect[]) => effects.length === 1 && effects[0]?.type === "event/refuse";

// ---- every pair of state and event ----

const ANYWHERE: EventType[] = [
  "question/closed",
  "desk/online",
  "desk/offline",
  "media/ready",
  "media/resumed",
  "media/gone",
  "media/troubled",
];
const FRONT: EventType[] = [
  "customer/left",
  "question/opened",
  "customer/opened",
  "customer/talked",
  "customer/closed",
  "host/shown",
  "desk/queued",
  "desk/accepted",
  "desk/ended",
];
const LINE: EventType[] = [
  "customer/left",
  "question/opened",
  "customer/opened",
  "customer/closed",
  "customer/ended",
  "host/shown",
  "desk/queued",
  "desk/offered",
  "desk/accepted",
  "desk/ended",
];
const SERVED: EventType[] = [
  "customer/left",
  "question/opened",
  "customer/opened",
  "customer/closed",
  "customer/ended",
  "host/shown",
  "desk/accepted",
  "desk/interrupted",
  "desk/ended",
  "call/renewed",
];

/** What each state accepts, written down apart from the rules. */
const LEGAL: Readonly<Record<StateName, readonly EventType[]>> = {
  idle: ["customer/opened", "customer/talked", "host/shown", "desk/queued", "desk/accepted", "desk/ended"],
  panel: FRONT,
  choosing: FRONT,
  callback: FRONT,
  closed: [...FRONT, "timer/fired"],
  queued: [...LINE, "desk/refused", "timer/fired"],
  offered: LINE,
  connecting: [...SERVED, "desk/queued", "call/answered", "media/failed", "timer/fired"],
  live: [...SERVED, "media/connected", "media/dead", "media/failed", "console/ended", "console/media"],
  lost: [...SERVED, "desk/queued", "media/connected", "media/failed", "console/ended", "timer/fired"],
  wrapup: [...FRONT.filter((type) => type !== "customer/left" && type !== "question/opened"), "customer/rated", "timer/fired"],
};

const table = suite("session: states × events");

for (const name of STATE_NAMES) {
  for (const type of EVENT_TYPES) {
    const isLegal = ANYWHERE.includes(type) || LEGAL[name].includes(type);
    table(`${isLegal ? "accepts" : "refuses"} ${type} in ${name}`, () => {
      const state = sample(name);
      const { state: next, effects } = run(state, eventFor(type, name));
      if (isLegal) {
        assert.not(isRefused(effects), JSON.stringify(effects));
        assert.ok(next.name === name || TRANSITIONS[name].includes(next.name), `${name} → ${next.name}`);
      } else {
        assert.is(next, state);
        assert.ok(isRefused(effects), JSON.stringify(effects));
      }
    });
  }
}

table("refuses every event about another contact while one lasts", () => {
  for (const name of ["queued", "offered", "connecting", "live", "lost"] as const) {
    for (const type of EVENT_TYPES) {
      const event = eventFor(type, name);
      if (!("contact" in event) || type === "customer/talked") continue;
      const state = sample(name);
      const { state: next, effects } = run(state, { ...event, contact: OTHER_CONTACT } as SessionEvent);
      assert.is(next, state);
      assert.ok(isRefused(effects), `${type} in ${name}`);
    }
  }
});

table("refuses a timer that does not run", () => {
  for (const name of STATE_NAMES) {
    const state = sample(name);
    for (const timer of ["reply", "connecting", "hold", "rest"] as const) {
      const { effects } = run(state, { type: "timer/fired", name: timer });
      const own = eventFor("timer/fired", name);
      const runs = LEGAL[name].includes("timer/fired") && own.type === "timer/fired" && own.name === timer;
      assert.is(isRefused(effects), !runs, `${timer} in ${name}`);
    }
  }
});

table("never throws, never leaves the table and never changes its argument, whatever comes in whatever order", () => {
  const random = seeded(20_261_122);
  // Ways forward come up as often as all else together, or chance would never get as far as a call.
  const forward: EventType[] = ["customer/talked", "desk/accepted", "media/ready", "media/offered", "call/answered", "call/trusted"];
  const pick = (from: readonly EventType[]) => from[random(from.length)] as EventType;
  let state: Session = sample("idle");
  const seen = new Set<StateName>();
  for (let n = 0; n < 50_000; n++) {
    const type = random(2) === 0 ? pick(EVENT_TYPES) : pick([...forward, "media/connected"]);
    const call = "call" in state ? state.call : 1;
    const event = { ...eventFor(type, state.name), ...(type.startsWith("call/") ? { call } : {}) } as SessionEvent;
    const frozen = JSON.stringify(state);
    const { state: next } = step(state, random(20) === 0 && "contact" in event ? { ...event, contact: OTHER_CONTACT } : event, n);
    assert.is(JSON.stringify(state), frozen);
    assert.ok(next.name === state.name || TRANSITIONS[state.name].includes(next.name), `${state.name} → ${next.name} on ${type}`);
    seen.add(next.name);
    state = next;
  }
  assert.is(seen.size, STATE_NAMES.length - 2, `all but the reserved choosing and callback: ${[...seen].join()}`);
});

table.run();

// ---- the moves themselves ----

const moves = suite("session: moves");
const answered: SessionEvent = { type: "call/answered", contact: CONTACT, call: 1, answer: ANSWER };
const trusted: SessionEvent = { type: "call/trusted", contact: CONTACT, call: 1, answer: ANSWER };
const offered: SessionEvent = { type: "media/offered", sdp: "v=0", fingerprint: FINGERPRINT };
const accepted: SessionEvent = { type: "desk/accepted", contact: CONTACT, epoch: 4, agent: AGENT, iceServers: [] };

moves("goes from the gesture to the goodbye", () => {
  const names: StateName[] = [];
  let state: Session = sample("idle");
  const events: SessionEvent[] = [
    { type: "customer/opened" },
    { type: "customer/talked", contact: CONTACT },
    { type: "desk/queued", contact: CONTACT, position: 1, etaSeconds: 5 },
    { type: "desk/offered", contact: CONTACT, epoch: 4 },
    accepted,
    offered,
    answered,
    trusted,
    { type: "media/connected" },
    { type: "customer/ended" },
    { type: "customer/rated", resolved: true },
    { type: "customer/closed" },
  ];
  for (const event of events) {
    state = run(state, event).state;
    names.push(state.name);
  }
  const expected = "panel queued queued offered connecting connecting connecting connecting live wrapup wrapup idle";
  assert.is(names.join(" "), expected);
});

moves("a question comes to the front and leaves the panel as it was, unless the customer has moved it meanwhile", () => {
  const asked = run(sample("live"), { type: "question/opened" });
  assert.equal([asked.state.surface, types(asked.effects)], ["panel", ["surface/show"]]);
  const over = run(asked.state, { type: "question/closed", back: "box" });
  assert.equal([over.state.surface, types(over.effects)], ["box", ["surface/show"]]);
  const swiped = walk(asked.state, { type: "host/shown", mode: "box" }, { type: "question/closed", back: "panel" });
  assert.equal([swiped.state.surface, swiped.effects], ["box", []]);
  assert.equal(run(sample("live", { surface: "panel" }), { type: "question/opened" }).effects, []);
  const ended = run(sample("wrapup"), { type: "question/closed", back: "panel" });
  assert.equal([ended.state.surface, ended.effects], ["box", []], "it was over with the contact");
});

moves("whoever is left alone loses everything, and a fresh panel is painted before it is hidden", () => {
  const from = (name: StateName) => run(sample(name), { type: "customer/left" });
  const live = from("live");
  assert.equal(types(live.effects), ["lease/end", "mark/set", "console/end", "desk/end", "media/stop", "surface/show"]);
  const end = live.effects.find((effect) => effect.type === "desk/end");
  assert.ok(end?.type === "desk/end" && end.by === "device" && end.reason === "left alone");
  assert.equal(types(from("offered").effects), ["lease/end", "desk/cancel"]);
  for (const name of ["panel", "queued", "offered", "connecting", "live", "lost"] as const) {
    const { state } = from(name);
    assert.equal([state.name, state.surface, state.notice], ["panel", "panel", "left-alone"], name);
  }
  assert.is(from("closed").state.name, "idle");
});

moves("a gesture on the glass opens the panel, and a swipe up closes it", () => {
  const open = run(sample("idle"), { type: "host/shown", mode: "panel" });
  assert.is(open.state.name, "panel");
  assert.equal(types(open.effects), [], "the host shows it already");
  const shut = run(open.state, { type: "host/shown", mode: "hidden" });
  assert.is(shut.state.name, "idle");
  assert.equal(types(shut.effects), ["lease/end"]);
});

moves("asking promises the rights before the desk hears of it and waits for a word", () => {
  const { state, effects } = run(sample("panel"), { type: "customer/talked", contact: CONTACT });
  assert.is(state.name, "queued");
  assert.equal(effects, [
    { type: "lease/promise", contact: CONTACT },
    { type: "desk/request", contact: CONTACT },
    { type: "mark/set", contact: CONTACT, name: "requested" },
    { type: "timer/set", name: "reply", ms: REPLY_MS },
  ]);
});

moves("no desk: the request waits with a notice, then says honestly that nobody can be reached", () => {
  const asked = run(sample("panel", { online: false }), { type: "customer/talked", contact: CONTACT });
  assert.is(asked.state.notice, "desk-unreachable");
  const late = run(asked.state, { type: "timer/fired", name: "reply" });
  assert.is(late.state.name, "closed");
  assert.is(late.state.notice, "desk-unreachable");
  assert.equal(types(late.effects), ["lease/end", "desk/cancel", "timer/clear", "timer/set"]);
});

moves("the desk comes back while we wait: the notice goes, and a desk without memory is asked again", () => {
  const waiting = sample("queued", { online: false, notice: "desk-unreachable" });
  const resumed = run(waiting, { type: "desk/online", resumed: true });
  assert.is(resumed.state.notice, null);
  assert.equal(types(resumed.effects), []);
  const fresh = run(waiting, { type: "desk/online", resumed: false });
  assert.equal(fresh.effects, [{ type: "desk/request", contact: CONTACT }]);
});

moves("the desk refuses: closed, with the rights gone, and gone by itself after a while", () => {
  const { state, effects } = run(sample("queued"), { type: "desk/refused", contact: CONTACT, code: "closed" });
  assert.is(state.name, "closed");
  assert.is(state.notice, "no-agent");
  assert.equal(effects.at(-1), { type: "timer/set", name: "rest", ms: CLOSED_MS });
  assert.is(run(state, { type: "timer/fired", name: "rest" }).state.name, "idle");
});

moves("an offer that is withdrawn puts the contact back in line with its rights still promised", () => {
  const { state, effects } = run(sample("offered"), { type: "desk/queued", contact: CONTACT, position: 1, etaSeconds: null });
  assert.is(state.name, "queued");
  assert.equal(types(effects), [], "the desk has answered already: no deadline");
  assert.is(run(state, { type: "desk/offered", contact: CONTACT, epoch: 9 }).state.name, "offered");
});

moves("cancelling goes back to the panel, or to the app when the panel is not in view", () => {
  const fromPanel = run(sample("queued"), { type: "customer/ended" });
  assert.is(fromPanel.state.name, "panel");
  assert.ok(types(fromPanel.effects).includes("desk/cancel"));
  const fromBox = run(sample("offered", { surface: "box" }), { type: "customer/ended" });
  assert.is(fromBox.state.name, "idle");
  assert.is(fromBox.state.surface, "hidden");
});

moves("acceptance names the participant before the call begins, and shows the box", () => {
  const { state, effects } = run(sample("offered"), accepted);
  assert.equal(effects, [
    { type: "lease/bind", contact: CONTACT, participant: "ann" },
    { type: "call/start", contact: CONTACT, call: 1, iceServers: [] },
    { type: "surface/show", mode: "box" },
    { type: "timer/set", name: "connecting", ms: CONNECTING_MS },
  ]);
  assert.is(state.surface, "box");
  assert.is(state.media, "busy");
});

moves("a slow path is given as long as the config says", () => {
  const { effects } = step(sample("offered"), accepted, 1000, 45_000);
  assert.equal(effects.at(-1), { type: "timer/set", name: "connecting", ms: 45_000 });
});

moves("acceptance before media is warm waits for it", () => {
  const early = run(sample("offered", { media: "absent" }), accepted);
  assert.not(types(early.effects).includes("call/start"));
  const ready = run(early.state, { type: "media/ready" });
  assert.equal(types(ready.effects), ["call/start"]);
});

moves("media gets an answer only after it was checked", () => {
  const checking = run(sample("connecting"), answered);
  assert.equal(types(checking.effects), ["call/check"]);
  assert.ok(isRefused(run(checking.state, { type: "media/connected" }).effects), "nothing connects unchecked");
  assert.ok(isRefused(run(checking.state, answered).effects), "a second answer is refused");
  assert.equal(types(run(checking.state, trusted).effects), ["call/accept"]);
});

moves("an answer that cannot be trusted ends the contact with its own notice and a word to the desk", () => {
  const checking = run(sample("connecting"), answered).state;
  const { state, effects } = run(checking, { type: "call/distrusted", contact: CONTACT, call: 1, reason: "fingerprint" });
  assert.is(state.notice, "not-trusted");
  assert.is(state.name, "panel");
  assert.equal(types(effects), ["lease/end", "mark/set", "desk/end", "media/stop", "surface/show", "timer/clear"]);
  assert.equal(effects[2], { type: "desk/end", contact: CONTACT, by: "device", reason: "fingerprint" });
});

moves("an answer to an older call is refused", () => {
  const second = sample("connecting", { call: 2 });
  assert.ok(isRefused(run(second, answered).effects));
  assert.ok(isRefused(run(sample("connecting", { call: 2, stage: "check" }), trusted).effects));
});

moves("connected: the desk knows, the console is told what it sees, no deadline is left", () => {
  const { state, effects } = run(sample("connecting", { stage: "transport" }), { type: "media/connected" });
  assert.is(state.name, "live");
  assert.equal(types(effects), ["desk/connected", "console/describe", "timer/clear"]);
});

moves("an agent who never connects ends in a notice on the panel", () => {
  const { state, effects } = run(sample("connecting"), { type: "timer/fired", name: "connecting" });
  assert.is(state.name, "panel");
  assert.is(state.surface, "panel");
  assert.is(state.notice, "call-lost");
  assert.ok(types(effects).includes("desk/end"));
  const noMedia = run(sample("connecting", { stage: "media", media: "absent" }), { type: "timer/fired", name: "connecting" });
  assert.is(noMedia.state.notice, "media-failed");
  assert.not(types(noMedia.effects).includes("media/stop"));
});

moves("an agent who never connects goes back in line when the desk says so, and the rights wait for the next", () => {
  const { state, effects } = run(sample("connecting"), { type: "desk/queued", contact: CONTACT, position: 1, etaSeconds: null });
  assert.is(state.name, "queued");
  assert.equal(types(effects), ["lease/unbind", "media/stop", "timer/clear"]);
  assert.is(state.media, "absent");
});

moves("the end while connecting goes back to the app at once", () => {
  const { state, effects } = run(sample("connecting"), { type: "customer/ended" });
  assert.is(state.name, "idle");
  assert.is(types(effects)[0], "lease/end", "rights go first");
  assert.ok(types(effects).includes("media/stop"));
  assert.ok(types(effects).includes("desk/end"));
});

moves("media that dies in a call begins a new call of the same contact", () => {
  const died = run(sample("live"), { type: "media/gone" });
  assert.is(died.state.name, "connecting");
  assert.is(died.state.notice, "reconnecting");
  const back = walk(died.state, { type: "media/ready" }, offered);
  assert.equal(types(back.effects), ["call/start", "call/offer"]);
  const offer = back.effects[1];
  assert.ok(offer?.type === "call/offer" && offer.call === 2 && offer.contact === CONTACT);
});

moves("a transport that failed begins a new call, in a fresh media process", () => {
  const { state, effects } = run(sample("live"), { type: "media/failed" });
  assert.is(state.name, "connecting");
  assert.equal(effects, [{ type: "media/stop" }, { type: "timer/set", name: "connecting", ms: HOLD_MS }]);
});

moves("a dead heartbeat is told to the desk and heals by itself, by a new offer, or not at all", () => {
  const dead = run(sample("live"), { type: "media/dead" });
  assert.is(dead.state.name, "lost");
  assert.is(dead.state.notice, "reconnecting");
  assert.equal(types(dead.effects), ["desk/interrupted", "timer/set"]);
  assert.is(run(dead.state, { type: "media/connected" }).state.name, "live");
  const renewed = run(dead.state, { type: "call/renewed", contact: CONTACT });
  assert.is(renewed.state.name, "connecting");
  assert.ok(types(renewed.effects).includes("media/stop"));
  const over = run(dead.state, { type: "timer/fired", name: "hold" });
  assert.is(over.state.name, "wrapup");
  assert.is(over.state.notice, "call-lost");
});

moves("a console that is gone for the desk does not end a call that is direct", () => {
  const live = sample("live");
  const { state } = run(live, { type: "desk/interrupted", contact: CONTACT, holdMs: 60_000 });
  assert.is(state, live);
  const lost = run(sample("lost"), { type: "desk/interrupted", contact: CONTACT, holdMs: 45_000 });
  assert.equal(lost.effects, [{ type: "timer/set", name: "hold", ms: 45_000 }]);
});

moves("a reloaded console gets a new call; before the offer went out it needs none", () => {
  const renew: SessionEvent = { type: "call/renewed", contact: CONTACT };
  assert.is(run(sample("live"), renew).state.name, "connecting");
  const waiting = sample("connecting", { stage: "offer" });
  assert.is(run(waiting, renew).state, waiting);
  const again = run(sample("connecting", { stage: "transport" }), renew);
  assert.ok(again.state.name === "connecting" && again.state.call === 2 && again.state.stage === "media");
});

moves("a desk that is gone mid-contact changes nothing but the online flag, and hears of the call when it is back", () => {
  const gone = run(sample("live"), { type: "desk/offline" });
  assert.is(gone.state.name, "live");
  assert.is(gone.state.online, false);
  const back = run(gone.state, { type: "desk/online", resumed: false });
  assert.equal(back.effects, [{ type: "desk/connected", contact: CONTACT }]);
});

moves("the end by the customer closes rights, console, desk and call in this order", () => {
  const { state, effects } = run(sample("live"), { type: "customer/ended" });
  assert.is(state.name, "wrapup");
  assert.is(state.notice, "ended");
  assert.equal(types(effects), ["lease/end", "mark/set", "console/end", "desk/end", "media/stop", "timer/set"]);
  assert.equal(effects.at(-1), { type: "timer/set", name: "rest", ms: WRAPUP_MS });
});

moves("the end by the agent is the same by either way, and told to the one who does not know", () => {
  const byDesk = run(sample("live"), { type: "desk/ended", contact: CONTACT, by: "agent", reason: "done" });
  assert.is(byDesk.state.notice, "agent-ended");
  assert.ok(types(byDesk.effects).includes("console/end"));
  assert.not(types(byDesk.effects).includes("desk/end"));
  const byConsole = run(sample("live"), { type: "console/ended", reason: "done" });
  assert.is(byConsole.state.notice, "agent-ended");
  assert.ok(types(byConsole.effects).includes("desk/end"));
  assert.not(types(byConsole.effects).includes("console/end"));
});

moves("the desk's echo of an end that is known here changes nothing and says nothing", () => {
  for (const name of ["wrapup", "panel", "idle", "closed"] as const) {
    const state = sample(name);
    const echo = run(state, { type: "desk/ended", contact: CONTACT, by: "customer", reason: "ended at the device" });
    assert.is(echo.state, state, name);
    assert.equal(echo.effects, [], name);
  }
});

moves("a place in line that was held over a reboot is forgotten when the desk has ended it", () => {
  const { state, effects } = run(sample("idle", { held: CONTACT }), { type: "desk/ended", contact: CONTACT, by: "desk", reason: "" });
  assert.is(state.held, null);
  assert.equal(effects, []);
});

moves("the customer's answer goes to the desk with its contact, and the goodbye stays for the thanks", () => {
  const { state, effects } = run(sample("wrapup"), { type: "customer/rated", resolved: false });
  assert.is(state.name, "wrapup");
  assert.equal(effects, [
    { type: "desk/feedback", contact: CONTACT, resolved: false },
    { type: "timer/set", name: "rest", ms: THANKS_MS },
  ]);
});

moves("the next contact starts fresh, straight from the last one's goodbye", () => {
  const { state } = run(sample("wrapup"), { type: "customer/talked", contact: OTHER_CONTACT });
  assert.ok(state.name === "queued" && state.contact === OTHER_CONTACT && !state.isConfirmed);
});

moves("another agent's acceptance after a loss binds the rights anew; a repeated one is refused", () => {
  const bob: SessionEvent = { ...accepted, epoch: 7, agent: { id: "bob", name: "Bob" } };
  const { state, effects } = run(sample("lost"), bob);
  assert.is(state.name, "connecting");
  assert.is(types(effects)[0], "lease/bind");
  const repeat: SessionEvent = { type: "desk/accepted", contact: CONTACT, epoch: 3, agent: AGENT, iceServers: [] };
  assert.ok(isRefused(run(sample("connecting"), repeat).effects));
});

moves("a contact that nobody here asked for is cancelled or ended, so that no agent waits", () => {
  const queued = run(sample("idle"), { type: "desk/queued", contact: OTHER_CONTACT, position: 1, etaSeconds: null });
  assert.equal(queued.effects, [{ type: "desk/cancel", contact: OTHER_CONTACT }]);
  const taken = run(sample("panel"), { ...accepted, contact: OTHER_CONTACT });
  assert.equal(types(taken.effects), ["desk/end"]);
  assert.is(taken.state.name, "panel");
});

moves("during a contact the customer always sees at least the box", () => {
  const { state, effects } = run(sample("live"), { type: "host/shown", mode: "hidden" });
  assert.is(state.surface, "box");
  assert.equal(effects, [{ type: "surface/show", mode: "box" }]);
});

moves("sound that fails is said in words, other trouble only in the log", () => {
  assert.is(run(sample("live"), { type: "media/troubled", code: "sound" }).state.notice, "sound-failed");
  assert.is(run(sample("live"), { type: "media/troubled", code: "frames" }).state.notice, null);
});

moves("the face is shown by what the agent says to send", () => {
  const { state } = run(sample("live"), { type: "console/media", camera: true, microphone: true });
  assert.ok(state.name === "live" && state.agentCamera && state.agentMicrophone);
});

moves.run();

// ---- after a start ----

const restart = suite("session: restart");

restart("without a journal it rests", () => {
  assert.is(restoredSession(null, true).state.name, "idle");
});

restart("in the same boot a call is looked for and goes on when media still has it", () => {
  const { state, effects } = restoredSession(sample("live"), true);
  assert.is(state.name, "lost");
  assert.equal(effects, [{ type: "timer/set", name: "hold", ms: HOLD_MS }]);
  const back = walk(state, { type: "media/resumed" }, { type: "media/connected" });
  assert.is(back.state.name, "live");
  assert.equal(types(back.effects), ["desk/connected", "console/describe", "timer/clear"]);
});

restart("a call that had only begun is begun again under a new number, as is one whose media is new", () => {
  const begun = restoredSession(sample("connecting"), true).state;
  const stopped = run(begun, { type: "media/resumed" });
  assert.equal(types(stopped.effects), ["media/stop"]);
  assert.is(stopped.state.name, "lost");
  for (const state of [stopped.state, restoredSession(sample("live"), true).state]) {
    const again = run(state, { type: "media/ready" });
    assert.ok(again.state.name === "connecting" && again.state.call === 2);
    assert.ok(types(again.effects).includes("call/start"));
  }
});

restart("in the same boot the place in line is kept and asked for again", () => {
  const { state, effects } = restoredSession(sample("offered"), true);
  assert.ok(state.name === "queued" && state.contact === CONTACT && !state.isConfirmed);
  assert.equal(types(effects), ["timer/set"]);
  assert.equal(types(run(state, { type: "desk/online", resumed: false }).effects), ["desk/request"]);
});

restart("after a reboot only the place in line is left, and it needs a touch", () => {
  const { state, effects } = restoredSession(sample("queued"), false);
  assert.is(state.name, "idle");
  assert.is(state.held, CONTACT);
  assert.equal(effects, []);
  const told = run(state, { type: "desk/queued", contact: CONTACT, position: 1, etaSeconds: null });
  assert.equal(told.effects, [], "the place is not given up");
  const asked = run(state, { type: "customer/talked", contact: OTHER_CONTACT });
  assert.ok(asked.state.name === "queued" && asked.state.contact === CONTACT && asked.state.held === null);
});

restart("after a reboot a call is over, and the desk is told", () => {
  const { state, effects } = restoredSession(sample("live"), false);
  assert.is(state.name, "idle");
  assert.equal(types(effects), ["lease/end", "desk/end"]);
});

restart.run();
