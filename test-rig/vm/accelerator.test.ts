import { existsSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { chooseAccelerator } from "./accelerator.ts";
import { machineArguments } from "./machine.ts";

const test = suite("accelerator");
const machine = { width: 1280, height: 800, isIncoming: false } as const;

test("takes KVM only when a guest ran with it, and says why not", async () => {
  const works = await chooseAccelerator(async () => null);
  const fails = await chooseAccelerator(async () => "a guest did not run: no MSR");
  assert.is(fails.accelerator, "tcg");
  if (existsSync("/dev/kvm") && works.accelerator === "kvm") {
    assert.match(works.why, /a guest ran/);
    assert.match(fails.why, /no MSR/);
  } else assert.match(works.why, /\/dev\/kvm/);
});

test("boots or goes on", () => {
  assert.not.ok(machineArguments({ ...machine, accelerator: "kvm" }).includes("-incoming"));
  assert.ok(machineArguments({ ...machine, accelerator: "kvm", isIncoming: true }).includes("file:/run/state/memory"));
});

test("spares an emulated processor what the kiosk does not need", () => {
  assert.match(machineArguments({ ...machine, accelerator: "tcg" }).join(" "), /mitigations=off/);
  assert.not.match(machineArguments({ ...machine, accelerator: "kvm" }).join(" "), /mitigations=off/);
});

test.run();
