import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { MANIFEST, SIGNATURE } from "./manifest.ts";
import { Notes } from "./notes.ts";
import { Staging } from "./staging.ts";
import { Sysupdate } from "./sysupdate.ts";
import { type TakeParts, takeUpdate } from "./take.ts";
import { UPDATE_DEFAULTS } from "./update-config.ts";

interface Slot {
  readonly notes: Notes;
  readonly set: string;
  readonly staged: string;
  /** What is on the disk beside the version that runs. */
  kernels: string[];
  /** What systemd-sysupdate offers; empty: nothing newer. */
  offer: string;
  /** Called when it writes. @returns its exit status */
  onWrite: () => number;
  readonly parts: TakeParts;
}

const AN_HOUR_AGO = Date.now() - 3_600_000;
const test = suite<Slot & { folder: string }>("taking an update");

test.before.each((slot) => {
  const folder = mkdtempSync(join(tmpdir(), "alongside-take-"));
  const path = (name: string) => join(folder, name);
  for (const name of ["set", "transfers", "notes"]) mkdirSync(path(name));
  const names = ["alongside_1.0.2_a.root", "alongside_1.0.2_b.verity", "alongside_1.0.2.efi"];
  writeFileSync(path(`set/${MANIFEST}`), names.map((name) => `${"a".repeat(64)}  ${name}\n`).join(""));
  writeFileSync(path(`set/${SIGNATURE}`), "signature");
  const run = async (_program: string, args: readonly string[]) =>
    args.includes("check-new")
      ? { code: 0, output: `${slot.offer}\n`, errors: "" }
      : { code: slot.onWrite(), output: "", errors: "No space left on device" };
  const notes = new Notes(path("notes"));
  const [set, staged] = [path("set"), path("staging")];
  Object.assign(slot, { folder, notes, set, staged, kernels: [], offer: "1.0.2", onWrite: () => 0 });
  (slot as { parts: TakeParts }).parts = {
    notes,
    staging: new Staging(staged, async () => {}),
    sysupdate: new Sysupdate({ transfers: path("transfers"), dropIns: path("drop-ins") }, run),
    config: UPDATE_DEFAULTS,
    version: "1.0.0",
    isWritten: (version) => slot.kernels.includes(version),
    seed: null,
    kernelSeed: null,
    pause: async () => {},
    say: () => {},
  };
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

const failed = (slot: Slot) =>
  takeUpdate(slot.parts, slot.set).then(
    () => assert.unreachable("was written"),
    () => {},
  );

test("a version that was overwritten by half of another one is not waited for", async (slot) => {
  slot.notes.write("trying", "1.0.1", AN_HOUR_AGO);
  slot.kernels = ["1.0.1"];
  slot.onWrite = () => {
    assert.is(slot.notes.read("trying"), null, "nor when the power fails now");
    slot.kernels = [];
    return 1;
  };
  await failed(slot);
  assert.is(slot.notes.read("trying"), null);
  assert.match(slot.notes.read("refused") ?? "", "no space");
});

test("a version that is still there after another one came to nothing waits on, with its deadline", async (slot) => {
  slot.notes.write("trying", "1.0.1", AN_HOUR_AGO);
  slot.kernels = ["1.0.1"];
  slot.onWrite = () => 1;
  await failed(slot);
  assert.equal([slot.notes.read("trying"), slot.notes.writtenMs("trying")], ["1.0.1", AN_HOUR_AGO]);
});

test("the set makes room before it is noted that a version waits", async (slot) => {
  const write = slot.notes.write.bind(slot.notes);
  slot.notes.write = (name, line, sinceMs) => {
    assert.not(existsSync(slot.staged));
    write(name, line, sinceMs);
  };
  assert.is(await takeUpdate(slot.parts, slot.set), "1.0.2");
  assert.is(slot.notes.read("trying"), "1.0.2");
});

test("nothing is left of a set of which nothing is newer", async (slot) => {
  slot.offer = "";
  slot.notes.write("trying", "1.0.1", AN_HOUR_AGO);
  assert.is(await takeUpdate(slot.parts, slot.set), null);
  assert.not(existsSync(slot.staged));
  assert.is(slot.notes.read("trying"), "1.0.1");
});

test.run();
