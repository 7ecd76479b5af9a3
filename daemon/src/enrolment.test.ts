import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { FakeClock } from "../core/fake-clock.ts";
import { FakeLog } from "../core/fake-ports.ts";
import { type Config, parseConfig } from "./config.ts";
import { createRoad } from "./desk-road.ts";
import { codeFiles, enrol, isEnrolmentRefused, removeCodes } from "./enrolment.ts";
import { EnrolmentWatch } from "./enrolment-watch.ts";
import { deviceKey, type Identity, rawPublicKey, readEnrolment } from "./identity.ts";
import { makeCertificate } from "./testing/certificates.ts";
import { until } from "./testing/inbox.ts";
import { TestDesk } from "./testing/test-desk.ts";

interface Context {
  folder: string;
  state: string;
  desk: TestDesk;
  config: Config;
  log: FakeLog;
  clock: FakeClock;
}

const test = suite<Context>("enrolment");
test.before.each(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), "alongside-enrol-"));
  context.state = join(context.folder, "state");
  mkdirSync(context.state);
  context.desk = new TestDesk();
  await context.desk.start();
  context.config = parseConfig(`[desk]\nurl = "${context.desk.url}"\n[paths]\nstate = "${context.state}"\n[device]\nlabel = "Hall"\n`);
  context.log = new FakeLog();
  context.clock = new FakeClock();
});
test.after.each(async ({ desk, folder }) => {
  await desk.stop();
  rmSync(folder, { recursive: true });
});

async function refusal(work: Promise<unknown>): Promise<{ message: string; isFinal: boolean }> {
  try {
    await work;
  } catch (error) {
    assert.ok(isEnrolmentRefused(error), String(error));
    return error;
  }
  throw new Error("was enrolled");
}

test("makes the key on the device, keeps it to itself and stores what the desk gave", async ({ config, state, desk }) => {
  const enrolment = await enrol(config, desk.code, createRoad(config.desk, []));
  const key = deviceKey(state);
  assert.is(enrolment.certificate.publicKey, rawPublicKey(key));
  assert.equal(readEnrolment(state, key), enrolment);
  for (const name of ["device-key.pem", "enrolment.json"]) assert.is(statSync(join(state, name)).mode & 0o777, 0o600, name);
  assert.not(readFileSync(join(state, "enrolment.json"), "utf8").includes("PRIVATE"));
});

test("a repeated call uses the same key", async ({ config, desk, state }) => {
  await refusal(enrol(config, "wrong", createRoad(config.desk, [])));
  const first = rawPublicKey(deviceKey(state));
  assert.is((await enrol(config, desk.code, createRoad(config.desk, []))).certificate.publicKey, first);
});

test("a wrong code is refused in the desk's words and leaves the device unenrolled", async ({ config, state }) => {
  const { message, isFinal } = await refusal(enrol(config, "wrong", createRoad(config.desk, [])));
  assert.match(message, /refused to enrol this device \(403\): this code is not known/);
  assert.ok(isFinal);
  assert.is(readEnrolment(state, deviceKey(state)), null);
});

test("a desk that is not there, or has a fault, may be asked again", async ({ config, desk }) => {
  desk.enrolReply = { status: 500, body: "oops" };
  assert.equal((await refusal(enrol(config, desk.code, createRoad(config.desk, [])))).isFinal, false);
  await desk.stop();
  const { message, isFinal } = await refusal(enrol(config, desk.code, createRoad(config.desk, [])));
  assert.match(message, /cannot be reached/);
  assert.not(isFinal);
});

test("a certificate that does not hold yet makes it ask whether the clock is right", async ({ state, folder }) => {
  const desk = new TestDesk();
  desk.tls = makeCertificate(new Date(Date.now() + 86_400_000), new Date(Date.now() + 2 * 86_400_000));
  await desk.start();
  const ca = join(folder, "ca.pem");
  writeFileSync(ca, desk.tls.cert);
  const config = parseConfig(`[desk]\nurl = "${desk.url}"\nca = "${ca}"\n[paths]\nstate = "${state}"\n`);
  try {
    const { message, isFinal } = await refusal(enrol(config, desk.code, createRoad(config.desk, [])));
    assert.match(message, /not yet valid; is this machine's clock right, which says 20/);
    assert.not(isFinal);
  } finally {
    await desk.stop();
  }
});

test("an answer that is not for this key, not signed or no answer at all is not stored", async ({ config, desk, state }) => {
  const other = desk.enrol("AAAA");
  const mine = desk.enrol(rawPublicKey(deviceKey(state)));
  const bodies = [
    JSON.stringify(other),
    JSON.stringify({ ...mine, operatorKey: rawPublicKey(deviceKey(state)) }),
    JSON.stringify({ ...mine, device: "another" }),
    JSON.stringify({ ...mine, more: 1 }),
    "{}",
    "not json",
    "x".repeat(100_000),
  ];
  for (const body of bodies) {
    desk.enrolReply = { status: 200, body };
    assert.match((await refusal(enrol(config, desk.code, createRoad(config.desk, [])))).message, /cannot be used|longer than any/);
  }
  assert.not(existsSync(join(state, "enrolment.json")));
});

test("a damaged enrolment is named, not believed", async ({ config, desk, state }) => {
  await enrol(config, desk.code, createRoad(config.desk, []));
  writeFileSync(join(state, "enrolment.json"), "{");
  assert.throws(() => readEnrolment(state, deviceKey(state)), /enrol the device again/);
});

test("enrols by a code that lies ready, takes the code away and says who it is", async ({ config, desk, log, clock, folder, state }) => {
  const files = codeFiles(folder, state, { CREDENTIALS_DIRECTORY: join(folder, "absent") });
  writeFileSync(join(folder, "enrol-code"), `${desk.code}\n`);
  const watch = new EnrolmentWatch(config, files, clock, log, createRoad(config.desk, []));
  assert.is(watch.known(), null);
  const identity = await new Promise<Identity>((resolve) => watch.start(resolve));
  assert.is(identity.operatorKey, desk.operatorKey);
  assert.not(existsSync(join(folder, "enrol-code")));
  assert.ok(new EnrolmentWatch(config, files, clock, log, createRoad(config.desk, [])).known());
  assert.is(clock.pending, 0, "nothing is left to watch");
  assert.not(JSON.stringify(log.lines).includes(desk.code));
});

test("warns of a used code that stays, never of one that is not there", ({ log, folder }) => {
  const stuck = join(folder, "stuck", "enrol-code");
  mkdirSync(stuck, { recursive: true });
  writeFileSync(join(folder, "text"), "");
  // Below a file nothing can be: unlink says ENOTDIR, as it says EROFS on a file system mounted read-only.
  removeCodes([join(folder, "absent", "enrol-code"), join(folder, "text", "enrol-code"), stuck], log);
  assert.equal(
    log.lines.map(({ level, facts }) => [level, facts["file"]]),
    [["warn", stuck]],
  );
});

test("a refused code is not tried again, another one is; without any it says what to do", async ({
  config,
  desk,
  log,
  clock,
  folder,
  state,
}) => {
  const watch = new EnrolmentWatch(config, codeFiles(folder, state, {}), clock, log, createRoad(config.desk, []));
  let identity: Identity | null = null;
  watch.start((enrolled) => {
    identity = enrolled;
  });
  assert.match(log.lines[0]?.text ?? "", /daemon\.mjs enrol --code CODE/);
  await new Promise((resolve) => setImmediate(resolve));
  const errors = () => log.lines.filter(({ level }) => level === "error").length;
  writeFileSync(join(state, "enrol-code"), "wrong");
  clock.advance(5000);
  await until("refused", () => errors() === 1);
  clock.advance(20_000);
  await new Promise((resolve) => setImmediate(resolve));
  assert.is(errors(), 1);
  writeFileSync(join(state, "enrol-code"), desk.code);
  await until("enrolled", () => {
    clock.advance(5000);
    return identity !== null;
  });
});

test.run();
