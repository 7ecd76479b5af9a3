import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { elfNeeds } from "./elf.ts";
import { lacks, loaderFolders } from "./libraries.ts";

const test = suite("libraries of a root");
const folder = mkdtempSync(join(tmpdir(), "alongside-libraries-"));
const program = join(folder, "bin/sh");
mkdirSync(dirname(program));
copyFileSync("/bin/sh", program);

test.after(() => rmSync(folder, { recursive: true, force: true }));

test("reads which libraries a program needs", () => {
  assert.ok(elfNeeds(program)?.needed.includes("libc.so.6"));
});

test("names program and library when the library is not there", () => {
  assert.equal(lacks([join(folder, "bin")], [join(folder, "lib")])[0], { file: program, library: "libc.so.6" });
});

test("finds it where the loader looks", () => {
  assert.equal(lacks([join(folder, "bin")], loaderFolders()), []);
});

test("takes no library from files that are none, cut short or empty", () => {
  const at = join(folder, "other");
  for (const bytes of ["", "#!/bin/sh", "\x7fELF", `\x7fELF\x02\x01${"\xff".repeat(80)}`, `\x7fELF\x02\x01${"\0".repeat(80)}`]) {
    writeFileSync(at, bytes, "latin1");
    assert.is(elfNeeds(at), null);
  }
});

test.run();
