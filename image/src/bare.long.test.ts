import { suite } from "uvu";
import * as assert from "uvu/assert";
import { hasContent } from "../../test-rig/ppm.ts";
import { until } from "../../test-rig/wait.ts";
import { installedBody, isGood, kernels, must } from "./testing/installed-body.ts";
import { madeImage } from "./testing/made-image.ts";

// A device that starts with neither display nor touch screen. One start.

const PLUGGED_MS = 60_000;
const installed = await madeImage("old", { version: "1.0.0", compression: "lz4" });

const test = suite("a device without display and touch screen");
const body = installedBody(installed.disk, { kernelOptions: ["video=Virtual-1:d"], hasTouch: false });
const inputs = () => must(body, "cat", "/proc/bus/input/devices");

test.before(() => body.start());
test.after(() => body.stop());

test("starts, and its version is found good", async () => {
  assert.is(await must(body, "sh", "-c", "cat /sys/class/drm/card*-Virtual-1/status"), "disconnected");
  assert.not.match(await inputs(), /multitouch/i);
  await isGood(body);
  assert.equal(await kernels(body), ["alongside_1.0.0.efi"]);
  assert.equal((await body.guest.state()).failed, []);
});

test("shows the app when a display is plugged in", async () => {
  await must(body, "sh", "-c", "for s in /sys/class/drm/card*-Virtual-1/status; do echo on >$s; done");
  await body.setApp("http://127.0.0.1:8090/");
  await until("the app on the glass", PLUGGED_MS * body.patience, async () => hasContent(await body.look()));
});

test("takes a touch screen that is plugged in", async () => {
  await body.power.qmp.execute("device_add", { driver: "virtio-multitouch-pci", id: "touch", bus: "panel" });
  const event = await until("the touch screen", PLUGGED_MS * body.patience, async () => {
    const [block] = (await inputs()).split("\n\n").filter((one) => /multitouch/i.test(one));
    return /Handlers=.*\b(event\d+)/.exec(block ?? "")?.[1];
  });
  const compositor = await must(body, "systemctl", "show", "-P", "MainPID", "labwc");
  await until("the compositor to open it", PLUGGED_MS * body.patience, async () => {
    const { code } = await body.guest.run(["sh", "-c", `ls -l /proc/${compositor}/fd | grep -q '/dev/input/${event}$'`]);
    return code === 0;
  });
});

test.run();
