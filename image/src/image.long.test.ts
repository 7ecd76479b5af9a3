import { suite } from "uvu";
import * as assert from "uvu/assert";
import { hasContent } from "../../test-rig/ppm.ts";
import { IMAGE_DISK } from "../../test-rig/vm/boot.ts";
import { runTool } from "../../test-rig/vm/tools.ts";
import { until } from "../../test-rig/wait.ts";
import { DISK_MB, installedBody, isGood, kernels, must, version } from "./testing/installed-body.ts";
import { madeImage } from "./testing/made-image.ts";

// The image that ships, on a disk that was empty, started by UEFI firmware. Minutes on an emulated processor.

const PAINTED_MS = 60_000;
const VERSION = "1.0.0";

const test = suite("an installed image");
const { disk } = await madeImage("image", { version: VERSION });
const body = installedBody(disk);

test.before(async () => {
  await body.start();
});
test.after(async () => {
  await body.stop();
});

test("starts its own kernel with its own root, which dm-verity checks", async () => {
  assert.is(await version(body), VERSION);
  assert.match(await must(body, "findmnt", "-no", "SOURCE,FSTYPE,OPTIONS", "/"), /^\/dev\/mapper\/root\s+erofs\s+ro\b/);
  const [roothash] = /roothash=[0-9a-f]{64}/.exec(await must(body, "cat", "/proc/cmdline")) ?? [];
  const status = await must(body, "veritysetup", "status", "root");
  assert.match(status, /type:\s+VERITY\s+status:\s+verified/);
  assert.ok(roothash && status.includes(roothash.slice("roothash=".length)), status);
});

test("keeps changes of /etc and /var on the data partition, and refuses any other", async () => {
  for (const folder of ["/etc", "/var"]) assert.is(await must(body, "findmnt", "-no", "FSTYPE", folder), "overlay");
  await must(body, "sh", "-c", "echo kept >/etc/kept && echo kept >/var/kept");
  assert.is(await must(body, "cat", "/data/etc/changed/kept"), "kept");
  assert.is(await must(body, "cat", "/data/var/changed/kept"), "kept");
  assert.is((await body.guest.run(["sh", "-c", "echo no >/usr/no"])).code, 2);
});

test("has formatted the data partition and let it take the rest of the disk", async () => {
  const [size = 0] = (await must(body, "df", "-m", "--output=size", "/data")).match(/\d+/g)?.map(Number) ?? [];
  assert.ok(size > 0.35 * DISK_MB, `${size} MB`);
  assert.match(await must(body, "findmnt", "-no", "FSTYPE", "/data"), /^ext4$/);
});

test("shows the app", async () => {
  await body.setApp("http://127.0.0.1:8090/");
  await until("the app on the glass", PAINTED_MS * body.patience, async () => hasContent(await body.look()));
});

test("is found good, and committed", async () => {
  await isGood(body);
  assert.equal(await kernels(body), [`alongside_${VERSION}.efi`]);
});

test("leaves no unit failed", async () => {
  assert.equal((await body.guest.state()).failed, []);
});

test("keeps what was written when the plug is pulled, and stays committed", async () => {
  await must(body, "sync");
  await body.cutPower();
  const listed = await runTool(["sfdisk", "--verify", `/run/out/${IMAGE_DISK}`], { out: body.stateDir });
  assert.match(listed, /No errors detected/);
  await body.start();
  assert.is(await must(body, "cat", "/etc/kept", "/var/kept"), "kept\nkept");
  assert.equal(await kernels(body), [`alongside_${VERSION}.efi`]);
});

test.run();
