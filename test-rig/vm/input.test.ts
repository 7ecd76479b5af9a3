import { suite } from "uvu";
import * as assert from "uvu/assert";
import { MachineInput } from "./input.ts";
import type { Qmp } from "./qmp.ts";

const test = suite("machine input");

/** Reports in short: `slot/begin`, `x/value`, `touch/on`. */
function record(): { input: MachineInput; reports: string[][] } {
  const reports: string[][] = [];
  const execute = async (_: string, { events }: { events: { type: string; data: Record<string, unknown> }[] }) => {
    reports.push(
      events.map(({ type, data }) => {
        if (type === "btn") return `touch/${data.down ? "on" : "off"}`;
        return data.type === "data" ? `${data.axis}/${data.value}` : `${data.slot}/${data.type}/${data["tracking-id"]}`;
      }),
    );
  };
  return { input: new MachineInput({ execute } as unknown as Qmp), reports };
}

test("reports two fingers as a touch screen does, and moves both at once", async () => {
  const { input, reports } = record();
  await input.down(0, 0, 0);
  await input.down(1, 1, 0.5);
  await input.move({ finger: 0, x: 0.5, y: 0.5 }, { finger: 1, x: 0, y: 1 });
  await input.up(0);
  await input.up(1);
  assert.equal(reports, [
    ["0/begin/1", "x/0", "y/0", "touch/on"],
    ["1/begin/2", "x/32767", "y/16384"],
    ["0/update/1", "x/16384", "y/16384", "1/update/2", "x/0", "y/32767"],
    ["0/end/-1"],
    ["1/end/-1", "touch/off"],
  ]);
});

test("says nothing of fingers that are not down, and keeps to the screen", async () => {
  const { input, reports } = record();
  await input.up(3);
  await input.move({ finger: 3, x: 0, y: 0 });
  assert.equal(reports, []);
  await input.down(3, 7, -7);
  assert.equal(reports, [["3/begin/1", "x/32767", "y/0", "touch/on"]]);
  assert.throws(() => input.down(10, 0, 0), /fingers 0 to 9/);
});

test.run();
