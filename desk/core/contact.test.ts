import { test } from "uvu";
import * as assert from "uvu/assert";
import { step } from "./contact.ts";
import {
  CONTACT_STATES,
  type Contact,
  type ContactEvent,
  type ContactState,
  DEFAULT_LIMITS,
  NEW_CONTACT,
  type RefusalCode,
  type Step,
} from "./contact-state.ts";

const NOW = 1_000_000;
const { offerMs, connectMs, holdMs, wrapupMs, refusalMs } = DEFAULT_LIMITS;

const base: Contact = { ...NEW_CONTACT, agent: "maria", epoch: 3 };
const at: Record<ContactState, Contact> = {
  queued: { ...NEW_CONTACT, epoch: 2 },
  offered: { ...base, state: "offered", untilMs: NOW + offerMs },
  accepted: { ...base, state: "accepted", untilMs: NOW + connectMs, missing: ["call"] },
  connecting: { ...base, state: "connecting", untilMs: NOW + connectMs, missing: ["call"] },
  active: { ...base, state: "active" },
  interrupted: { ...base, state: "interrupted", untilMs: NOW + holdMs, missing: ["console"] },
  wrapup: { ...base, state: "wrapup", untilMs: NOW + wrapupMs, ended: { by: "customer", reason: "" } },
  closed: { ...base, state: "closed", ended: { by: "customer", reason: "" } },
};

const events: Record<string, ContactEvent> = {
  offer: { type: "offer", agent: "maria" },
  accept: { type: "accept", agent: "maria", epoch: 3 },
  staleAccept: { type: "accept", agent: "maria", epoch: 2 },
  acceptByOther: { type: "accept", agent: "ben", epoch: 3 },
  decline: { type: "decline", agent: "maria", epoch: 3 },
  staleDecline: { type: "decline", agent: "maria", epoch: 2 },
  calling: { type: "calling" },
  connected: { type: "connected" },
  lostDevice: { type: "lost", part: "device" },
  lostConsole: { type: "lost", part: "console" },
  lostCall: { type: "lost", part: "call" },
  backDevice: { type: "back", part: "device" },
  backConsole: { type: "back", part: "console" },
  end: { type: "end", by: "customer", reason: "done" },
  wrapup: { type: "wrapup", agent: "maria" },
  wrapupByOther: { type: "wrapup", agent: "ben" },
  expire: { type: "expire" },
  restart: { type: "restart" },
};

/** The state after the event, "=" for a repeat that changes nothing, or the refusal. In the order of CONTACT_STATES. */
const table: Record<string, readonly (ContactState | "=" | RefusalCode)[]> = {
  offer: ["offered", "not-queued", "not-queued", "not-queued", "not-queued", "not-queued", "not-queued", "not-queued"],
  accept: ["stale-offer", "accepted", "=", "=", "=", "=", "stale-offer", "stale-offer"],
  staleAccept: Array(8).fill("stale-offer"),
  acceptByOther: Array(8).fill("stale-offer"),
  decline: ["stale-offer", "queued", "stale-offer", "stale-offer", "stale-offer", "stale-offer", "stale-offer", "stale-offer"],
  staleDecline: Array(8).fill("stale-offer"),
  calling: ["not-in-call", "not-in-call", "connecting", "=", "=", "=", "not-in-call", "not-in-call"],
  connected: ["not-in-call", "not-in-call", "active", "active", "=", "interrupted", "not-in-call", "not-in-call"],
  lostDevice: ["queued", "queued", "interrupted", "interrupted", "interrupted", "interrupted", "=", "="],
  lostConsole: ["=", "queued", "interrupted", "interrupted", "interrupted", "=", "=", "="],
  lostCall: ["=", "=", "=", "=", "interrupted", "interrupted", "=", "="],
  backDevice: ["=", "=", "=", "=", "=", "=", "=", "="],
  backConsole: ["=", "=", "=", "=", "=", "active", "=", "="],
  end: ["closed", "closed", "wrapup", "wrapup", "wrapup", "wrapup", "=", "="],
  wrapup: ["not-in-wrapup", "not-in-wrapup", "not-in-wrapup", "not-in-wrapup", "not-in-wrapup", "not-in-wrapup", "closed", "="],
  wrapupByOther: Array(8).fill("not-in-wrapup"),
  expire: Array(8).fill("not-due"),
  restart: ["queued", "queued", "interrupted", "interrupted", "interrupted", "interrupted", "=", "="],
};

for (const [name, event] of Object.entries(events)) {
  CONTACT_STATES.forEach((state, index) => {
    const expected = table[name]?.[index];
    test(`${name} in ${state}: ${expected}`, () => {
      const before = at[state];
      const result = step(before, event, NOW);
      if (!result.ok) return assert.is(result.code, expected);
      if (expected === "=") {
        assert.is(result.contact, before);
        return assert.equal(result.effects, []);
      }
      assert.is(result.contact.state, expected);
      assert.is.not(result.contact, before);
    });
  });
}

function taken(result: Step): Contact {
  if (!result.ok) throw new Error(`refused: ${result.code}`);
  return result.contact;
}

function effectTypes(result: Step): string[] {
  return result.ok ? result.effects.map(({ type }) => type) : [];
}

test("a whole contact from the queue to its close", () => {
  let contact = NEW_CONTACT;
  const passed: string[] = [];
  for (const event of [
    { type: "offer", agent: "maria" },
    { type: "accept", agent: "maria", epoch: 1 },
    { type: "calling" },
    { type: "connected" },
    { type: "end", by: "agent", reason: "" },
    { type: "wrapup", agent: "maria" },
  ] satisfies ContactEvent[]) {
    contact = taken(step(contact, event, NOW));
    passed.push(contact.state);
  }
  assert.equal(passed, ["offered", "accepted", "connecting", "active", "wrapup", "closed"]);
});

test("each offer has a new epoch and a deadline", () => {
  const contact = taken(step(at.queued, { type: "offer", agent: "ben" }, NOW));
  assert.is(contact.epoch, 3);
  assert.is(contact.untilMs, NOW + offerMs);
});

test("refuses to offer while the device is absent", () => {
  const absent = taken(step(at.queued, { type: "lost", part: "device" }, NOW));
  const result = step(absent, { type: "offer", agent: "ben" }, NOW);
  assert.is(result.ok, false);
  assert.is(taken(step(absent, { type: "back", part: "device" }, NOW)).untilMs, null);
});

test("refuses to accept after the deadline even when nobody has requeued it yet", () => {
  const result = step(at.offered, { type: "accept", agent: "maria", epoch: 3 }, NOW + offerMs);
  assert.is(!result.ok && result.code, "offer-expired");
});

test("a declined and a missed offer go back and are not for the same agent at once", () => {
  for (const [event, when] of [
    [events.decline, NOW],
    [events.expire, NOW + offerMs],
  ] as const) {
    const result = step(at.offered, event as ContactEvent, when);
    const contact = taken(result);
    assert.is(contact.state, "queued");
    assert.is(contact.agent, null);
    assert.equal(contact.refusals, [{ agent: "maria", untilMs: when + refusalMs }]);
    assert.equal(effectTypes(result), ["withdraw-offer"]);
  }
});

test("an offer whose console vanished goes back without blame", () => {
  assert.equal(taken(step(at.offered, { type: "lost", part: "console" }, NOW)).refusals, []);
});

test("an interrupted contact is active again only when everything is back", () => {
  let contact = taken(step(at.active, { type: "lost", part: "console" }, NOW));
  contact = taken(step(contact, { type: "lost", part: "device" }, NOW));
  assert.equal(contact.missing, ["console", "device"]);
  contact = taken(step(contact, { type: "back", part: "console" }, NOW));
  assert.is(contact.state, "interrupted");
  const result = step(contact, { type: "back", part: "device" }, NOW);
  assert.is(taken(result).state, "active");
  assert.is(taken(result).untilMs, null);
  assert.equal(effectTypes(result), ["announce-active"]);
});

test("a contact that was interrupted before its call needs the call, not just the links", () => {
  let contact = taken(step(at.connecting, { type: "lost", part: "console" }, NOW));
  contact = taken(step(contact, { type: "back", part: "console" }, NOW));
  assert.is(contact.state, "interrupted");
  assert.is(taken(step(contact, { type: "connected" }, NOW)).state, "active");
});

test("a state that is due ends by itself", () => {
  const due = (state: ContactState, untilMs: number) => taken(step(at[state], { type: "expire" }, untilMs));
  assert.is(due("accepted", NOW + connectMs).ended?.by, "network");
  assert.is(due("connecting", NOW + connectMs).state, "wrapup");
  assert.is(due("interrupted", NOW + holdMs).state, "wrapup");
  assert.match(due("interrupted", NOW + holdMs).ended?.reason ?? "", "console");
  assert.is(due("wrapup", NOW + wrapupMs).state, "closed");
  const absent = taken(step(at.queued, { type: "lost", part: "device" }, NOW));
  assert.is(taken(step(absent, { type: "expire" }, NOW + holdMs)).state, "closed");
});

test("a restart keeps the place in line and holds a running contact for both ends", () => {
  const queued = taken(step(at.offered, { type: "restart" }, NOW));
  assert.equal([queued.state, queued.agent, queued.missing, queued.epoch], ["queued", null, ["device"], 3]);
  assert.equal(taken(step(at.active, { type: "restart" }, NOW)).missing, ["device", "console"]);
  assert.equal(taken(step(at.accepted, { type: "restart" }, NOW)).missing, ["device", "console", "call"]);
});

test("invariants hold over random histories", () => {
  let seed = 7;
  const random = (n: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 16) % n;
  };
  const all = Object.values(events);
  for (let run = 0; run < 500; run++) {
    let contact = NEW_CONTACT;
    let now = NOW;
    for (let i = 0; i < 40; i++) {
      now += random(3) === 0 ? random(90_000) : 0;
      const event = all[random(all.length)] as ContactEvent;
      const fitting = event.type === "accept" || event.type === "decline" ? { ...event, epoch: contact.epoch } : event;
      const result = step(contact, fitting, now);
      if (!result.ok) continue;
      assert.ok(result.contact.epoch >= contact.epoch);
      contact = result.contact;
      const { state, agent, missing, untilMs, ended } = contact;
      assert.is(state === "queued" ? agent : null, null);
      assert.is(state === "interrupted", missing.length > 0 && !["queued", "accepted", "connecting"].includes(state));
      assert.is(["active", "closed"].includes(state), untilMs === null && (state !== "queued" || missing.length > 0));
      assert.is(["wrapup", "closed"].includes(state), ended !== null);
    }
  }
});

test.run();
