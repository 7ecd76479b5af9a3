import { suite } from "uvu";
import * as assert from "uvu/assert";
import { moduleFiles } from "./modules.ts";

const test = suite("kernel modules");
const dep = [
  "kernel/fs/ext4/ext4.ko.xz: kernel/lib/crc16.ko.xz kernel/fs/mbcache.ko.xz kernel/fs/jbd2/jbd2.ko.xz",
  "kernel/fs/jbd2/jbd2.ko.xz:",
  "kernel/fs/mbcache.ko.xz:",
  "kernel/lib/crc16.ko.xz:",
  "kernel/drivers/gpu/drm/virtio/virtio-gpu.ko: kernel/lib/crc16.ko.xz",
  "",
].join("\n");

test("names what a module needs before it, the deepest first and each once", () => {
  assert.equal(moduleFiles(dep, ["crc16", "ext4", "virtio-gpu"]), [
    "kernel/lib/crc16.ko.xz",
    "kernel/fs/jbd2/jbd2.ko.xz",
    "kernel/fs/mbcache.ko.xz",
    "kernel/fs/ext4/ext4.ko.xz",
    "kernel/drivers/gpu/drm/virtio/virtio-gpu.ko",
  ]);
});

test("names a module that the kernel does not have", () => {
  assert.throws(() => moduleFiles(dep, ["floppy"]), /no module floppy/);
});

test.run();
