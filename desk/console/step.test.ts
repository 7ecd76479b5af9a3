import { test } from "uvu";
import * as assert from "uvu/assert";
import type { DeskToConsole } from "#protocol/desk-console";
import { STALE_MS } from "./contact-view.ts";
import { deedOfKey, type Key } from "./shortcuts.ts";
import { type ConsoleEvent, type ConsoleState, type Deed, type Effect, START } from "./state.ts";
import { step } from "./step.ts";
import { CALL_SETUP_MS, RENEW_EVERY_MS } from "./step-desk.ts";
import { en } from "./strings.en.ts";
import { sampleCard, sampleOffer, sampleWelcome, seeded } from "./testing/samples.ts";
import { consoleView } from "./view-model.ts";

const contact = "contact-1";
const certificate = { device: "kiosk-7", publicKey: "key", signature: "signature" };
const callOffer = (call = 1) => ({ type: "call/offer", contact, call, sdp: "v=0", nonce: "n", certificate }) as const;
const desk = (message: DeskToConsole): ConsoleEvent => ({ type: "desk", message });
const agent = (deed: Deed): ConsoleEvent => ({ type: "agent", deed });
const picture = { lastAtMs: 100, latencyMs: 80, fps: 30, isHidden: false, isWhole: true, width: 1280, height: 808 };

/** Runs events one after the other at one moment, and gives the last state with all effects. */
function run(events: readonly ConsoleEvent[], from: ConsoleState = START, now = 100): { state: ConsoleState; effects: Effect[] } {
  const effects: Effect[] = [];
  let state = from;
  for (const event of events) {
    const next = step(state, event, now);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects };
}

const online: ConsoleEvent = { type: "link", status: "online", words: "" };
const ready = run([online, desk(sampleWelcome()), { type: "key-seen", isChanged: false }, { type: "shift", isGiven: true }]).state;
const offered = run([desk(sampleOffer())], ready).state;
const accepted = run([agent({ kind: "accept" }), desk({ type: "contact/accepted", contact, epoch: 1, iceServers: [] })], offered).state;
const live = run(
  [
    desk(callOffer()),
    { type: "call/answered", call: 1 },
    { type: "call/trusted", call: 1 },
    { type: "call/open", call: 1 },
    { type: "tick", picture },
  ],
  accepted,
).state;
const view = (state: ConsoleState, now = 100) => {
  const shown = consoleView(state, now, en);
  if (shown.page !== "desk") throw new Error(`the desk's page should show, not ${shown.page}`);
  return shown;
};
const types = (effects: readonly Effect[]) => effects.map(({ type }) => type);

test("the card of an offer and of a contact follows the customer's page, and one that is over stays as it was", () => {
  const moved = { ...sampleCard().context, page: "Check-in: your name", health: "good" as const, healthNotes: [] };
  const told = (id = contact) => desk({ type: "contact/context", contact: id, context: moved });
  const pageOf = (rows: readonly { term: string; value: string }[] | undefined) =>
    rows?.find(({ term }) => term === en.card.page)?.value ?? "";
  const [before, after] = ["Check-in: card PIN", moved.page];
  assert.equal(
    [offered, run([told()], offered).state].map((state) => pageOf(view(state).offer?.rows)),
    [before, after],
  );
  assert.is(pageOf(view(run([told()], accepted).state).contact?.rows), after);
  const shown = view(run([told()], live).state).contact;
  assert.equal([pageOf(shown?.rows), shown?.notes], [after, []]);
  assert.is(pageOf(view(run([told("contact-2")], live).state).contact?.rows), before, "of another contact");
  const ended = run([told(), desk({ type: "contact/ended", contact, by: "customer", reason: "" })], live).state;
  const late = run([desk({ type: "contact/context", contact, context: { ...moved, page: "Welcome" } })], ended).state;
  assert.is(pageOf(view(late).wrapup?.rows), after);
});

test("without a sign-in the form shows; its faults are named", () => {
  const signedOut = run([{ type: "link", status: "signed-out", words: "" }]).state;
  assert.equal(consoleView(signedOut, 0, en), { page: "sign-in", fault: "", isBusy: false });
  const busy = run([agent({ kind: "sign-in", name: " maria ", password: "x" })], signedOut);
  assert.equal(busy.effects, [{ type: "sign/in", name: "maria", password: "x" }]);
  const wrong = run([{ type: "sign-in-failed", fault: { kind: "too-many", retryS: 30 } }], busy.state).state;
  assert.match(JSON.stringify(consoleView(wrong, 0, en)), /wait 30 seconds/);
});

test("signed out in a contact: everything of it ends", () => {
  const { state, effects } = run([{ type: "link", status: "signed-out", words: "" }], live);
  assert.equal(types(effects), ["ring/stop", "call/close", "sources/close"]);
  assert.equal([state.contact, state.agent, state.signInFault], [null, null, { kind: "signed-out" }]);
});

test("an offer rings, warms the camera and is marked", () => {
  const { effects } = run([desk(sampleOffer())], ready);
  assert.equal(types(effects), ["ring/start", "sources/open", "mark"]);
  assert.equal(view(offered, 5100).offer?.left, "15 seconds left");
  assert.is(view(offered).offer?.canAccept, true);
});

test("an offer is accepted once", () => {
  const twice = run([agent({ kind: "accept" }), agent({ kind: "accept" }), agent({ kind: "decline" })], offered);
  assert.equal(
    twice.effects.filter(({ type }) => type === "desk/send"),
    [{ type: "desk/send", message: { type: "offer/accept", contact, epoch: 1 } }],
  );
});

test("a declined or withdrawn offer lets go of camera and microphone", () => {
  const declined = run([agent({ kind: "decline" })], offered);
  assert.ok(types(declined.effects).includes("sources/close"));
  assert.is(declined.state.offer, null);
  const stale = run([desk({ type: "offer/withdrawn", contact, epoch: 7, reason: "" })], offered);
  assert.is(stale.state.offer, offered.offer);
});

test("the acceptance the desk refuses ends the offer with its words", () => {
  const { state } = run(
    [agent({ kind: "accept" }), desk({ type: "link/error", code: "stale-offer", message: "this offer is over", refused: contact })],
    offered,
  );
  assert.is(state.offer, null);
  assert.match(view(state).notices[0]?.text ?? "", /this offer is over/);
});

test("without a shift certificate, or with a doubted operator key, nothing can be accepted or answered", () => {
  const noShift = run([{ type: "shift", isGiven: false }], offered).state;
  assert.is(view(noShift).offer?.canAccept, false);
  const doubted = run([{ type: "key-seen", isChanged: true }], accepted).state;
  assert.ok(view(doubted).keyWarning);
  assert.equal(run([desk(callOffer())], doubted).effects, []);
  assert.equal(run([agent({ kind: "trust-key" })], doubted).effects, [{ type: "key/trust", key: "operator" }]);
});

test("a call goes on from offer to answer to confirmation, and no step is taken twice", () => {
  const called = run([desk(callOffer()), desk(callOffer())], accepted);
  assert.equal(types(called.effects), ["picture/clock", "call/answer"]);
  const claims = {
    contact,
    deviceFingerprint: "",
    consoleFingerprint: "",
    role: "device",
    deviceNonce: "",
    consoleNonce: "",
    expiresMs: 0,
  } as const;
  const confirm = { type: "call/confirm", contact, call: 1, claims, signature: "s" } as const;
  assert.equal(run([desk(confirm)], called.state).effects, []);
  const answered = run([{ type: "call/answered", call: 1 }], called.state).state;
  assert.equal(types(run([desk(confirm)], answered).effects), ["call/confirm"]);
  assert.equal(types(run([desk({ ...confirm, call: 2 })], answered).effects), []);
});

test("what the device says before its proof is checked stays behind the proof", () => {
  const { state } = run([{ type: "call/trusted", call: 1 }], live);
  assert.is(state.contact?.stage, "live");
});

test("a newer call takes the place of the older, whose late words are not heard", () => {
  const { state } = run([desk(callOffer(2)), { type: "call/silent", call: 1, isSilent: true }, { type: "call/open", call: 1 }], live);
  assert.equal([state.contact?.call, state.contact?.stage, state.contact?.isLost], [2, "calling", false]);
});

test("a distrusted device ends the contact and says why until it is read", () => {
  const { state, effects } = run([{ type: "call/distrusted", call: 1, reason: "claims" }], live);
  assert.ok(types(effects).includes("call/close"));
  assert.is(state.contact, null);
  const later = run([{ type: "tick", picture: null }], state, 1e9).state;
  assert.ok(view(later).notices[0]?.isGrave);
});

test("a lost device is called again every five seconds while the desk is there", () => {
  const lost = run([{ type: "call/silent", call: 1, isSilent: true }], live).state;
  assert.is(view(lost).contact?.veil?.kind, "lost");
  const renews = (from: ConsoleState, now: number) => run([{ type: "tick", picture }], from, now);
  const first = renews(lost, 200);
  assert.equal(first.effects, [{ type: "desk/send", message: { type: "call/renew", contact } }]);
  assert.equal(renews(first.state, 200 + RENEW_EVERY_MS - 1).effects, []);
  assert.is(renews(first.state, 200 + RENEW_EVERY_MS).effects.length, 1);
  const away = run([{ type: "link", status: "connecting", words: "" }], lost).state;
  assert.equal(renews(away, 9000).effects, []);
  const back = run([{ type: "call/silent", call: 1, isSilent: false }], first.state).state;
  assert.is(view(back).contact?.badge.kind, "live");
});

test("a new call that is coming about is left alone while it may, and one that failed is tried again", () => {
  const lost = run([{ type: "call/silent", call: 1, isSilent: true }], live).state;
  const calling = run([desk(callOffer(2))], lost, 1000).state;
  const renews = (from: ConsoleState, now: number) => run([{ type: "tick", picture }], from, now).effects.length;
  assert.is(renews(calling, 1000 + CALL_SETUP_MS - 1), 0);
  assert.is(renews(calling, 1000 + CALL_SETUP_MS), 1);
  const failed = run([{ type: "call/failed", call: 2 }], calling, 2000).state;
  assert.is(renews(failed, 2000 + RENEW_EVERY_MS - 1), 0);
  assert.is(renews(failed, 2000 + RENEW_EVERY_MS), 1);
  const open = run([{ type: "call/open", call: 2 }], calling, 3000).state;
  assert.equal([open.contact?.isLost, renews(open, 1e6)], [false, 0]);
});

test("the badge tells live, hidden and stale; the agent always knows how old the picture is", () => {
  assert.equal([view(live).contact?.badge.text, view(live).contact?.latency, view(live).contact?.fps], ["Live", "80 ms", "30 fps"]);
  const hiddenByWord = run([{ type: "call/message", call: 1, message: { type: "view/state", state: "hidden", reason: "" } }], live).state;
  const hiddenByStrip = run([{ type: "tick", picture: { ...picture, isHidden: true } }], live).state;
  for (const state of [hiddenByWord, hiddenByStrip])
    assert.equal([view(state).contact?.badge.kind, view(state).contact?.veil?.kind], ["hidden", "hidden"]);
  assert.is(view(live, 100 + STALE_MS).contact?.badge.kind, "live");
  assert.is(view(live, 101 + STALE_MS).contact?.badge.kind, "stale");
});

test("the first stripe and the whole picture are told to the device and marked", () => {
  const { effects } = run([{ type: "picture/seen", what: "stripe", atMs: 50 }], live);
  assert.equal(effects, [
    { type: "call/send", message: { type: "view/seen", what: "stripe", atMs: 50 } },
    { type: "mark", contact, name: "screen-first-stripe", atMs: 50 },
  ]);
});

test("End tells the device first, then the desk, then closes", () => {
  const { state, effects } = run([agent({ kind: "end" })], live);
  assert.equal(types(effects), ["call/send", "desk/send", "call/close", "sources/close"]);
  assert.equal([view(state).contact, view(state).wrapup?.ended], [null, "You have ended it."]);
});

test("the end can come from the device, the desk, or both", () => {
  const byDevice = run([{ type: "call/message", call: 1, message: { type: "contact/ended", by: "customer", reason: "" } }], live).state;
  assert.is(view(byDevice).wrapup?.ended, "The customer has ended it.");
  const both = run([desk({ type: "contact/ended", contact, by: "network", reason: "" })], byDevice).state;
  assert.is(view(both).wrapup?.ended, "The customer has ended it.");
  assert.is(run([desk({ type: "contact/closed", contact })], both).state.wrapup, null);
});

test("a device that ends the contact is quoted, nobody else is", () => {
  const ended = (by: "device" | "desk") =>
    view(run([desk({ type: "contact/ended", contact, by, reason: "the fingerprints differ" })], live).state);
  assert.match(JSON.stringify(ended("device")), /The device has ended it\. It says: the fingerprints differ/);
  assert.not.match(JSON.stringify(ended("desk")), /fingerprints/);
});

test("wrap-up is sent once, and can be sent again when the desk refused it", () => {
  const ended = run([agent({ kind: "end" })], live).state;
  const finish = agent({ kind: "finish", disposition: "resolved", notes: "n".repeat(5000) });
  const sent = run([finish, finish], ended);
  assert.is(sent.effects.length, 1);
  assert.match(JSON.stringify(sent.effects), /"n{4000}"/);
  assert.not(run([desk({ type: "link/error", code: "invalid", message: "no" })], sent.state).state.wrapup?.isSending);
});

test("after a reload the running contact is taken up with a new call", () => {
  const { state, effects } = run([
    online,
    desk(sampleWelcome({ active: sampleCard() })),
    desk({ type: "contact/accepted", contact, epoch: 1, iceServers: [] }),
  ]);
  assert.ok(types(effects).includes("sources/open"));
  assert.equal(effects.at(-1), { type: "desk/send", message: { type: "call/renew", contact } });
  assert.is(view(state).contact?.veil?.kind, "wait");
});

test("a new session with the desk leaves a running call alone", () => {
  const again = [
    online,
    desk(sampleWelcome({ active: sampleCard() })),
    desk({ type: "contact/accepted", contact, epoch: 1, iceServers: [] }),
  ];
  const { state, effects } = run(again, live);
  assert.not(effects.some(({ type }) => type === "desk/send" || type === "call/close"));
  assert.is(state.contact?.stage, "live");
});

test("a desk that knows of no contact any more ends it here too", () => {
  const { state, effects } = run([online, desk(sampleWelcome())], live);
  assert.ok(types(effects).includes("call/close"));
  assert.is(state.contact, null);
});

test("keys mean what the list says, and nothing while one types", () => {
  const key = (name: string, changes: Partial<Key> = {}): Key => ({
    key: name,
    shiftKey: false,
    isCommand: false,
    target: "page",
    ...changes,
  });
  assert.equal(deedOfKey(offered, key("Enter")), { kind: "accept" });
  assert.is(deedOfKey(offered, key("Enter", { target: "button" })), null);
  assert.equal(deedOfKey(live, key("m")), { kind: "toggle", source: "microphone" });
  assert.equal(deedOfKey(live, key("E", { shiftKey: true })), { kind: "end" });
  assert.is(deedOfKey(live, key("m", { target: "text" })), null);
  assert.is(deedOfKey(live, key("m", { isCommand: true })), null);
  assert.equal(deedOfKey(live, key("t")), { kind: "ask-control" });
  assert.is(deedOfKey(live, key("t", { target: "text" })), null);
  assert.is(deedOfKey(START, key("a")), null);
});

/** Everything that may happen, in any order. */
const events: readonly ConsoleEvent[] = [
  online,
  { type: "link", status: "connecting", words: "" },
  { type: "link", status: "replaced", words: "" },
  { type: "link", status: "refused", words: "no" },
  { type: "link", status: "signed-out", words: "" },
  { type: "signed-in" },
  { type: "key-seen", isChanged: true },
  { type: "shift", isGiven: true },
  { type: "shift", isGiven: false },
  { type: "source", kind: "camera", state: "on" },
  { type: "source", kind: "microphone", state: "refused" },
  { type: "unreadable" },
  { type: "call/answered", call: 1 },
  { type: "call/trusted", call: 1 },
  { type: "call/open", call: 1 },
  { type: "call/failed", call: 1 },
  { type: "call/distrusted", call: 1, reason: "signature" },
  { type: "call/silent", call: 1, isSilent: true },
  { type: "call/message", call: 1, message: { type: "view/state", state: "unavailable", reason: "x" } },
  { type: "call/message", call: 1, message: { type: "contact/ended", by: "device", reason: "" } },
  {
    type: "call/message",
    call: 1,
    message: { type: "control/state", state: "asking", reason: "waiting-for-answer", kinds: ["type"], grant: 0 },
  },
  {
    type: "call/message",
    call: 1,
    message: { type: "control/state", state: "granted", reason: "allowed", kinds: [], grant: 1, endsInMs: 9 },
  },
  { type: "call/message", call: 1, message: { type: "control/refused", why: "too-many", count: 3 } },
  { type: "paste-too-long" },
  { type: "picture/seen", what: "whole", atMs: 1 },
  { type: "sound-blocked", isBlocked: true },
  { type: "tick", picture },
  { type: "tick", picture: null },
  desk(sampleWelcome()),
  desk(sampleWelcome({ active: sampleCard(), wrapup: sampleCard("contact-0") })),
  desk(sampleOffer()),
  desk(sampleOffer("contact-2", 3)),
  desk({ type: "contact/accepted", contact, epoch: 1, iceServers: [] }),
  desk({ type: "contact/active", contact }),
  desk({ type: "contact/interrupted", contact, holdMs: 60_000 }),
  desk({ type: "contact/ended", contact, by: "desk", reason: "" }),
  desk({ type: "contact/closed", contact }),
  desk(callOffer()),
  desk({ type: "link/error", code: "internal", message: "no", refused: contact }),
  agent({ kind: "accept" }),
  agent({ kind: "decline" }),
  agent({ kind: "end" }),
  agent({ kind: "toggle", source: "camera" }),
  agent({ kind: "finish", disposition: "other", notes: "" }),
  agent({ kind: "ask-control" }),
  agent({ kind: "release-control" }),
  agent({ kind: "trust-key" }),
  agent({ kind: "hear" }),
  agent({ kind: "shortcuts", areShown: true }),
];

test("in 40,000 random events nothing throws, and the page always has something true to show", () => {
  const next = seeded(11);
  let state = START;
  for (let round = 0; round < 40_000; round++) {
    const event = events[Math.floor(next() * events.length)] as ConsoleEvent;
    state = step(state, event, round).state;
    const shown = consoleView(state, round, en);
    assert.ok(state.notices.length <= 4);
    assert.not(state.contact !== null && state.offer !== null, "no offer beside a contact");
    if (shown.page === "desk") assert.ok([shown.offer, shown.contact, shown.wrapup, shown.idle].some((part) => part !== null));
  }
});

test.run();
