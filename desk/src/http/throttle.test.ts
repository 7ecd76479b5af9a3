import { test } from "uvu";
import * as assert from "uvu/assert";
import { Throttle } from "./throttle.ts";
import { Tickets } from "./tickets.ts";

test("the delay doubles with each failure after the free ones, up to five minutes", () => {
  let now = 0;
  const throttle = new Throttle(3, () => now);
  const delays = [];
  for (let i = 0; i < 14; i++) {
    assert.is(throttle.begin("a"), 0);
    const wait = throttle.begin("a");
    if (wait > 0) delays.push(wait);
    else i += 1;
    now += wait;
  }
  assert.equal(delays.slice(0, 5), [1000, 2000, 4000, 8000, 16_000]);
  assert.is(delays.at(-1), 300_000);
});

test("success forgives, time forgets, and others are not concerned", () => {
  let now = 0;
  const throttle = new Throttle(1, () => now);
  throttle.begin("a");
  assert.ok(throttle.begin("a") > 0);
  assert.is(throttle.begin("b"), 0);
  throttle.succeeded("a");
  assert.is(throttle.begin("a"), 0);
  now += 15 * 60_000;
  assert.is(throttle.begin("a"), 0);
});

test("remembers a bounded number of senders", () => {
  const throttle = new Throttle(1, () => 0);
  throttle.begin("first");
  for (let i = 0; i < 10_000; i++) throttle.begin(`sender ${i}`);
  assert.is(throttle.begin("first"), 0);
});

test("a ticket is good once and for 30 s", () => {
  let now = 0;
  const tickets = new Tickets(() => now);
  const { ticket } = tickets.make({ id: "maria" });
  assert.equal(tickets.take(ticket), { id: "maria" });
  assert.is(tickets.take(ticket), null);
  const late = tickets.make({ id: "maria" });
  now += late.lastsMs;
  assert.is(tickets.take(late.ticket), null);
  assert.is(tickets.take("guess"), null);
});

test.run();
