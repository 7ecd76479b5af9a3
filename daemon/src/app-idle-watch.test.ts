import { suite } from "uvu";
import * as assert from "uvu/assert";
import { FakeClock } from "../core/fake-clock.ts";
import { FakeLog } from "../core/fake-ports.ts";
import { AppIdleWatch } from "./app-idle-watch.ts";
import { CustomerHand } from "./customer-hand.ts";
import type { Parts } from "./parts.ts";
import { Lab } from "./testing/lab.ts";

const IDLE_MS = 30_000;

function watched(idleMs = IDLE_MS) {
  const clock = new FakeClock();
  const sent: string[] = [];
  const app = {
    isConnected: true,
    send: ({ type, shown }: { type: string; shown?: boolean }) => sent.push(`${type} ${shown ?? ""}`.trim()),
  };
  const driver = { session: { name: "idle" } };
  const watch = new AppIdleWatch({ clock, log: new FakeLog(), idleMs }, { app, driver } as unknown as Parts);
  watch.start();
  return { clock, app, driver, watch, sent };
}

const test = suite("app idle watch");

test("tells the app, then has it begin anew", () => {
  const { clock, sent } = watched();
  clock.advance(IDLE_MS);
  assert.equal(sent, ["app/leaving true", "app/reset"]);
});

test("does so in no state but idle, not even in those that end by themselves", () => {
  const { clock, driver, sent } = watched();
  for (const name of ["panel", "queued", "live", "lost", "wrapup", "closed"]) {
    driver.session.name = name;
    clock.advance(2 * IDLE_MS);
  }
  assert.equal(sent, []);
  driver.session.name = "idle";
  clock.advance(IDLE_MS);
  assert.is(sent.at(-1), "app/reset");
});

test("waits for an app that is away, and does it when it is back", () => {
  const { clock, app, sent } = watched();
  app.isConnected = false;
  clock.advance(3 * IDLE_MS);
  assert.equal(sent, []);
  app.isConnected = true;
  clock.advance(1000);
  assert.equal(sent, ["app/reset"]);
});

test("0 is never, and a stopped watch leaves no timer", () => {
  const never = watched(0);
  never.clock.advance(100 * IDLE_MS);
  never.watch.left();
  never.watch.touched();
  assert.equal([never.sent, never.clock.pending], [[], 0]);
  const stopped = watched();
  stopped.watch.stop();
  assert.is(stopped.clock.pending, 0);
});

test("the customer's own hand counts, whatever it touches or presses", () => {
  const { clock, app, driver, watch, sent } = watched();
  const control = { physical() {}, physicalGone() {} };
  const hand = new CustomerHand({
    app,
    driver,
    control,
    idle: { touched() {} },
    use: { touched() {} },
    appIdle: watch,
  } as unknown as Parts);
  clock.advance(IDLE_MS - 1000);
  hand.did({ kind: "key", code: 30, down: true, atMs: 0 });
  clock.advance(IDLE_MS - 1000);
  hand.did({ kind: "click", down: true, atMs: 0 });
  clock.advance(IDLE_MS - 1000);
  assert.equal(
    sent.filter((word) => word !== "app/leaving true"),
    ["app/leaving false", "app/leaving false"],
  );
});

test("a whole daemon gives the app its language, and has it begin anew by the kiosk's own clock", async () => {
  const lab = new Lab();
  lab.extraConfig = '[device]\nlocale = "de"\n[app]\nidleSeconds = 10\n';
  const clock = new FakeClock();
  await lab.start({ clock });
  try {
    const app = await lab.app();
    assert.is(app.welcome.locale, "de");
    clock.advance(10_000);
    assert.ok((await app.inbox.next("app/leaving")).shown);
    await app.inbox.next("app/reset");
  } finally {
    await lab.stop();
  }
});

test.run();
