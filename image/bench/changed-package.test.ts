import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { writeChangedPackage } from "./changed-package.ts";

const test = suite("a package as if compiled anew");
const top = mkdtempSync(join(tmpdir(), "alongside-changed-"));
const [root, folder] = [join(top, "root"), join(top, "changed")];
const BYTES = 512 * 1024;
const LIBRARY = "/usr/lib/libone.so.1";

for (const path of ["var/lib/dpkg/info", "usr/lib", "usr/share/doc"]) mkdirSync(join(root, path), { recursive: true });
writeFileSync(join(root, LIBRARY), Buffer.alloc(BYTES));
writeFileSync(join(root, "usr/share/doc/copyright"), "text");
writeFileSync(join(root, "var/lib/dpkg/info/one.list"), `/.\n/usr\n/usr/lib\n${LIBRARY}\n/usr/share/doc/copyright\n`);
writeFileSync(join(root, "var/lib/dpkg/info/texts.list"), "/usr/share/doc/copyright\n");

test.after(() => rmSync(top, { recursive: true, force: true }));

test("has something new in each 4096 bytes of its libraries, but for their ends", () => {
  assert.is(writeChangedPackage(root, "one", folder), BYTES);
  const changed = readFileSync(join(folder, LIBRARY));
  const pages = Array.from({ length: BYTES / 4096 }, (_, page) =>
    changed.subarray(page * 4096, (page + 1) * 4096).some((byte) => byte !== 0),
  );
  const [first, last] = [pages.indexOf(true), pages.lastIndexOf(true)];
  assert.equal([first, last], [16, 111]);
  assert.ok(pages.slice(first, last + 1).every(Boolean));
});

test("refuses a package without programs or libraries, and one that is not there", () => {
  assert.throws(() => writeChangedPackage(root, "texts", folder), /neither programs nor libraries/);
  assert.throws(() => writeChangedPackage(root, "none", folder), /none\.list/);
});

test.run();
