import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type SignedTime, timeText } from "#protocol/signing";
import { isSignedBy } from "../keys.ts";
import { DeskFixture } from "../testing/desk-fixture.ts";
import { jsonOf, type Refusal } from "../testing/device-client.ts";

const test = suite<{ desk: DeskFixture }>("signed time");
test.before(async (context) => {
  context.desk = await DeskFixture.start();
});
test.after(({ desk }) => desk.stop());

const NONCE = "A".repeat(22);

test("tells the time on the operator's word, for one question", async ({ desk }) => {
  const before = Date.now();
  const { wallMs, signature } = await jsonOf<SignedTime>(await fetch(`${desk.base}/api/v1/time?nonce=${NONCE}`));
  assert.ok(wallMs >= before && wallMs <= Date.now());
  assert.ok(isSignedBy(desk.operatorKey, timeText(NONCE, wallMs), signature));
  assert.not(isSignedBy(desk.operatorKey, timeText("B".repeat(22), wallMs), signature));
  assert.not(isSignedBy(desk.operatorKey, timeText(NONCE, wallMs + 1), signature));
});

test("refuses a question that is no nonce", async ({ desk }) => {
  for (const query of [
    "",
    "?nonce=",
    "?nonce=short",
    `?nonce=${"A".repeat(65)}`,
    `?nonce=${"A".repeat(21)}%22`,
    `?nonce=${NONCE}&more=1`,
  ]) {
    const response = await fetch(`${desk.base}/api/v1/time${query}`);
    assert.is(response.status, 400, query);
    assert.type((await jsonOf<Refusal>(response)).message, "string");
  }
});

test.run();
