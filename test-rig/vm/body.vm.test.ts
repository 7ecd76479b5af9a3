import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { VmBody } from "../body/vm.ts";
import { hasContent } from "../ppm.ts";
import { app } from "../scenarios/sample-app.ts";
import { pause, until } from "../wait.ts";
import { chooseAccelerator, probeGuest } from "./accelerator.ts";

/** An emulated page on a loaded machine. */
const LONG_MS = 120_000;
const stateDir = mkdtempSync(join(tmpdir(), "alongside-vm-test-"));
const test = suite("virtual machine");
const body = new VmBody({ stateDir, isSaved: true });

test.before(() => body.start());
test.after(async () => {
  await body.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

test("a guest runs emulated everywhere; KVM is chosen where one ran with it, and only there", async () => {
  assert.is(await probeGuest("tcg", LONG_MS), null);
  const { accelerator, why } = await chooseAccelerator();
  assert.is(accelerator === "kvm", existsSync("/dev/kvm") && (await probeGuest("kvm")) === null, why);
});

test("shows the sample app on its graphics card", async () => {
  await until("the app on the glass", LONG_MS, async () => hasContent(await body.look()));
  const { width, height } = await body.look();
  assert.equal([width, height], [1280, 800]);
  assert.is((await body.shot()).subarray(1, 4).toString(), "PNG");
});

test("goes on where it was saved, with the time of now", async () => {
  const before = await bootId(body);
  const other = new VmBody({ stateDir: mkdtempSync(join(tmpdir(), "alongside-vm-test-")), isSaved: true });
  await other.start();
  try {
    assert.is(await bootId(other), before, "the same boot");
    const guestMs = Number((await other.guest.run(["date", "+%s"])).output) * 1000;
    assert.ok(Math.abs(Date.now() - guestMs) < LONG_MS, new Date(guestMs).toISOString());
  } finally {
    await other.stop();
  }
});

test("a touch is a touch screen's for the kernel, and reaches the app", async () => {
  const before = await body.look();
  const events = await evdev(6);
  const at = [app.checkIn.x / 1279, app.checkIn.y / 799] as const;
  await body.input.down(0, ...at);
  await pause(300);
  await body.input.up(0);
  const seen = await events();
  // type, code: slot or contact, then the place, then BTN_TOUCH.
  assert.ok(has(seen, 3, 57) && has(seen, 3, 53) && has(seen, 3, 54) && has(seen, 1, 330), JSON.stringify(seen));
  await until("the app's answer", LONG_MS, async () => differs(before.pixels, (await body.look()).pixels));
});

test("two fingers are two contacts at once", async () => {
  const events = await evdev(20);
  await body.input.down(0, 0.4, 0.5);
  await body.input.down(1, 0.6, 0.5);
  for (let step = 1; step <= 5; step++)
    await body.input.move({ finger: 0, x: 0.4 - step / 50, y: 0.5 }, { finger: 1, x: 0.6 + step / 50, y: 0.5 });
  await body.input.up(1);
  await body.input.up(0);
  const seen = await events();
  const slots = new Set(seen.filter(({ type, code }) => type === 3 && code === 47).map(({ value }) => value));
  assert.ok(slots.has(1), JSON.stringify(seen));
  const contacts = seen.filter(({ type, code, value }) => type === 3 && code === 57 && value !== 0xffff).map(({ value }) => value);
  assert.is(new Set(contacts).size, 2, JSON.stringify(seen));
});

test("USB devices come and go", async () => {
  const names = async () => (await body.guest.inputs()).map(({ name }) => name).join();
  await body.power.qmp.execute("device_add", { driver: "usb-kbd", id: "extra", bus: "usb.0" });
  await until("the keyboard", LONG_MS, async () => /USB Keyboard/.test(await names()));
  await body.power.qmp.execute("device_del", { id: "extra" });
  await until("the keyboard's end", LONG_MS, async () => !/USB Keyboard/.test(await names()));
});

test("QEMU ends with the rig, however that ends", async () => {
  const rig = await startRig();
  const qemu = Number(await said(rig, /qemu (\d+)/));
  assert.ok(isAlive(qemu));
  rig.kill("SIGKILL");
  await until("QEMU's end", LONG_MS, () => !isAlive(qemu));
});

async function bootId({ guest }: VmBody): Promise<string> {
  return (await guest.run(["cat", "/proc/sys/kernel/random/boot_id"])).output.trim();
}

interface InputEvent {
  readonly type: number;
  readonly code: number;
  /** Its low 16 bits. */
  readonly value: number;
}

/** Begins to read the touch screen's events as the kernel gives them (struct input_event, 24 bytes). @returns how to get them */
async function evdev(count: number): Promise<() => Promise<InputEvent[]>> {
  const touch = (await body.guest.inputs()).find(({ name }) => /MultiTouch/i.test(name));
  const node = touch?.handlers.find((handler) => handler.startsWith("event"));
  assert.ok(node, "the guest should have QEMU's touch screen");
  await body.guest.run(["rm", "-f", "/run/rig-reads"]);
  const script = `exec 3</dev/input/${node}; touch /run/rig-reads; timeout 60 dd bs=24 count=${count} <&3 2>/dev/null | od -An -v -tu2 -w24`;
  const reading = body.guest.run(["sh", "-c", script]).then(({ output }) => readEvents(output));
  // Looked at below, or never when the test has failed before.
  reading.catch(() => undefined);
  await until("the reader", LONG_MS, async () => (await body.guest.run(["test", "-e", "/run/rig-reads"])).code === 0);
  return () => reading;
}

function readEvents(output: string): InputEvent[] {
  const lines = output.trim().split("\n");
  const words = lines.map((line) => line.trim().split(/\s+/).map(Number));
  return words.map((word) => ({ type: word[8] ?? 0, code: word[9] ?? 0, value: word[10] ?? 0 }));
}

function has(events: readonly { type: number; code: number }[], type: number, code: number): boolean {
  return events.some((event) => event.type === type && event.code === code);
}

/** More than a caret or a clock. */
function differs(a: Uint8Array, b: Uint8Array): boolean {
  let count = 0;
  for (let at = 0; at < a.length; at += 3) if (a[at] !== b[at]) count += 1;
  return count > a.length / 3 / 50;
}

async function startRig(): Promise<ChildProcess> {
  const folder = mkdtempSync(join(tmpdir(), "alongside-vm-test-"));
  const module = new URL("../body/vm.js", import.meta.url).href;
  const script = `import { VmBody } from ${JSON.stringify(module)};
    const body = new VmBody({ stateDir: ${JSON.stringify(folder)}, isSaved: true });
    await body.start();
    console.log("qemu", body.power.pid);
    setInterval(() => undefined, 1000);`;
  return spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
}

async function said(child: ChildProcess, what: RegExp): Promise<string> {
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const gone = once(child, "exit").then(() => {
    throw new Error(`it ended before it said ${what}: ${output}`);
  });
  return Promise.race([gone, until(`${what}`, LONG_MS, () => what.exec(output)?.[1])]);
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

test.run();
