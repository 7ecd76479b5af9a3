import { Worker } from "node:worker_threads";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { DEFAULT_LIMITS } from "../../core/contact-state.ts";
import { verifyChain } from "./audit-chain.ts";
import type { ContactRecord, DeskStore, DeviceFacts } from "./port.ts";
import { isNameTaken, isStoreUnusable } from "./port.ts";

/** What the suite needs of an implementation. */
export interface StoreUnderTest {
  readonly store: DeskStore;
  /** Address by which another process opens the same store. */
  readonly address: string;
  /** Moves the store's clock. */
  advance(ms: number): void;
  /** A second connection, as another process would have after a crash of the first. */
  reopen(): DeskStore;
  /** Changes the facts of an audit row behind the store's back. */
  forgeAudit(seq: number): void;
  cutAudit(afterSeq: number): void;
  close(): Promise<void>;
}

export const CONTEXT: DeviceFacts = { app: "check-in", page: "Name", locale: "en", health: "good", healthNotes: [], version: "1" };

/** Runs the numbered promises of a DeskStore (facts of the desk) against one implementation. */
export function deskStoreConformance(name: string, open: () => Promise<StoreUnderTest>): { run(): void } {
  const test = suite<{ under: StoreUnderTest; store: DeskStore }>(`${name} keeps the promises of a DeskStore`);
  test.before.each(async (context) => {
    context.under = await open();
    context.store = context.under.store;
  });
  test.after.each(async ({ under }) => under.close());

  async function addAgents(store: DeskStore, ...names: string[]): Promise<void> {
    for (const agent of names) {
      await store.addAccount({ name: agent, label: agent, role: "agent", passwordHash: "x" });
      await store.agentOnline(agent);
      await store.agentState(agent, "available");
    }
  }
  async function addDevice(store: DeskStore, key: string): Promise<string> {
    const code = Buffer.from(`code of ${key}`);
    await store.addEnrolCode(code, 60_000, "admin");
    const result = await store.enrol(code, { publicKey: key, label: key, model: "m", serial: "s" });
    if (!result.ok) throw new Error(result.code);
    return result.device.id;
  }
  async function queue(store: DeskStore, contact: string, priority = 0): Promise<string> {
    const device = await addDevice(store, `key-${contact}`);
    await store.request(contact, device, CONTEXT, priority);
    return device;
  }
  async function state(store: DeskStore, contact: string): Promise<ContactRecord> {
    const record = await store.contact(contact);
    if (!record) throw new Error(`no contact ${contact}`);
    return record;
  }

  test("1: assignments of racing workers are distinct", async ({ store, under }) => {
    const agents = Array.from({ length: 60 }, (_, i) => `agent${i}`);
    await addAgents(store, ...agents);
    for (let i = 0; i < 80; i++) await queue(store, `c${i}`);
    const racers = [1, 2, 3].map(
      () => new Worker(new URL("./claim-racer.js", import.meta.url), { workerData: { address: under.address } }),
    );
    const claims = (
      await Promise.all(
        racers.map(
          (racer) =>
            new Promise<{ contact: string; agent: string }[]>((resolve, reject) => {
              racer.once("message", resolve);
              racer.once("error", reject);
            }),
        ),
      )
    ).flat();
    assert.is(claims.length, 60);
    assert.is(new Set(claims.map(({ contact }) => contact)).size, 60);
    assert.is(new Set(claims.map(({ agent }) => agent)).size, 60);
  });

  test("2: an agent never has two open offers", async ({ store }) => {
    await addAgents(store, "maria");
    await queue(store, "a");
    await queue(store, "b");
    assert.is((await store.claim())?.after.id, "a");
    assert.is(await store.claim(), null);
    let isRefused = false;
    await store.change("b", { type: "offer", agent: "maria" }, "desk").catch(() => {
      isRefused = true;
    });
    assert.ok(isRefused, "the index refuses what the routing should never do");
  });

  test("3: a stale epoch is refused", async ({ store, under }) => {
    await addAgents(store, "maria");
    await queue(store, "a");
    await store.claim();
    under.advance(DEFAULT_LIMITS.offerMs);
    await store.change("a", { type: "expire" }, "desk");
    under.advance(DEFAULT_LIMITS.refusalMs);
    assert.is((await store.claim())?.after.epoch, 2);
    const stale = await store.change("a", { type: "accept", agent: "maria", epoch: 1 }, "maria");
    assert.is(!stale.ok && stale.code, "stale-offer");
    assert.ok((await store.change("a", { type: "accept", agent: "maria", epoch: 2 }, "maria")).ok);
  });

  test("4: an expired offer returns to the front of its priority", async ({ store, under }) => {
    await addAgents(store, "maria", "ben");
    await queue(store, "first");
    await queue(store, "second");
    await store.agentState("ben", "away");
    await store.claim();
    assert.equal(await store.due(), []);
    under.advance(DEFAULT_LIMITS.offerMs);
    assert.equal(await store.due(), ["first"]);
    await store.change("first", { type: "expire" }, "desk");
    assert.equal(
      (await store.floor()).line.map(({ id }) => id),
      ["first", "second"],
    );
    await store.agentState("maria", "away");
    await store.agentState("ben", "available");
    assert.is((await store.claim())?.after.id, "first");
  });

  test("5: priority, then first in, first out; what nobody can take blocks nobody", async ({ store }) => {
    await addAgents(store, "maria", "ben", "eva");
    const gone = await queue(store, "absent", 9);
    await store.change("absent", { type: "lost", part: "device" }, gone);
    await queue(store, "a");
    await queue(store, "b");
    await queue(store, "urgent", 5);
    const order = [await store.claim(), await store.claim(), await store.claim()].map((claim) => claim?.after.id);
    assert.equal(order, ["urgent", "a", "b"]);
  });

  test("6: a desk that dies between offer and accept loses neither contact nor place", async ({ store, under }) => {
    await addAgents(store, "maria");
    const device = await queue(store, "a");
    await queue(store, "b");
    await store.claim();
    const next = under.reopen();
    await next.restart();
    assert.is((await state(next, "a")).state, "queued");
    await next.agentOnline("maria");
    assert.is(await next.claim(), null, "its device has not come back yet");
    await next.request("a", device, CONTEXT);
    const claim = await next.claim();
    assert.equal([claim?.after.id, claim?.after.epoch], ["a", 2]);
    await next.close();
  });

  test("7: the audit chain verifies; edits and a cut tail are found", async ({ store, under }) => {
    await addAgents(store, "maria");
    await queue(store, "a");
    await store.claim();
    const rows = await store.auditRows(0, 1000);
    assert.equal(verifyChain(rows), { ok: true, rows: rows.length });
    assert.ok(rows.some(({ act, subject }) => act === "contact.offer" && subject === "a"));
    const last = rows.at(-1);
    if (!last) throw new Error("no rows");
    under.cutAudit(rows.length - 1);
    const cut = verifyChain(await store.auditRows(0, 1000), last);
    assert.equal(cut, { ok: false, seq: rows.length, why: "missing" });
    under.forgeAudit(2);
    assert.equal(verifyChain(await store.auditRows(0, 1000)), { ok: false, seq: 2, why: "edited" });
  });

  test("8: acknowledged means present after the store is opened anew", async ({ store, under }) => {
    await queue(store, "a");
    const next = under.reopen();
    assert.is((await state(next, "a")).state, "queued");
    assert.ok((await next.auditRows(0, 1000)).some(({ act }) => act === "contact.requested"));
    await next.close();
  });

  test("14: deadlines go by the store's clock alone", async ({ store, under }) => {
    await addAgents(store, "maria");
    await queue(store, "a");
    const until = (await store.claim())?.after.untilMs ?? 0;
    assert.is(until - (await state(store, "a")).requestedMs, DEFAULT_LIMITS.offerMs);
    under.advance(DEFAULT_LIMITS.offerMs - 1);
    const early = await store.change("a", { type: "expire" }, "desk");
    assert.is(!early.ok && early.code, "not-due");
  });

  test("15: every call may be repeated", async ({ store }) => {
    await addAgents(store, "maria");
    const device = await queue(store, "a");
    const again = await store.request("a", device, CONTEXT);
    assert.ok(again.ok && !again.isNew && again.record.state === "queued");
    await store.claim();
    for (let i = 0; i < 2; i++) assert.ok((await store.change("a", { type: "accept", agent: "maria", epoch: 1 }, "maria")).ok);
    for (let i = 0; i < 2; i++) assert.ok((await store.change("a", { type: "end", by: "agent", reason: "" }, "maria")).ok);
    for (let i = 0; i < 2; i++) assert.ok((await store.change("a", { type: "wrapup", agent: "maria" }, "maria")).ok);
    assert.is((await store.auditRows(0, 1000)).filter(({ act }) => act === "contact.accept").length, 1);
    const mark = { name: "gesture", machine: "device", boot: "b1", atMs: 5 } as const;
    for (let i = 0; i < 2; i++) await store.addMarks("a", device, [mark]);
    assert.is((await store.marks("a")).length, 1);
  });

  test("a second desk on the same store is refused while the first serves", async ({ store, under }) => {
    await store.restart();
    const second = under.reopen();
    const error = await second.restart().catch((reason: unknown) => reason);
    assert.ok(isStoreUnusable(error));
    await store.close();
    await second.restart();
    await second.close();
  });

  test("a request with another device's contact is refused", async ({ store }) => {
    await queue(store, "a");
    const other = await addDevice(store, "other");
    assert.equal(await store.request("a", other, CONTEXT), { ok: false, code: "id-taken" });
  });

  test("a new request of a device ends its older one", async ({ store }) => {
    const device = await queue(store, "a");
    const result = await store.request("b", device, CONTEXT);
    assert.ok(result.ok && result.ended?.after.id === "a");
    assert.is((await state(store, "a")).state, "closed");
    assert.is((await store.openContactOfDevice(device))?.id, "b");
  });

  test("an enrolment code works once, in time, and answers a repeated call the same", async ({ store, under }) => {
    const code = Buffer.from("one");
    await store.addEnrolCode(code, 1000, "admin");
    const facts = { publicKey: "k1", label: "Front desk", model: "m", serial: "s" };
    assert.equal(await store.enrol(Buffer.from("two"), facts), { ok: false, code: "unknown-code" });
    const first = await store.enrol(code, facts);
    assert.ok(first.ok);
    assert.equal(await store.enrol(code, facts), first);
    assert.equal(await store.enrol(code, { ...facts, publicKey: "k2" }), { ok: false, code: "used-code" });
    const late = Buffer.from("late");
    await store.addEnrolCode(late, 1000, "admin");
    under.advance(1000);
    assert.equal(await store.enrol(late, { ...facts, publicKey: "k3" }), { ok: false, code: "expired-code" });
  });

  test("a sign-in ends in time, on sign-out and with a new password", async ({ store, under }) => {
    await addAgents(store, "maria");
    const tokens = ["t1", "t2", "t3"].map((token) => Buffer.from(token));
    const [one, two, three] = tokens as [Buffer, Buffer, Buffer];
    for (const token of tokens) await store.addLogin(token, "maria", 1000);
    assert.is((await store.login(one))?.role, "agent");
    await store.removeLogin(one);
    assert.is(await store.login(one), null);
    await store.setPassword("maria", "y");
    assert.is(await store.login(two), null);
    await store.addLogin(three, "maria", 1000);
    under.advance(1000);
    assert.is(await store.login(three), null);
  });

  test("an account's name is taken once", async ({ store }) => {
    await addAgents(store, "maria");
    const error = await addAgents(store, "maria").catch((reason: unknown) => reason);
    assert.ok(isNameTaken(error));
    assert.is(await store.setPassword("nobody", "y"), false);
  });

  test("marks are told on the desk's clock once the offset is known", async ({ store }) => {
    const device = await queue(store, "a");
    await store.addMarks("a", device, [{ name: "gesture", machine: "device", boot: "b1", atMs: 100 }]);
    await store.addMarks("a", "desk", [{ name: "queued", machine: "desk", boot: "b9", atMs: 5150 }]);
    assert.is((await store.marks("a")).find(({ name }) => name === "gesture")?.deskMs, null);
    await store.setClockOffset(device, "b1", 5000, 2);
    assert.equal(
      (await store.marks("a")).map(({ name, deskMs, errorMs }) => [name, deskMs, errorMs]),
      [
        ["gesture", 5100, 2],
        ["queued", 5150, 0],
      ],
    );
  });

  test("what became of each right is in the audit, and with the contact in the order it was told", async ({ store, under }) => {
    const device = await queue(store, "a");
    await queue(store, "b");
    const told = [
      { right: "touch", change: "asked", by: "agent", participant: "maria" },
      { right: "touch", change: "declined", by: "customer", participant: "maria" },
      { right: "touch", change: "asked", by: "agent", participant: "maria" },
      { right: "touch", change: "granted", by: "customer", participant: "maria" },
      { right: "type", change: "granted", by: "customer", participant: "maria" },
      { right: "touch", change: "ended", by: "device", participant: "maria" },
    ] as const;
    for (const change of told) {
      under.advance(10);
      await store.addRight("a", device, change);
      await store.addRight("a", device, change);
    }
    const kept = await store.rights("a");
    assert.equal(
      kept.map(({ right, change, by, participant }) => ({ right, change, by, participant })),
      told,
    );
    assert.equal((kept.at(-1)?.atMs ?? 0) - (kept[0]?.atMs ?? 0), 50);
    assert.equal(await store.rights("b"), []);
    const rows = await store.auditRows(0, 1000);
    assert.equal(verifyChain(rows), { ok: true, rows: rows.length });
    const granted = rows.filter(({ act }) => act === "right.granted");
    assert.equal(
      granted.map(({ actor, subject, facts }) => [actor, subject, facts]),
      ["touch", "type"].map((right) => [device, "a", JSON.stringify({ right, by: "customer", participant: "maria" })]),
    );
    const next = under.reopen();
    assert.equal(await next.rights("a"), kept);
    await next.close();
  });

  test("a device that never stops changing rights does not fill the audit", async ({ store }) => {
    const device = await queue(store, "a");
    for (let n = 0; n < 210; n++) {
      const change = n % 2 === 0 ? "granted" : "ended";
      await store.addRight("a", device, { right: "view", change, by: "device", participant: "maria" });
    }
    assert.is((await store.rights("a")).length, 200);
  });

  test("a device's own word on its system is kept, and what is new in it is in the audit once", async ({ store, under }) => {
    const device = await queue(store, "a");
    const told = async () =>
      (await store.auditRows(0, 1000))
        .filter(({ act }) => /^device\.(system|update|rolled)/.test(act))
        .map(({ act, facts }) => [act, JSON.parse(facts)]);
    assert.is((await store.device(device))?.system, null);
    const old = { version: "1.0.0", waiting: null, refused: null, rolledBack: null };
    const bad = { ...old, refused: "no network", rolledBack: { version: "1.0.1", reason: "labwc is failed" } };
    assert.is(await store.setSystem(device, old), null);
    assert.equal(await store.setSystem(device, bad), old);
    assert.equal(await store.setSystem(device, bad), bad);
    assert.equal(await told(), [
      ["device.system", { from: null, to: "1.0.0" }],
      ["device.update-refused", { reason: "no network" }],
      ["device.rolled-back", { version: "1.0.1", reason: "labwc is failed" }],
    ]);
    const next = under.reopen();
    assert.equal((await next.devices())[0]?.system, bad);
    await next.close();
    for (let n = 0; n < 100; n++) await store.setSystem(device, { ...old, version: `2.${n}` });
    assert.is((await told()).length, 30, "a device that never stops does not fill the audit");
    assert.is((await store.device(device))?.system?.version, "2.99");
    under.advance(3_600_000);
    await store.setSystem(device, old);
    assert.equal((await told()).at(-1), ["device.system", { from: "2.99", to: "1.0.0" }]);
  });

  test("a device's troubles are kept until it takes them back or starts anew", async ({ store, under }) => {
    const device = await queue(store, "a");
    const labwc = { unit: "labwc", kind: "crash-loop", sinceMs: 1000.5 } as const;
    const black = { unit: "kiosk-app", kind: "black", sinceMs: 2000 } as const;
    assert.equal(await store.setTroubles(device, "boot-1", [labwc]), { begun: [labwc], over: [] });
    under.advance(10);
    assert.equal(await store.setTroubles(device, "boot-1", [labwc, black]), { begun: [black], over: [] });
    assert.equal(await store.setTroubles(device, "boot-1", [labwc, black]), { begun: [], over: [] });
    const open = await store.openTroubles();
    assert.equal(
      open.map((one) => [one.device, one.unit, one.kind]),
      [
        [device, "labwc", "crash-loop"],
        [device, "kiosk-app", "black"],
      ],
    );
    assert.is((open[1]?.toldMs ?? 0) - (open[0]?.toldMs ?? 0), 10);
    assert.equal(await store.setTroubles(device, "boot-1", [black]), { begun: [], over: [labwc] });
    assert.equal(await store.setTroubles(device, "boot-2", [black]), { begun: [black], over: [black] });
    const next = under.reopen();
    assert.is((await next.openTroubles()).length, 1);
    await next.setTroubles(device, "boot-2", []);
    assert.equal(await next.openTroubles(), []);
    await next.close();
  });

  test("a device that never stops having troubles does not fill the store", async ({ store }) => {
    const device = await queue(store, "a");
    const sixteen = (from: number) => Array.from({ length: 16 }, (_, n) => ({ unit: "labwc", kind: "black", sinceMs: from + n }) as const);
    for (let n = 0; n < 20; n++) await store.setTroubles(device, "boot-1", sixteen(16 * n));
    assert.is((await store.openTroubles()).length, 16);
    await store.setTroubles(device, "boot-1", []);
    assert.equal(await store.openTroubles(), []);
  });

  test("a record says how long was waited, who had it and how it ended", async ({ store, under }) => {
    await addAgents(store, "maria");
    await queue(store, "a");
    under.advance(3000);
    await store.claim();
    await store.change("a", { type: "accept", agent: "maria", epoch: 1 }, "maria");
    await store.setShownWait("a", 4);
    await store.setShownWait("a", 9);
    under.advance(60_000);
    await store.change("a", { type: "end", by: "customer", reason: "done" }, "device");
    await store.setWrapup("a", "resolved", "fine");
    await store.change("a", { type: "wrapup", agent: "maria" }, "maria");
    const record = await state(store, "a");
    assert.is(record.waitedMs, 3000);
    assert.is(record.shownWaitS, 4);
    assert.equal([record.agentLabel, record.disposition, record.notes, record.ended?.by], ["maria", "resolved", "fine", "customer"]);
    assert.is(record.resolved, null, "the customer has not said anything");
    for (const resolved of [true, false]) {
      await store.setFeedback("a", resolved);
      assert.is((await state(store, "a")).resolved, resolved);
    }
    assert.equal(await store.handling(10), [{ handleS: 60, waitedS: 3, hasAbandoned: false }]);
    assert.equal(await store.countByState(), { closed: 1 });
    assert.is((await store.contacts({ agent: "maria", limit: 5 })).length, 1);
    assert.is((await store.contacts({ agent: "ben", limit: 5 })).length, 0);
  });

  return test;
}
