import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DaemonToHost } from "#protocol/local-host";
import { FakeClock } from "../core/fake-clock.ts";
import { FakeJournal, FakeLog, FakeOutlet } from "../core/fake-ports.ts";
import { bindLeases, NO_LEASES, promiseLeases } from "../core/lease.ts";
import { sample } from "../core/session.samples.ts";
import type { SessionEvent } from "../core/session-event.ts";
import type { Session } from "../core/session-state.ts";
import { Driver } from "./driver.ts";
import { IdleWatch } from "./idle-watch.ts";
import type { Parts } from "./parts.ts";

const IDLE_MS = 60_000;
const STILL_MS = 20_000;

/** A driver in a state, watched, with what its effects did. */
function watched(session: Session) {
  const clock = new FakeClock();
  const log = new FakeLog();
  const journal = new FakeJournal();
  const host = new FakeOutlet<DaemonToHost>();
  const done: string[] = [];
  const contact = "contact" in session ? session.contact : "none";
  journal.record = { boot: "b", session, leases: bindLeases(promiseLeases(NO_LEASES, contact, ["view"]), contact, "ann") };
  const driver = new Driver({ boot: "b", grants: ["view"], clock, log, journal });
  const shell = { url: "http://127.0.0.1:1/", renewToken: () => "fresh" };
  const parts = { driver, host, shell, clock, log } as unknown as Parts;
  let number = 0;
  let left = 0;
  const onLeft = () => void left++;
  const idle = new IdleWatch({ clock, log, idleMs: IDLE_MS, nextQuestion: () => ++number, onLeft }, parts);
  const executors = new Proxy(
    { stop() {} },
    {
      get: (target, name: string) =>
        name === "stop"
          ? target.stop
          : (effect: { mode?: string; reason?: string }) => void done.push(`${name} ${effect.mode ?? effect.reason ?? ""}`.trim()),
    },
  );
  driver.start({
    executors: executors as never,
    outputs: { follow: () => {} } as never,
    follow: () => idle.follow(driver.moment),
    tellRights: ({ right, change, by }) => done.push(`${right} ${change} ${by}`),
  });
  done.splice(0);
  return { clock, driver, idle, host, done, left: () => left, dispatch: (event: SessionEvent) => driver.dispatch(event) };
}

const test = suite("idle watch");

test("a panel that is left alone asks, then is painted anew, hidden and loaded anew", () => {
  const { clock, driver, host, done, left } = watched(sample("panel"));
  clock.advance(IDLE_MS);
  const asked = driver.facts.stillThere;
  assert.ok(asked?.kind === "still-there" && asked.secondsLeft === 20);
  clock.advance(5000);
  assert.is(driver.facts.stillThere?.secondsLeft, 15);
  clock.advance(STILL_MS);
  assert.is(driver.facts.stillThere, null);
  assert.equal([driver.session.name, driver.session.surface], ["idle", "hidden"]);
  assert.equal(done.at(-1), "surface/show hidden");
  assert.is(left(), 1, "and the app is told");
  const [welcome] = host.sent;
  assert.ok(welcome?.type === "host/welcome" && welcome.token === "fresh", "a new page for the next person");
});

test("in a contact it ends the view, tells desk and console why, and hides only what is neutral already", () => {
  const { clock, driver, done } = watched(sample("live"));
  // After a restart of the daemon the call is taken up first.
  driver.dispatch({ type: "media/resumed" });
  driver.dispatch({ type: "media/connected" });
  assert.is(driver.session.name, "live");
  done.splice(0);
  clock.advance(IDLE_MS);
  assert.is(driver.session.surface, "panel", "the question is on the panel");
  clock.advance(STILL_MS);
  assert.equal([driver.session.name, driver.session.notice], ["panel", "left-alone"], "first a fresh panel is painted");
  assert.equal(done, [
    "surface/show panel",
    "view ended device",
    ...["mark/set", "console/end left alone", "desk/end left alone", "media/stop"],
  ]);
  clock.advance(1000);
  assert.equal([driver.session.name, driver.session.surface, driver.session.notice], ["idle", "hidden", null]);
});

test("a touch anywhere answers; the panel goes back to where it was, and the call goes on", () => {
  const { clock, driver, idle } = watched(sample("live"));
  driver.dispatch({ type: "media/resumed" });
  driver.dispatch({ type: "media/connected" });
  clock.advance(IDLE_MS + 1000);
  assert.ok(driver.facts.stillThere);
  idle.touched();
  assert.equal([driver.facts.stillThere, driver.session.name, driver.session.surface], [null, "live", "box"]);
  clock.advance(STILL_MS + 1000);
  assert.is(driver.session.name, "live");
});

test("whoever comes back while the panel is being wiped keeps it", () => {
  const { clock, driver, idle, host } = watched(sample("panel"));
  clock.advance(IDLE_MS + STILL_MS);
  assert.is(driver.session.notice, "left-alone");
  idle.touched();
  clock.advance(5000);
  assert.equal([driver.session.name, driver.session.surface, host.sent.length], ["panel", "panel", 0]);
});

test("a place in line is given back", () => {
  const { clock, driver, done } = watched(sample("queued"));
  clock.advance(IDLE_MS + STILL_MS);
  assert.ok(done.includes("desk/cancel"));
  assert.is(driver.session.name, "panel");
});

test("nobody is asked where nobody asked for help, and a stopped watch leaves no deadline", () => {
  const { clock, driver, idle } = watched(sample("idle"));
  clock.advance(10 * IDLE_MS);
  assert.is(driver.facts.stillThere, null);
  driver.dispatch({ type: "customer/opened" });
  assert.is(clock.pending, 1);
  idle.stop();
  assert.is(clock.pending, 0);
});

test("the minute begins when help is opened, not when the glass was last touched", () => {
  const { clock, driver } = watched(sample("idle"));
  clock.advance(10 * IDLE_MS);
  driver.dispatch({ type: "customer/opened" });
  clock.advance(IDLE_MS - 1000);
  assert.is(driver.facts.stillThere, null);
  clock.advance(1000);
  assert.ok(driver.facts.stillThere);
});

test.run();
