import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inTop } from "../../test-rig/paths.ts";

const folder = mkdtempSync(join(tmpdir(), "alongside-brightness-"));
const test = suite("brightness");
let count = 0;

/** Runs the image's script at a time, with a backlight of so many steps that stands at 1. */
function at(now: string, schedule: string, max = 255) {
  const root = join(folder, String(count++));
  const light = join(root, "sys/class/backlight/panel");
  mkdirSync(light, { recursive: true });
  mkdirSync(join(root, "etc/alongside"), { recursive: true });
  writeFileSync(join(root, "etc/alongside/brightness"), schedule);
  writeFileSync(join(light, "max_brightness"), `${max}\n`);
  writeFileSync(join(light, "brightness"), "1\n");
  const env = { PATH: "/usr/bin:/bin", ALONGSIDE_BRIGHTNESS_ROOT: root, ALONGSIDE_BRIGHTNESS_NOW: now };
  const { status, stderr } = spawnSync(inTop("image/tree/usr/lib/alongside/brightness"), { env, encoding: "utf8" });
  return { status, stderr, value: Number(readFileSync(join(light, "brightness"), "utf8")) };
}

const DAY = "# by day and by night\n08:00 80\n\n22:30 10\n09:05 100\n";

test("takes the last time that has come, in whatever order they stand", () => {
  for (const [now, value] of [
    ["08:00", 204],
    ["09:04", 204],
    ["09:05", 255],
    ["22:29", 255],
    ["22:30", 25],
  ] as const) {
    assert.equal(at(now, DAY), { status: 0, stderr: "", value }, now);
  }
});

test("before the first time of the day the evening's holds", () => {
  assert.is(at("00:00", DAY).value, 25);
  assert.is(at("07:59", DAY).value, 25);
});

test("is never dark, however few steps there are", () => {
  assert.is(at("12:00", "00:00 1", 7).value, 1);
});

test("says in which line it is wrong and what would be right, and leaves the light as it is", () => {
  for (const [schedule, fault] of [
    ["08:00 80\n24:00 10\n", /brightness, line 2: "24:00" is no time.*07:00 80/],
    ["8:00 80", /line 1: "8:00" is no time/],
    ["08:00", /line 1: "" is no percentage from 1 to 100: write 08:00 80/],
    ["08:00 0", /line 1: "0" is no percentage/],
    ["08:00 101", /"101" is no percentage/],
    ["08:00 80 %", /more than a time/],
    ["# nothing\n", /names no time/],
  ] as const) {
    const { status, stderr, value } = at("12:00", schedule);
    assert.equal([status, value], [78, 1], schedule);
    assert.match(stderr, fault);
  }
});

test.after(() => rmSync(folder, { recursive: true }));

test.run();
