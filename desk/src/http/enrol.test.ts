import { suite } from "uvu";
import * as assert from "uvu/assert";
import { post } from "../testing/console-client.ts";
import { DeskFixture } from "../testing/desk-fixture.ts";
import { enrolDevice, jsonOf, newKey, type Refusal } from "../testing/device-client.ts";

const test = suite<{ desk: DeskFixture }>("enrolment");
test.before.each(async (context) => {
  context.desk = await DeskFixture.start();
});
test.after.each(({ desk }) => desk.stop());

const refusalOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => "enrolled",
    (error: Error) => error.message,
  );

test("refuses a wrong, a used and an old code, each by name", async ({ desk }) => {
  assert.is(await refusalOf(enrolDevice(desk.base, "AAAA-BBBB-CCCC")), "unknown-code");
  const code = await desk.enrolCode();
  await enrolDevice(desk.base, code);
  assert.is(await refusalOf(enrolDevice(desk.base, code)), "used-code");
  assert.is(await refusalOf(enrolDevice(desk.base, await desk.enrolCode(0))), "expired-code");
});

test("a device whose answer was lost may ask again with the same key", async ({ desk }) => {
  const code = await desk.enrolCode();
  const key = newKey();
  const first = await enrolDevice(desk.base, code, key);
  const second = await enrolDevice(desk.base, code, key);
  assert.equal(second.certificate, first.certificate);
});

test("takes a code as people type it", async ({ desk }) => {
  const code = await desk.enrolCode();
  await enrolDevice(desk.base, ` ${code.toLowerCase().replaceAll("-", " ")} `);
});

test("guessing codes is slowed down", async ({ desk }) => {
  const attempts = [];
  for (let i = 0; i < 11; i++) attempts.push(await refusalOf(enrolDevice(desk.base, "AAAA-BBBB-CCCC")));
  assert.is(attempts.at(-1), "too-many-attempts");
});

test("says what is wrong with a body", async ({ desk }) => {
  const cases: [unknown, string][] = [
    [{ code: "A" }, "publicKey"],
    [{ code: "A", publicKey: "short", label: "", model: "", serial: "" }, "32 bytes"],
    [{ code: "A", publicKey: "a".repeat(43), label: "x".repeat(101), model: "", serial: "" }, "label"],
    [{ code: "A", publicKey: "a".repeat(43), label: "", model: "", serial: "", admin: true }, "additional"],
  ];
  for (const [body, expected] of cases) {
    const response = await post(desk.base, "/api/v1/enrol", body as object);
    assert.is(response.status, 400);
    assert.match((await jsonOf<Refusal>(response)).message, expected);
  }
});

test.run();
