import { test } from "uvu";
import * as assert from "uvu/assert";
import { Serial } from "./serial.ts";

test("runs jobs one after the other, in the order in which they came", async () => {
  const serial = new Serial(() => {});
  const steps: string[] = [];
  const job = (name: string) => async () => {
    steps.push(`${name} begins`);
    await Promise.resolve();
    steps.push(`${name} ends`);
  };
  await Promise.all([serial.run(job("a")), serial.run(job("b"))]);
  assert.equal(steps, ["a begins", "a ends", "b begins", "b ends"]);
});

test("a failed job is told to its caller, a posted one to the owner, and stops nobody", async () => {
  const failures: unknown[] = [];
  const serial = new Serial((error) => failures.push(error));
  const failing = async () => {
    throw new Error("no");
  };
  assert.match(String(await serial.run(failing).catch((error: unknown) => error)), "no");
  serial.post(failing);
  assert.is(await serial.run(async () => "next"), "next");
  await serial.idle();
  assert.is(failures.length, 1);
});

test.run();
