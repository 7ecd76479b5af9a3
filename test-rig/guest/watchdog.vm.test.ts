import { test } from "uvu";
import * as assert from "uvu/assert";
import { until } from "../wait.ts";
import { bootedBody } from "./testing/booted-body.ts";

// A machine that hangs as a whole. The hardware's watchdog is QEMU's i6300esb.

const body = await bootedBody();
const LIMIT_MS = 30_000 * body.patience;
const FEED_SECONDS = 20;

async function run(script: string): Promise<string> {
  const { code, output } = await body.guest.run(["sh", "-c", script]);
  assert.is(code, 0, `${script}: ${output}`);
  return output.trim();
}

test("systemd feeds the hardware's watchdog, and a kernel that has lost its way starts again", async () => {
  assert.is(await run("systemctl show -P WatchdogDevice"), "/dev/watchdog0");
  const config = await run("systemd-analyze cat-config systemd/system.conf");
  for (const line of ["RuntimeWatchdogSec=30s", "RebootWatchdogSec=2min", "CrashAction=reboot"])
    assert.ok(config.split("\n").includes(line), line);
  assert.is(await run("cat /proc/sys/kernel/panic /proc/sys/kernel/panic_on_oops | tr '\\n' ' '"), "10 1");
});

test("a machine whose system manager hangs is started again by its hardware", async () => {
  const events: string[] = [];
  body.power.qmp.listen((event) => events.push(event));
  const manager = "org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager";
  await run(`busctl set-property ${manager} RuntimeWatchdogUSec t ${FEED_SECONDS * 1_000_000}`);
  await run("echo 1 >/sys/fs/cgroup/init.scope/cgroup.freeze");
  await until("the watchdog", LIMIT_MS, () => events.includes("WATCHDOG"));
  await until("a reset", LIMIT_MS, () => events.includes("RESET"));
});

test.after(() => body.stop());
test.run();
