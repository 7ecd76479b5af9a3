import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inTop } from "../../test-rig/paths.ts";

const test = suite("note of a damaged root");
const folder = mkdtempSync(join(tmpdir(), "alongside-damaged-"));
const note = (block: string) =>
  spawnSync(inTop("image/tree/usr/lib/alongside/root-damaged"), [block], { env: { ...process.env, ALONGSIDE_TROUBLE_FOLDER: folder } });
const text = () => readFileSync(join(folder, "root"), "utf8");

test.after(() => rmSync(folder, { recursive: true, force: true }));

test("says since when, as the daemon reads it, and keeps to the first time", () => {
  assert.is(note("0,1234").status, 0);
  const first = text();
  assert.match(first, /^damaged \d{1,13}\n$/);
  assert.is(note("0,1235").status, 0);
  assert.is(text(), first);
  assert.equal(readdirSync(folder), ["root"]);
});

test.run();
