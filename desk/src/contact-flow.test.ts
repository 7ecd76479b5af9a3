import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type CallClaims, deviceText, shiftText } from "#protocol/signing";
import { isSignedBy } from "./keys.ts";
import { DeskFixture } from "./testing/desk-fixture.ts";
import { enrolDevice } from "./testing/device-client.ts";

const test = suite<{ desk: DeskFixture }>("a contact through a real desk");
test.before.each(async (context) => {
  context.desk = await DeskFixture.start({ timing: { graceMs: 100 } });
});
test.after.each(({ desk }) => desk.stop());

const FINGERPRINT = `sha-256 ${Array(32).fill("AB").join(":")}`;
const claims = (contact: string, role: "device" | "console"): CallClaims => ({
  contact,
  deviceFingerprint: FINGERPRINT,
  consoleFingerprint: FINGERPRINT,
  role,
  deviceNonce: "bm9uY2U",
  consoleNonce: "bm9uY2U",
  expiresMs: Date.now() + 60_000,
});

test("goes from the request to its record with a timeline", async ({ desk }) => {
  const maria = await desk.signIn("maria");
  const console = desk.keep(await maria.console());
  await console.connect();
  const welcome = await console.next("agent/welcome");
  assert.equal([welcome.agent.name, welcome.state, welcome.operatorKey], ["maria of the desk", "away", desk.operatorKey]);
  const certificate = await maria.shift();
  assert.ok(isSignedBy(desk.operatorKey, shiftText(certificate), certificate.signature));

  const device = await desk.device();
  assert.is((await device.next("desk/presence")).agentsOnline, 0);
  await device.request("c1");
  assert.equal(await device.next("contact/queued"), { type: "contact/queued", contact: "c1", position: 1, etaSeconds: null });
  console.send({ type: "agent/state", state: "available" });

  const { card, epoch, withinMs } = await console.next("offer/made");
  assert.equal(
    [card.contact, card.device, card.deviceLabel, card.context.page, withinMs],
    ["c1", device.device, "Front desk", "Name", 20_000],
  );
  assert.is((await device.next("contact/offered")).epoch, epoch);
  console.send({ type: "clock/offset", boot: "b2", offsetMs: -5_000, errorMs: 1 });
  console.send({ type: "contact/marks", contact: "c1", marks: [{ name: "offer-shown", machine: "console", boot: "b2", atMs: 2 }] });
  console.send({ type: "offer/accept", contact: "c1", epoch });
  assert.equal((await device.next("contact/accepted")).agent, { id: "maria", name: "maria of the desk" });
  await console.next("contact/accepted");

  device.send({
    type: "call/offer",
    contact: "c1",
    call: 1,
    sdp: "v=0",
    nonce: "bm9uY2U",
    certificate: { device: device.device, publicKey: "a2V5", signature: "c2ln" },
  });
  assert.is((await console.next("call/offer")).sdp, "v=0");
  console.send({
    type: "call/answer",
    contact: "c1",
    call: 1,
    sdp: "v=1",
    claims: claims("c1", "console"),
    certificate,
    signature: "c2ln",
  });
  assert.is((await device.next("call/answer")).sdp, "v=1");
  const candidate = { candidate: "candidate:1 1 udp 1 127.0.0.1 9 typ host", sdpMid: "0", sdpMLineIndex: 0 };
  console.send({ type: "call/candidate", contact: "c1", call: 1, candidate });
  device.send({ type: "call/candidate", contact: "c1", call: 1, candidate });
  assert.equal((await device.next("call/candidate")).candidate, candidate);
  assert.equal((await console.next("call/candidate")).candidate, candidate);
  device.send({ type: "call/confirm", contact: "c1", call: 1, claims: claims("c1", "device"), signature: "c2ln" });
  await console.next("call/confirm");
  device.send({ type: "contact/connected", contact: "c1" });
  await console.next("contact/active");

  const context = { ...card.context, page: "Birthday" };
  device.send({ type: "device/context", context });
  assert.equal(await console.next("contact/context"), { type: "contact/context", contact: "c1", context });
  // Said again after a reconnect: no news.
  device.send({ type: "device/context", context });
  device.send({ type: "device/context", context: { ...context, page: "Address" } });
  assert.is((await console.next("contact/context")).context.page, "Address");

  device.send({ type: "clock/probe", sentMs: 7 });
  const reply = await device.next("clock/reply");
  assert.ok(reply.sentMs === 7 && reply.deskMs > 0 && Math.abs(reply.wallMs - Date.now()) < 10_000);
  device.send({ type: "clock/offset", boot: "b1", offsetMs: reply.deskMs - 60_000, errorMs: 1 });
  device.send({ type: "contact/marks", contact: "c1", marks: [{ name: "gesture", machine: "device", boot: "b1", atMs: 1 }] });
  await device.settled();

  const right = { type: "contact/rights", contact: "c1", right: "touch", participant: "maria" };
  device.send({ ...right, change: "asked", by: "agent" });
  device.send({ ...right, change: "granted", by: "customer" });

  device.send({ type: "contact/end", contact: "c1", by: "customer", reason: "done" });
  assert.is((await console.next("contact/ended")).by, "customer");
  // The right ends with the contact, and its word may come after it.
  device.send({ ...right, change: "ended", by: "customer" });
  assert.is(await desk.state("c1"), "wrapup");
  device.send({ type: "contact/feedback", contact: "c1", resolved: false });
  await device.settled();
  console.send({ type: "contact/wrapup", contact: "c1", disposition: "resolved", notes: "printed a badge" });
  await console.next("contact/closed");

  const record = (await (await maria.get("/api/v1/contacts/c1")).json()) as {
    state: string;
    notes: string;
    resolved: boolean | null;
    timeline: { name: string; deskMs: number | null }[];
    rights: { right: string; change: string; by: string; participant: string; atMs: number }[];
  };
  assert.equal([record.state, record.notes, record.resolved], ["closed", "printed a badge", false]);
  assert.equal(
    record.timeline.map(({ name }) => name),
    ["offer-shown", "gesture", "queued", "offered", "accepted", "ended"],
  );
  assert.ok(record.timeline.every(({ deskMs }) => deskMs !== null));
  assert.equal(
    record.rights.map(({ right, change, by, participant }) => [right, change, by, participant]),
    [
      ["touch", "asked", "agent", "maria"],
      ["touch", "granted", "customer", "maria"],
      ["touch", "ended", "customer", "maria"],
    ],
  );
  const eva = await desk.signIn("eva", "supervisor");
  const seen = (await (await eva.get("/api/v1/contacts/c1")).json()) as typeof record;
  assert.equal(seen.rights, record.rights, "a supervisor sees the same");
  assert.equal([...device.faults, ...console.faults], []);
});

test("an enrolled device's certificate is the operator's word for its key", async ({ desk }) => {
  const { certificate, operatorKey, device } = await enrolDevice(desk.base, await desk.enrolCode());
  assert.is(operatorKey, desk.operatorKey);
  assert.is(certificate.device, device);
  assert.ok(isSignedBy(operatorKey, deviceText(certificate), certificate.signature));
});

test("tells each waiting device its place on every change", async ({ desk }) => {
  const [first, second] = [await desk.device(), await desk.device()];
  await first.request("c1");
  await second.request("c2");
  assert.is((await second.next("contact/queued")).position, 2);
  first.send({ type: "contact/cancel", contact: "c1" });
  assert.is((await second.next("contact/queued")).position, 1);
  assert.is((await first.next("contact/ended")).by, "customer");
});

test("offers a free agent at once, and says so to idle devices", async ({ desk }) => {
  const device = await desk.device();
  await desk.agent("maria");
  const presence = await device.next("desk/presence", ({ agentsFree }) => agentsFree === 1);
  assert.equal([presence.agentsOnline, presence.etaSeconds], [1, 0]);
});

test("a declined offer goes to the next agent, longest idle first", async ({ desk }) => {
  const maria = await desk.agent("maria");
  const ben = await desk.agent("ben");
  const device = await desk.device();
  await device.request("c1");
  const offer = await maria.next("offer/made");
  maria.send({ type: "offer/decline", contact: "c1", epoch: offer.epoch });
  assert.is((await maria.next("offer/withdrawn")).reason, "declined");
  assert.is((await ben.next("offer/made")).epoch, offer.epoch + 1);
  await ben.settled();
  assert.equal(maria.unread("offer/made"), []);
});

test("a stale epoch is refused and changes nothing", async ({ desk }) => {
  const maria = await desk.agent("maria");
  const device = await desk.device();
  await device.request("c1");
  const { epoch } = await maria.next("offer/made");
  maria.send({ type: "offer/accept", contact: "c1", epoch: epoch + 1 });
  assert.is((await maria.next("link/error")).code, "stale-offer");
  assert.is(await desk.state("c1"), "offered");
});

test("a second accept of the same offer is no second contact", async ({ desk }) => {
  const [maria, ben] = [await desk.agent("maria"), await desk.agent("ben")];
  const device = await desk.device();
  await device.request("c1");
  const { epoch } = await maria.next("offer/made");
  for (const console of [maria, ben, maria]) console.send({ type: "offer/accept", contact: "c1", epoch });
  assert.is((await ben.next("link/error")).code, "stale-offer");
  await maria.settled();
  await device.next("contact/accepted");
  assert.equal(device.unread("contact/accepted"), []);
  assert.equal(maria.unread("link/error"), []);
});

test("an agent has one contact at a time; the next is offered after wrap-up", async ({ desk }) => {
  const maria = await desk.agent("maria");
  await desk.contact("c1", maria);
  const waiting = await desk.device();
  await waiting.request("c2");
  maria.send({ type: "contact/end", contact: "c1", by: "agent", reason: "" });
  await maria.next("contact/ended");
  await maria.settled();
  assert.equal(maria.unread("offer/made"), []);
  maria.send({ type: "contact/wrapup", contact: "c1", disposition: "other", notes: "" });
  await maria.next("contact/closed");
  assert.is((await maria.next("offer/made")).card.contact, "c2");
});

test("another console cannot signal for a contact, end it or write its marks", async ({ desk }) => {
  const [maria, ben] = [await desk.agent("maria"), await desk.agent("ben")];
  const device = await desk.contact("c1", maria);
  const certificate = { agent: "ben", publicKey: "a2V5", expiresMs: 1, signature: "c2ln" };
  const spoofs = [
    { type: "call/answer", contact: "c1", call: 1, sdp: "v=0", claims: claims("c1", "console"), certificate, signature: "c2ln" },
    { type: "call/candidate", contact: "c1", call: 1, candidate: { candidate: "" } },
    { type: "call/renew", contact: "c1" },
    { type: "contact/end", contact: "c1", by: "agent", reason: "" },
    { type: "contact/wrapup", contact: "c1", disposition: "other", notes: "" },
    { type: "contact/marks", contact: "c1", marks: [] },
  ];
  for (const spoof of spoofs) {
    ben.send(spoof);
    const error = await ben.next("link/error");
    assert.equal([error.code, error.refused], ["not-yours", "c1"], spoof.type);
  }
  await device.settled();
  for (const type of ["call/answer", "call/candidate", "call/renew", "contact/ended"] as const) assert.equal(device.unread(type), []);
  assert.is(await desk.state("c1"), "active");
});

test("another device cannot signal for a contact, connect it or end it", async ({ desk }) => {
  const maria = await desk.agent("maria");
  await desk.contact("c1", maria);
  const other = await desk.device();
  for (const type of ["contact/connected", "contact/interrupted", "contact/cancel"]) {
    other.send({ type, contact: "c1" });
    assert.is((await other.next("link/error")).code, "not-yours", type);
  }
  other.send({ type: "contact/rights", contact: "c1", right: "touch", change: "granted", by: "customer", participant: "maria" });
  assert.is((await other.next("link/error")).code, "not-yours");
  assert.equal(await desk.store.rights("c1"), []);
  other.send({ type: "call/candidate", contact: "c1", call: 1, candidate: { candidate: "" } });
  assert.is((await other.next("link/error")).code, "not-yours");
  await other.request("c1");
  assert.is((await other.next("contact/refused")).code, "id-taken");
  assert.is(await desk.state("c1"), "active");
});

test("nothing of a call passes before the offer is accepted or after the end", async ({ desk }) => {
  const maria = await desk.agent("maria");
  const device = await desk.device();
  await device.request("c1");
  await maria.next("offer/made");
  device.send({ type: "call/candidate", contact: "c1", call: 1, candidate: { candidate: "" } });
  assert.is((await device.next("link/error")).code, "not-in-call");
  maria.send({ type: "call/renew", contact: "c1" });
  assert.is((await maria.next("link/error")).code, "not-yours");
  device.send({ type: "contact/cancel", contact: "c1" });
  assert.is((await maria.next("offer/withdrawn")).contact, "c1");
});

test("signalling is never stored", async ({ desk }) => {
  const maria = await desk.agent("maria");
  const device = await desk.contact("c1", maria);
  device.send({ type: "call/candidate", contact: "c1", call: 1, candidate: { candidate: "very-secret-candidate" } });
  await maria.next("call/candidate");
  const everything = JSON.stringify([await desk.store.contact("c1"), await desk.store.marks("c1"), await desk.store.auditRows(0, 1000)]);
  assert.not.match(everything, "very-secret-candidate");
});

test.run();
