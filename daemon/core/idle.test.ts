import { suite } from "uvu";
import * as assert from "uvu/assert";
import { IDLE_MS, type Idle, type IdleEvent, isPresent, STILL_THERE_MS, step, watchedFrom } from "./idle.ts";
import { bindLeases, endControl, grantControl, heldUntil, hideScreen, NO_LEASES, promiseLeases, restoredLeases } from "./lease.ts";
import { isSameCall, rightsChanged, willOf } from "./rights.ts";
import { CONTACT, STATE_NAMES, sample } from "./session.samples.ts";

const test = suite("idle");
const NOW = 50_000;
const time = (changes: Partial<Extract<IdleEvent, { type: "time" }>> = {}): IdleEvent => ({
  type: "time",
  isPresent: true,
  isAsked: false,
  number: 4,
  ...changes,
});
const at = (state: Idle, event: IdleEvent, now: number) => step(state, event, now, IDLE_MS);
const types = ({ effects }: ReturnType<typeof step>) => effects.map(({ type }) => type);
const asked = () => at(watchedFrom(NOW), time(), NOW + IDLE_MS).state;

test("asks after a minute without a touch, once", () => {
  assert.equal(types(at(watchedFrom(NOW), time(), NOW + IDLE_MS - 1)), []);
  const { state, effects } = at(watchedFrom(NOW), time(), NOW + IDLE_MS);
  assert.equal([effects, state.question?.number], [[{ type: "question/open" }], 4]);
  assert.equal(types(at(state, time({ number: 5 }), NOW + IDLE_MS + 1000)), []);
});

test("any touch anywhere answers, and begins the minute anew", () => {
  const { state, effects } = at(asked(), { type: "touched" }, NOW + IDLE_MS + 5000);
  assert.equal(effects, [{ type: "question/close" }]);
  assert.equal(types(at(state, time(), NOW + 2 * IDLE_MS + 4999)), []);
  assert.equal(types(at(state, time(), NOW + 2 * IDLE_MS + 5000)), ["question/open"]);
  assert.equal(types(at(watchedFrom(NOW), { type: "touched" }, NOW + 1)), []);
});

test("nobody answers within 20 s: everything ends", () => {
  assert.equal(types(at(asked(), time(), NOW + IDLE_MS + STILL_THERE_MS - 1)), []);
  assert.equal(types(at(asked(), time(), NOW + IDLE_MS + STILL_THERE_MS)), ["customer/leave"]);
});

test("waits for another question to end, and for nobody where nobody asked for help", () => {
  assert.equal(types(at(watchedFrom(NOW), time({ isAsked: true }), NOW + IDLE_MS)), []);
  assert.equal(types(at(watchedFrom(NOW), time({ isPresent: false }), NOW + IDLE_MS)), []);
  assert.equal(types(at(asked(), time({ isPresent: false }), NOW + IDLE_MS + 1)), ["question/close"]);
});

test("somebody's help is on the glass in a panel, a line or a contact; ends go away by themselves", () => {
  const present = STATE_NAMES.filter((name) => isPresent(sample(name)));
  assert.equal(present, ["panel", "choosing", "queued", "offered", "connecting", "live", "lost", "callback"]);
});

const leases = bindLeases(promiseLeases(NO_LEASES, CONTACT, ["view", "hear"]), CONTACT, "ann");

test("control is a lease with an end, held by one participant, and is not taken up after a restart", () => {
  const given = grantControl(leases, ["touch"], "ann", NOW + 5);
  assert.equal(
    [heldUntil(given, "touch", "ann"), heldUntil(given, "type", "ann"), heldUntil(given, "touch", "bob")],
    [NOW + 5, null, null],
  );
  const more = grantControl(given, ["touch", "type"], "ann", NOW + 9);
  assert.is(more.held.filter(({ kind }) => kind === "touch").length, 1);
  assert.equal(endControl(more), leases);
  assert.equal(restoredLeases(more, true), leases);
});

test("the desk hears of every right that begins or ends, and whose will it was", () => {
  const told = (...args: Parameters<typeof rightsChanged>) =>
    rightsChanged(...args).map(({ right, change, by }) => `${right} ${change} ${by}`);
  assert.equal(told(NO_LEASES, leases, "device"), ["view granted customer", "hear granted customer"]);
  assert.equal(told(leases, hideScreen(leases), "customer"), ["view ended customer"]);
  assert.equal(told(leases, grantControl(leases, ["type"], "ann", 9), "device"), ["type granted customer"]);
  assert.equal(told(leases, NO_LEASES, "agent"), ["view ended agent", "hear ended agent"]);
  assert.equal(told(leases, leases, "agent"), []);
  assert.equal(told(NO_LEASES, hideScreen(NO_LEASES), "customer"), []);
});

test("whose will an event is", () => {
  assert.is(willOf({ type: "customer/ended" }), "customer");
  assert.is(willOf({ type: "customer/left" }), "device");
  assert.is(willOf({ type: "console/ended", reason: "" }), "agent");
  assert.is(willOf({ type: "desk/ended", contact: CONTACT, by: "customer", reason: "" }), "customer");
  assert.is(willOf({ type: "desk/ended", contact: CONTACT, by: "network", reason: "" }), "device");
  assert.is(willOf({ type: "media/gone" }), "device");
});

test("a call is the same as long as nothing of it was lost", () => {
  assert.ok(isSameCall(sample("live"), sample("live", { agentCamera: true })));
  assert.not(isSameCall(sample("live"), sample("live", { call: 2 })));
  assert.not(isSameCall(sample("live"), sample("live", { agent: { id: "bob", name: "Bob" } })));
  assert.not(isSameCall(sample("live"), sample("lost")));
  assert.not(isSameCall(sample("lost"), sample("live")));
});

test.run();
