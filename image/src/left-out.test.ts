import { suite } from "uvu";
import * as assert from "uvu/assert";
import { brokenModules, isLeftOut } from "./left-out.ts";

const test = suite("modules that are left out");

test("a pattern is a folder, a module without its ending, or the beginning of names in one folder", () => {
  const patterns = ["net/bridge", "drivers/block/nbd", "drivers/ata/pata_*"];
  for (const gone of ["net/bridge/bridge.ko.xz", "net/bridge/netfilter/nft.ko", "drivers/block/nbd.ko.xz", "drivers/ata/pata_via.ko.xz"])
    assert.is(isLeftOut(gone, patterns), true, gone);
  for (const kept of ["net/bridged.ko.xz", "drivers/block/nbd2.ko.xz", "drivers/ata/libata.ko.xz", "drivers/ata/pata_x/y.ko"])
    assert.is(isLeftOut(kept, patterns), false, kept);
});

test("tells of a module that stays and needs one that does not", () => {
  const dep = "kernel/a/x.ko.xz: kernel/b/y.ko.xz kernel/c/z.ko.xz\nkernel/b/y.ko.xz:\nkernel/c/z.ko.xz:\n";
  assert.equal(brokenModules(dep, []), []);
  assert.equal(brokenModules(dep, ["b"]), [{ module: "kernel/a/x.ko.xz", needs: "kernel/b/y.ko.xz" }]);
  assert.equal(brokenModules(dep, ["a", "b"]), []);
});

test.run();
