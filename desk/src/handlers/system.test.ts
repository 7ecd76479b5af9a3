import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DeviceSystem } from "#protocol/device-system";
import { DeskFixture } from "../testing/desk-fixture.ts";
import { jsonOf } from "../testing/device-client.ts";

const test = suite<{ desk: DeskFixture }>("what a device says of its system");
test.before.each(async (context) => {
  context.desk = await DeskFixture.start();
});
test.after.each(({ desk }) => desk.stop());

test("is shown to the supervisor, a roll-back with its reason", async ({ desk }) => {
  const device = await desk.device();
  const sue = await desk.signIn("sue", "supervisor");
  const shown = async () =>
    (await jsonOf<{ devices: { device: string; system: DeviceSystem | null }[] }>(await sue.get("/api/v1/devices"))).devices;
  assert.equal(
    (await shown()).map(({ system }) => system),
    [null],
  );
  const system = { version: "1.0.1", waiting: null, refused: null, rolledBack: { version: "1.0.2", reason: "labwc is failed" } };
  device.send({ type: "device/system", system });
  await device.settled();
  assert.equal(
    (await shown()).map((one) => [one.device, one.system]),
    [[device.device, system]],
  );
});

test("is refused when it is too long, and the link goes on", async ({ desk }) => {
  const device = await desk.device();
  const rolledBack = { version: "2", reason: "x".repeat(201) };
  device.send({ type: "device/system", system: { version: "1", waiting: null, refused: null, rolledBack } });
  await device.next("link/error");
  assert.is((await desk.store.device(device.device))?.system, null);
});

test.run();
