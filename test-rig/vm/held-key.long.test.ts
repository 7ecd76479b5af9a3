import * as assert from "uvu/assert";
import { prepareLoop } from "../guest/loop.ts";
import { pidOf, runsAnew } from "../guest/testing/booted-body.ts";
import type { Rig } from "../rig.ts";
import { scenarios } from "../scenarios/scenarios.ts";
import { holdDown } from "./held-key.ts";

// Each process by itself hangs while the agent holds a key: the kernel's own word, by the guest's clock, when the key went up.

/** A browser without permission for the microphone hides its addresses: the guest can find no way to it by itself. */
const scenario = scenarios("a key held while a process hangs", { isMachine: true, devices: "refused" });
/** Between a word and its effect on a slow machine. */
const SLACK_MS = 10_000;
/** Without a word of media for so long the gate lets go (MEDIA_SILENT_MS). */
const SILENT_MS = 3000;
/** Without the JavaScript's renewal for so long the native thread does; and a second for an emulated processor to begin and end it. */
const LEASE_MS = 250;
const AT_ONCE_MS = 1000;
const RESTART_MS = 30_000;

scenario("the daemon's JavaScript: the native thread lets go", async (rig) => {
  const limitMs = 20_000 * rig.body.patience;
  const pid = (await pidOf(rig.machine, "daemon")) ?? 0;
  const loop = await prepareLoop(rig.machine.guest, pid, limitMs);
  const tookMs = await releaseAfter(rig, loop);
  assert.ok(tookMs <= LEASE_MS + AT_ONCE_MS, `let go of after ${tookMs} ms`);
  await runsAnew(rig.machine, "daemon", pid, RESTART_MS);
});

scenario("the whole daemon: the kernel's device goes with it, at the latest when its watchdog ends it", async (rig) => {
  await isLetGo(rig, "daemon", (await watchdogMs(rig, "alongside-daemon")) + SLACK_MS);
});

scenario("media: the gate hears nothing of the console any more", async (rig) => {
  await isLetGo(rig, "media", SILENT_MS + SLACK_MS);
});

const UNITS = { screen: "alongside-screen", shell: "kiosk-shell", labwc: "labwc" } as const;
for (const [name, unit] of Object.entries(UNITS)) {
  scenario(`${name}: its watchdog ends it, and what the customer cannot see or stop any more ends with it`, async (rig) => {
    await isLetGo(rig, name, (await watchdogMs(rig, unit)) + SLACK_MS);
  });
}

/** A stopped process: the key is up within `limitMs`, and the process comes back. */
async function isLetGo(rig: Rig, name: string, limitMs: number): Promise<void> {
  const pid = await pidOf(rig.machine, name);
  const tookMs = await releaseAfter(rig, `kill -STOP ${pid}`);
  assert.ok(tookMs <= limitMs, `let go of after ${tookMs} ms, not ${limitMs}`);
  await runsAnew(rig.machine, name, pid, RESTART_MS);
}

/** Runs a command of the guest while the agent holds a key. @returns how long the key stayed down after it */
async function releaseAfter(rig: Rig, command: string): Promise<number> {
  const key = await holdDown(rig);
  const { output } = await rig.machine.guest.run(["sh", "-c", `date +%s%3N; ${command}`]);
  const upMs = await rig.until("the key to go up", 30_000 * rig.body.patience, () => key.upMs());
  await rig.agent.hand.letGo("ArrowDown");
  return upMs - Number(output);
}

async function watchdogMs(rig: Rig, unit: string): Promise<number> {
  const { output } = await rig.machine.guest.run(["systemctl", "show", "-p", "WatchdogUSec", "--value", unit]);
  const found = /^(?:(\d+)min)? ?(?:(\d+)s)?$/.exec(output.trim());
  assert.ok(found?.[1] ?? found?.[2], `a watchdog for ${unit}, not "${output.trim()}"`);
  return (Number(found?.[1] ?? 0) * 60 + Number(found?.[2] ?? 0)) * 1000;
}

scenario.run();
