import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ControlReason, ControlState } from "#protocol/common";
import { deviceToConsole } from "#protocol/peer";
import { controlRefused, controlTold, inputRight, NO_CONTROL, type Refusal } from "./control.ts";
import { controlView } from "./control-view.ts";
import { readDeviceMessage } from "./guards.ts";
import { deedOfKey } from "./shortcuts.ts";
import { type ConsoleEvent, type ConsoleState, type Contact, type Deed, START } from "./state.ts";
import { step } from "./step.ts";
import { en } from "./strings.en.ts";
import { sampleCard } from "./testing/samples.ts";

type Told = Parameters<typeof controlTold>[0];
const picture = { lastAtMs: 100, latencyMs: 80, fps: 30, isHidden: false, isWhole: true, width: 1280, height: 808 };
const told = (state: ControlState, reason: ControlReason, changes: Partial<Told> = {}): Told => ({
  type: "control/state",
  state,
  reason,
  kinds: ["touch", "type"],
  grant: 7,
  ...changes,
});
const contact: Contact = {
  card: sampleCard(),
  iceServers: [],
  call: 1,
  stage: "live",
  acceptedMs: 0,
  liveMs: 0,
  view: null,
  deviceOffsetMs: null,
  control: NO_CONTROL,
  isLost: false,
  heldUntilMs: null,
  renewAtMs: 0,
  picture,
};
const live: ConsoleState = { ...START, signIn: "done", link: { status: "online", words: "" }, contact };
const from = (message: Extract<ConsoleEvent, { type: "call/message" }>["message"], call = 1): ConsoleEvent => ({
  type: "call/message",
  call,
  message,
});
const after = (state: ConsoleState, event: ConsoleEvent, now = 100) => step(state, event, now).state;
const deed = (state: ConsoleState, kind: "ask-control" | "release-control", now = 100) =>
  step(state, { type: "agent", deed: { kind } }, now);
const control = (state: ConsoleState) => state.contact?.control ?? NO_CONTROL;
const view = (state: ConsoleState, now = 100) => controlView(state.contact as Contact, now, en);
const sends = (message: object) => [{ type: "call/send", message }];

test("a question is put once, and again only when nothing was heard of it", () => {
  const asked = deed(live, "ask-control");
  assert.equal(asked.effects, sends({ type: "control/ask", kinds: ["touch", "type"] }));
  assert.equal(deed(asked.state, "ask-control", 5099).effects, []);
  assert.is(view(asked.state, 5099).action.isEnabled, false);
  assert.is(deed(asked.state, "ask-control", 5100).effects.length, 1);
  const declined = after(asked.state, from(told("none", "declined", { kinds: [] })));
  assert.is(view(declined).action.isEnabled, true);
});

test("while the customer is left in peace the button waits and says for how long; after three refusals it stays shut", () => {
  const again = (reason: ControlReason, askAgainInMs?: number) =>
    after(live, from(told("none", reason, { kinds: [], ...(askAgainInMs === undefined ? {} : { askAgainInMs }) })), 1000);
  const declined = again("declined", 20_000);
  assert.equal([view(declined, 1000).hint, view(declined, 1000).action.isEnabled], ["You can ask again in 0:20.", false]);
  assert.is(view(declined, 20_500).hint, "You can ask again in 0:01.");
  assert.equal(deed(declined, "ask-control", 20_999).effects, []);
  assert.equal([view(declined, 21_000).hint, view(declined, 21_000).action.isEnabled], ["", true]);
  assert.is(deed(declined, "ask-control", 21_000).effects.length, 1);
  const tooOften = again("asked-too-often", 5000);
  assert.match(view(tooOften, 5999).text, "left in peace for now");
  assert.match(view(tooOften, 6000).text, "ask the customer");
  for (const forGood of [again("declined-for-good"), again("declined-for-good", 40_000)]) {
    assert.equal([view(forGood, 3_600_000).action.isEnabled, view(forGood, 1000).hint], [false, ""]);
    assert.match(view(forGood).text, "not asked again in this contact");
    assert.equal(deed(forGood, "ask-control", 3_600_000).effects, []);
  }
});

test("only a call that runs can be asked through; what is held or asked can be taken back at any time", () => {
  for (const change of [{ isLost: true }, { stage: "checking" }] as const) {
    const state = { ...live, contact: { ...contact, ...change } };
    assert.equal([deed(state, "ask-control").effects, view(state).action.isEnabled], [[], false]);
  }
  assert.equal(deed(live, "release-control").effects, []);
  for (const state of ["asking", "granted", "paused"] as const) {
    const held = after(live, from(told(state, "allowed")));
    assert.equal(deed(held, "ask-control").effects, []);
    assert.equal(deed(held, "release-control").effects, sends({ type: "control/release" }));
  }
});

test("the same key asks and gives back", () => {
  const key = { key: "t", shiftKey: false, isCommand: false, target: "page" } as const;
  assert.equal(deedOfKey(live, key), { kind: "ask-control" } satisfies Deed);
  assert.equal(deedOfKey(after(live, from(told("paused", "getting-ready"))), key), { kind: "release-control" } satisfies Deed);
});

test("each state has its own words and its own way on", () => {
  const shown = (state: ControlState, reason: ControlReason, changes: Partial<Told> = {}) => {
    const { text, action, rights } = view(after(live, from(told(state, reason, changes))));
    return [text, action.label, ...rights.map((right) => right.text)];
  };
  assert.equal(shown("none", "not-asked", { kinds: [] })[1], "Ask for control");
  assert.equal(shown("asking", "waiting-for-answer"), [
    "Waiting for the customer's answer",
    "Take the question back",
    "Touch: asked",
    "Type: asked",
  ]);
  assert.equal(shown("granted", "allowed"), ["You can touch and type", "Give control back", "Touch: allowed", "Type: allowed"]);
  assert.equal(shown("granted", "allowed", { kinds: ["touch"] }), [
    "You can touch",
    "Give control back",
    "Touch: allowed",
    "Type: not allowed",
  ]);
  assert.equal(shown("granted", "allowed", { kinds: ["type"] }), [
    "You can type",
    "Give control back",
    "Touch: not allowed",
    "Type: allowed",
  ]);
  assert.equal(shown("paused", "customer-touching"), ["The customer is touching", "Give control back", "Touch: paused", "Type: paused"]);
});

test("with the help panel in front, only keys wait", () => {
  const { text, hint, rights } = view(after(live, from(told("granted", "help-in-front"))));
  assert.equal([text, ...rights.map((right) => right.state)], ["You can touch and type", "granted", "paused"]);
  assert.match(hint, "keys wait");
  const touchOnly = view(after(live, from(told("granted", "help-in-front", { kinds: ["touch"] }))));
  assert.equal(touchOnly.hint, "");
});

test("every reason is one sentence of its own", () => {
  const sentences = Object.values(en.control.reasons);
  assert.is(new Set(sentences).size, sentences.length);
  assert.ok(sentences.every((sentence) => sentence.length > 0));
});

test("the time left counts down on the page's own clock", () => {
  const state = after(live, from(told("granted", "allowed", { endsInMs: 65_000 })), 1000);
  assert.equal([view(state, 1000).left, view(state, 61_000).left, view(state, 99_000).left], ["1:05 left", "0:05 left", "0:00 left"]);
  assert.is(view(after(live, from(told("granted", "allowed")))).left, "");
});

test("why nothing happens is said for a moment, and not of what was on its way when a grant ended", () => {
  const granted = after(live, from(told("granted", "allowed")));
  const refused = after(granted, from({ type: "control/refused", why: "own-surface", count: 2 }));
  assert.match(view(refused, 4099).refused, "help panel's own place");
  assert.is(view(refused, 4100).refused, "");
  assert.is(view(after(refused, from(told("paused", "help-in-front")))).refused, "");
  for (const state of ["none", "asking", "paused"] as const) {
    assert.is(controlRefused(controlTold(told(state, "allowed"), 0), "not-granted", 0).refused, null);
  }
});

test("a customer's touch is said at the picture, and the field keeps the focus meanwhile", () => {
  const paused = view(after(live, from(told("paused", "customer-touching"))));
  assert.equal([paused.overPicture, paused.canType, paused.canTouch], ["The customer is touching", true, true]);
  assert.is(view(after(live, from(told("granted", "allowed")))).overPicture, "");
  assert.is(view(after(live, from(told("asking", "waiting-for-answer")))).canType, false);
});

test("events may be sent only while granted, connected and seen", () => {
  const granted = { ...contact, control: controlTold(told("granted", "allowed"), 0) };
  assert.equal(inputRight(granted), { grant: 7, kinds: ["touch", "type"] });
  assert.is(inputRight(null), null);
  const without: Partial<Contact>[] = [
    { isLost: true },
    { stage: "trusted" },
    { view: { state: "hidden", reason: "" } },
    { view: { state: "unavailable", reason: "" } },
    { picture: null },
    { picture: { ...picture, isHidden: true } },
    { picture: { ...picture, lastAtMs: null } },
    ...(["none", "asking", "paused"] as const).map((state) => ({ control: controlTold(told(state, "allowed"), 0) })),
  ];
  for (const change of without) assert.is(inputRight({ ...granted, ...change }), null, JSON.stringify(change));
});

test("a new call begins without control, until the device says how it stands; an older call's word is not heard", () => {
  const granted = after(live, from(told("granted", "allowed")));
  const certificate = { device: "kiosk-7", publicKey: "key", signature: "signature" };
  const offer = { type: "call/offer", contact: contact.card.contact, call: 2, sdp: "v=0", nonce: "n", certificate } as const;
  const renewed = after(granted, { type: "desk", message: offer });
  assert.equal(control(renewed), NO_CONTROL);
  assert.equal(control(after(renewed, from(told("granted", "allowed"), 1))), NO_CONTROL);
  assert.is(control(after(renewed, from(told("none", "call-interrupted", { kinds: [] }), 2))).reason, "call-interrupted");
});

test("the guards know every word of the protocol, and no other", () => {
  const words = (schema: { anyOf: readonly { const: string }[] }) => schema.anyOf.map((one) => one.const);
  const { state, reason } = deviceToConsole["control/state"].properties as never as Record<string, { anyOf: { const: string }[] }>;
  const { why } = deviceToConsole["control/refused"].properties as never as Record<string, { anyOf: { const: string }[] }>;
  if (!state || !reason || !why) throw new Error("the schemas must name state, reason and why");
  for (const one of words(state)) assert.ok(readDeviceMessage(JSON.stringify(told(one as ControlState, "allowed"))), one);
  for (const one of words(reason)) assert.ok(readDeviceMessage(JSON.stringify(told("none", one as ControlReason))), one);
  for (const one of words(why))
    assert.ok(readDeviceMessage(JSON.stringify({ type: "control/refused", why: one as Refusal, count: 1 })), one);
  const bad: object[] = [
    { ...told("none", "allowed"), state: "owned" },
    { ...told("none", "allowed"), kinds: ["touch", "type", "touch"] },
    { ...told("none", "allowed"), grant: -1 },
    { ...told("none", "allowed"), endsInMs: "soon" },
    { ...told("none", "allowed"), askAgainInMs: -1 },
    { ...told("none", "allowed"), more: 1 },
    { type: "control/refused", why: "because", count: 1 },
  ];
  for (const one of bad) assert.is(readDeviceMessage(JSON.stringify(one)), null, JSON.stringify(one));
});

test.run();
