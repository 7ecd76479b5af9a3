import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DeskBus } from "./port.ts";

/** Runs the numbered promises of a DeskBus (facts of the desk) against one implementation. */
export function deskBusConformance(name: string, open: () => Promise<DeskBus>): { run(): void } {
  const test = suite<{ bus: DeskBus }>(`${name} keeps the promises of a DeskBus`);
  test.before.each(async (context) => {
    context.bus = await open();
  });
  test.after.each(async ({ bus }) => bus.close());

  test("9: an absent address is answered within 50 ms", async ({ bus }) => {
    const start = process.hrtime.bigint();
    assert.is(await bus.send("device.nobody", {}), false);
    assert.ok(process.hrtime.bigint() - start < 50_000_000n);
  });

  test("10: messages of one address arrive in order", async ({ bus }) => {
    const received: unknown[] = [];
    bus.listen("device.a", (message) => received.push(message));
    for (let i = 0; i < 1000; i++) assert.ok(await bus.send("device.a", i));
    assert.equal(
      received,
      Array.from({ length: 1000 }, (_, i) => i),
    );
  });

  test("11: 64 kB pass", async ({ bus }) => {
    let received: unknown;
    bus.listen("agent.maria", (message) => {
      received = message;
    });
    await bus.send("agent.maria", { text: "x".repeat(65_536) });
    assert.is((received as { text: string }).text.length, 65_536);
  });

  test("the newest listener has the address, and giving up late does not take it from them", async ({ bus }) => {
    const received: string[] = [];
    const giveUp = bus.listen("device.a", () => received.push("old"));
    bus.listen("device.a", () => received.push("new"));
    giveUp();
    assert.ok(await bus.send("device.a", {}));
    assert.equal(received, ["new"]);
  });

  return test;
}
