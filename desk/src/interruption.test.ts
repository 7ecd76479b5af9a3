import { suite } from "uvu";
import * as assert from "uvu/assert";
import { DeskFixture } from "./testing/desk-fixture.ts";

const test = suite<{ desk: DeskFixture }>("losses on the way");
test.before.each(async (context) => {
  context.desk = await DeskFixture.start({
    limits: { offerMs: 1500, holdMs: 1500, wrapupMs: 500, refusalMs: 60_000 },
    timing: { graceMs: 50, keepMs: 5000 },
  });
});
test.after.each(({ desk }) => desk.stop());

test("an offer that is not answered in time goes to the next agent", async ({ desk }) => {
  const [maria, ben] = [await desk.agent("maria"), await desk.agent("ben")];
  const device = await desk.device();
  await device.request("c1");
  const { epoch } = await maria.next("offer/made");
  assert.is((await maria.next("offer/withdrawn")).reason, "not answered in time");
  assert.is((await ben.next("offer/made")).epoch, epoch + 1);
  maria.send({ type: "offer/accept", contact: "c1", epoch });
  assert.is((await maria.next("link/error")).code, "stale-offer");
});

test("an offer whose console closes goes to the next agent at once", async ({ desk }) => {
  const [maria, ben] = [await desk.agent("maria"), await desk.agent("ben")];
  const device = await desk.device();
  await device.request("c1");
  await maria.next("offer/made");
  maria.drop();
  assert.is((await ben.next("offer/made")).card.contact, "c1");
});

test("a console that is reloaded within the hold goes on with its contact", async ({ desk }) => {
  const signedIn = await desk.signIn("maria");
  const maria = desk.keep(await signedIn.console());
  await maria.goAvailable();
  const device = await desk.contact("c1", maria);
  maria.drop();
  assert.is((await device.next("contact/interrupted")).holdMs, 1500);
  assert.is(await desk.state("c1"), "interrupted");

  const reloaded = desk.keep(await signedIn.console());
  await reloaded.connect();
  const welcome = await reloaded.next("agent/welcome");
  assert.equal([welcome.active?.contact, welcome.state], ["c1", "available"]);
  await reloaded.next("contact/accepted");
  reloaded.send({ type: "call/renew", contact: "c1" });
  await device.next("call/renew");
  device.send({ type: "contact/connected", contact: "c1" });
  await reloaded.next("contact/active", () => true);
  await desk.reach("c1", "active");
});

test("a console whose socket blinks resumes its session and misses nothing", async ({ desk }) => {
  const maria = await desk.agent("maria");
  const device = await desk.contact("c1", maria);
  maria.drop();
  device.send({ type: "call/candidate", contact: "c1", call: 1, candidate: { candidate: "while away" } });
  await device.settled();
  maria.ticket = await (await desk.signIn("maria")).ticket();
  const hello = await maria.connect();
  assert.ok(hello.type === "hello/welcome" && hello.resumed);
  assert.is((await maria.next("call/candidate")).candidate.candidate, "while away");
  await desk.reach("c1", "active");
});

test("a session is resumed for the same identity only", async ({ desk }) => {
  const maria = await desk.agent("maria");
  const ben = desk.keep(await (await desk.signIn("ben")).console());
  ben.session = maria.session;
  const hello = await ben.connect();
  assert.ok(hello.type === "hello/welcome" && !hello.resumed && hello.session !== maria.session);
  assert.is((await ben.next("agent/welcome")).agent.id, "ben");
  maria.drop();
  maria.session = "no-such-session";
  maria.ticket = await (await desk.signIn("maria")).ticket();
  const guess = await maria.connect();
  assert.ok(guess.type === "hello/welcome" && !guess.resumed);
});

test("a console that does not come back ends the contact, and wrap-up ends by itself", async ({ desk }) => {
  const maria = await desk.agent("maria");
  const device = await desk.contact("c1", maria);
  maria.drop();
  await device.next("contact/interrupted");
  const ended = await device.next("contact/ended");
  assert.is(ended.by, "network");
  assert.match(ended.reason, "console");
  await desk.reach("c1", "closed");
});

test("a device that is lost in a contact is waited for", async ({ desk }) => {
  const maria = await desk.agent("maria");
  const device = await desk.contact("c1", maria);
  device.drop();
  await maria.next("contact/interrupted");
  await device.connect();
  await maria.next("contact/active");
});

test("a device that stays lost ends the contact", async ({ desk }) => {
  const maria = await desk.agent("maria");
  const device = await desk.contact("c1", maria);
  device.drop();
  assert.match((await maria.next("contact/ended")).reason, "device");
});

test("a device that restarts its daemon goes on with its contact in a new session", async ({ desk }) => {
  const maria = await desk.agent("maria");
  const device = await desk.contact("c1", maria);
  device.drop();
  await maria.next("contact/interrupted");
  await device.connect({ isFresh: true });
  await maria.next("contact/active");
});

test("a device that lost its console says so and says when it is back", async ({ desk }) => {
  const maria = await desk.agent("maria");
  const device = await desk.contact("c1", maria);
  device.send({ type: "contact/interrupted", contact: "c1" });
  await maria.next("contact/interrupted");
  device.send({ type: "contact/connected", contact: "c1" });
  await maria.next("contact/active");
});

test("a device that is away keeps its place but is not offered; it is offered when it is back", async ({ desk }) => {
  const [away, here] = [await desk.device(), await desk.device()];
  await away.request("c1");
  await here.request("c2");
  away.drop();
  await here.settled();
  const maria = await desk.agent("maria");
  assert.is((await maria.next("offer/made")).card.contact, "c2");
  await away.connect();
  const ben = await desk.agent("ben");
  assert.is((await ben.next("offer/made")).card.contact, "c1");
});

test("a device that begins a new session is offered only when it asks again", async ({ desk }) => {
  const device = await desk.device();
  await device.request("c1");
  device.drop();
  await device.connect({ isFresh: true });
  const maria = await desk.agent("maria");
  assert.equal(maria.unread("offer/made"), []);
  // Until it asks it is told who is there.
  await device.next("desk/presence", ({ agentsOnline }) => agentsOnline === 1);
  await device.request("c1");
  assert.is((await maria.next("offer/made")).card.contact, "c1");
});

test("a device that never comes back leaves the queue", async ({ desk }) => {
  const device = await desk.device();
  await device.request("c1");
  device.drop();
  await desk.reach("c1", "closed");
  assert.is((await desk.store.contact("c1"))?.ended?.by, "network");
});

test("a device that asks again learns where its contact is", async ({ desk }) => {
  const maria = await desk.agent("maria");
  const device = await desk.contact("c1", maria);
  await device.request("c1");
  assert.is((await device.next("contact/accepted")).epoch, 1);
  device.send({ type: "contact/end", contact: "c1", by: "customer", reason: "" });
  await device.next("contact/ended");
  await device.request("c1");
  assert.is((await device.next("contact/ended")).by, "customer");
});

test("two live connections of one device raise the alarm, and the newest wins", async ({ desk }) => {
  const device = await desk.device();
  const first = device.closed;
  await device.connect({ isFresh: true });
  assert.is((await first).code, 4001);
  assert.ok((await desk.store.auditRows(0, 1000)).some(({ act, subject }) => act === "device.clone-alarm" && subject === device.device));
  await device.request("c1");
  await device.next("contact/queued");
});

test("an open console is replaced by a newer one of the same agent", async ({ desk }) => {
  const maria = await desk.agent("maria");
  const device = await desk.contact("c1", maria);
  const newer = desk.keep(await (await desk.signIn("maria")).console());
  await newer.connect();
  assert.is((await maria.closed).reason, "replaced");
  assert.is((await newer.next("agent/welcome")).active?.contact, "c1");
  newer.send({ type: "contact/end", contact: "c1", by: "agent", reason: "" });
  await device.next("contact/ended");
});

test("signing out closes the console", async ({ desk }) => {
  const signedIn = await desk.signIn("maria");
  const maria = desk.keep(await signedIn.console());
  await maria.goAvailable();
  assert.ok((await signedIn.post("/api/v1/logout")).ok);
  assert.is((await maria.closed).code, 4003);
  assert.is((await signedIn.post("/api/v1/ticket")).status, 401);
  assert.is((await desk.store.floor()).agentsOnline, 0);
});

test.run();
