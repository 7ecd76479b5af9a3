import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { FakeClock } from "../core/fake-clock.ts";
import { FakeDesk, FakeLog } from "../core/fake-ports.ts";
import { parseTrouble, SETTLE_MS, type Trouble, troubleWords } from "../core/trouble.ts";
import { Troubles } from "./troubles.ts";

interface World {
  folder: string;
  clock: FakeClock;
  desk: FakeDesk;
  changes: string[][];
  troubles: Troubles;
}
const test = suite<World>("troubles");

test.before.each((world) => {
  world.folder = mkdtempSync(join(tmpdir(), "alongside-troubles-"));
  world.clock = new FakeClock();
  world.desk = new FakeDesk();
  world.changes = [];
  const onChange = (list: readonly Trouble[]) => world.changes.push(list.map(troubleWords));
  world.troubles = new Troubles({ ...world, boot: "boot-1", log: new FakeLog(), onChange });
  world.troubles.start();
});
test.after.each(({ troubles, folder }) => {
  troubles.stop();
  rmSync(folder, { recursive: true, force: true });
});

const told = ({ desk }: World) => desk.sent.flatMap((message) => (message.type === "device/trouble" ? [message] : []));

test("a unit that is brought back is told to the desk, and its return", (world) => {
  writeFileSync(join(world.folder, "labwc"), "crash-loop 1234000\n");
  world.clock.advance(5000);
  rmSync(join(world.folder, "labwc"));
  world.clock.advance(5000);
  assert.equal(told(world), [
    { type: "device/trouble", boot: "boot-1", troubles: [{ unit: "labwc", kind: "crash-loop", sinceMs: 1_234_000 }] },
    { type: "device/trouble", boot: "boot-1", troubles: [] },
  ]);
  assert.equal(world.changes, [["the display server crashes again and again"], []]);
});

test("a root that was changed on the disk is told to the desk", (world) => {
  writeFileSync(join(world.folder, "root"), "damaged 61000\n");
  world.clock.advance(5000);
  assert.equal(
    told(world).map(({ troubles }) => troubles),
    [[{ unit: "root", kind: "damaged", sinceMs: 61_000 }]],
  );
  assert.equal(world.changes, [["the installed version is damaged on the disk"]]);
});

test("says all of it again to a desk that comes back, and nothing to one that is away", (world) => {
  world.desk.isOnline = false;
  world.troubles.note("kiosk-app", "black", true);
  assert.is(told(world).length, 0);
  world.desk.isOnline = true;
  world.troubles.tell();
  assert.equal(
    told(world).map(({ troubles }) => troubles.map(({ kind }) => kind)),
    [["black"]],
  );
});

test("a display that is away for a moment is no trouble", (world) => {
  world.troubles.note("display", "no-display", true);
  world.clock.advance(SETTLE_MS["no-display"] - 5000);
  world.troubles.note("display", "no-display", false);
  world.clock.advance(SETTLE_MS["no-display"]);
  assert.is(told(world).length, 0);
  world.troubles.note("display", "no-display", true);
  world.troubles.note("display", "no-display", true);
  world.clock.advance(SETTLE_MS["no-display"]);
  assert.equal(
    world.troubles.current.map(({ unit, kind }) => [unit, kind]),
    [["display", "no-display"]],
  );
});

test("a file that says anything else is none of mend's", (world) => {
  for (const text of ["", "crash-loop", "crash-loop -1", "crash-loop 12345678901234", "black 1", "crash-loop 1\nmore"])
    assert.is(parseTrouble("labwc", text), null, text);
  for (const name of [".labwc", "", "a b", "x".repeat(65)]) assert.is(parseTrouble(name, "crash-loop 1"), null, name);
  writeFileSync(join(world.folder, "labwc"), "x".repeat(100_000));
  writeFileSync(join(world.folder, ".kiosk-app"), "crash-loop 1\n");
  world.clock.advance(5000);
  assert.is(told(world).length, 0);
});

test("never tells more than the desk takes", (world) => {
  for (let n = 0; n < 20; n++) writeFileSync(join(world.folder, `unit-${n}`), `crash-loop ${n}\n`);
  world.clock.advance(5000);
  assert.is(told(world).at(-1)?.troubles.length, 16);
});

test.run();
