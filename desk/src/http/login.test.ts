import { suite } from "uvu";
import * as assert from "uvu/assert";
import { post } from "../testing/console-client.ts";
import { DeskFixture, PASSWORD } from "../testing/desk-fixture.ts";
import { jsonOf, newKey, type Refusal } from "../testing/device-client.ts";

const test = suite<{ desk: DeskFixture }>("signing in");
test.before.each(async (context) => {
  context.desk = await DeskFixture.start();
});
test.after.each(({ desk }) => desk.stop());

test("a wrong password and an unknown name get the same plain answer", async ({ desk }) => {
  await desk.addAccount("maria");
  for (const name of ["maria", "nobody"]) {
    const response = await post(desk.base, "/api/v1/login", { name, password: "wrong password" });
    assert.is(response.status, 401);
    assert.equal(await jsonOf<Refusal>(response), { code: "wrong-password", message: "Name or password is wrong" });
  }
});

test("guessing is slowed down, also for the right password, and for one name alone", async ({ desk }) => {
  await desk.addAccount("maria");
  await desk.addAccount("ben");
  const attempt = (name: string, password: string) => post(desk.base, "/api/v1/login", { name, password });
  for (let i = 0; i < 3; i++) assert.is((await attempt("maria", "wrong password")).status, 401);
  const slowed = await attempt("maria", PASSWORD);
  assert.is(slowed.status, 429);
  assert.ok(Number(slowed.headers.get("retry-after")) >= 1);
  assert.match((await jsonOf<Refusal>(slowed)).message, "Try again in");
  assert.is((await attempt("ben", PASSWORD)).status, 200);
});

test("many attempts at once gain nothing", async ({ desk }) => {
  await desk.addAccount("maria");
  const attempts = Array.from({ length: 12 }, () => post(desk.base, "/api/v1/login", { name: "maria", password: "wrong password" }));
  const statuses = (await Promise.all(attempts)).map(({ status }) => status);
  assert.is(statuses.filter((status) => status === 401).length, 3);
  assert.is(statuses.filter((status) => status === 429).length, 9);
});

test("the cookie is for this site and for no script", async ({ desk }) => {
  await desk.addAccount("maria");
  const response = await post(desk.base, "/api/v1/login", { name: "maria", password: PASSWORD });
  const [cookie = ""] = response.headers.getSetCookie();
  for (const part of ["HttpOnly", "SameSite=Strict", "Path=/"]) assert.match(cookie, part);
  assert.equal((await jsonOf<{ role: string }>(response)).role, "agent");
});

test("without a sign-in there is no ticket, shift, record or device", async ({ desk }) => {
  assert.is((await post(desk.base, "/api/v1/ticket")).status, 401);
  assert.is((await post(desk.base, "/api/v1/shift", { publicKey: newKey().publicKey })).status, 401);
  assert.is((await fetch(`${desk.base}/api/v1/contacts`)).status, 401);
  assert.is((await fetch(`${desk.base}/api/v1/devices`, { headers: { cookie: "alongside_session=guess" } })).status, 401);
});

test("a shift is certified for a real key only", async ({ desk }) => {
  const maria = await desk.signIn("maria");
  assert.is((await maria.post("/api/v1/shift", { publicKey: "c2hvcnQ" })).status, 400);
  const { agent, expiresMs } = await maria.shift();
  assert.is(agent, "maria");
  assert.ok(Math.abs(expiresMs - Date.now() - 8 * 3600_000) < 60_000);
});

test("a foreign origin can neither change anything nor open a socket", async ({ desk }) => {
  const maria = await desk.signIn("maria");
  for (const origin of ["https://evil.example", "null", desk.base.replace("http:", "https:").replace(/\d+$/, "1")]) {
    assert.is((await maria.post("/api/v1/ticket", undefined, { origin })).status, 403);
  }
  assert.is((await maria.post("/api/v1/ticket", undefined, { "sec-fetch-site": "cross-site" })).status, 403);
  assert.is((await maria.post("/api/v1/ticket", undefined, { origin: desk.base })).status, 200);
  const foreign = desk.keep(await maria.console({ origin: "https://evil.example" }));
  assert.match(String(await foreign.connect().catch((error: unknown) => error)), "403");
  const own = desk.keep(await maria.console({ origin: desk.base }));
  assert.is((await own.connect()).type, "hello/welcome");
});

test("a ticket opens one socket", async ({ desk }) => {
  const maria = await desk.signIn("maria");
  const first = desk.keep(await maria.console());
  assert.is((await first.connect()).type, "hello/welcome");
  const second = desk.keep(await maria.console());
  second.ticket = first.ticket;
  const hello = await second.connect();
  assert.equal([hello.type, hello.type === "hello/refused" && hello.code], ["hello/refused", "ticket"]);
});

test("each role reads what it may", async ({ desk }) => {
  const console = await desk.agent("maria");
  await desk.contact("c1", console);
  const [maria, ben] = [await desk.signIn("maria"), await desk.signIn("ben")];
  const [sue, ada] = [await desk.signIn("sue", "supervisor"), await desk.signIn("ada", "admin")];
  const seen = async (person: typeof maria) =>
    (await jsonOf<{ contacts: unknown[] }>(await person.get("/api/v1/contacts"))).contacts.length;
  assert.equal([await seen(maria), await seen(ben), await seen(sue)], [1, 0, 1]);
  assert.is((await ben.get("/api/v1/contacts/c1")).status, 404);
  assert.is((await sue.get("/api/v1/contacts/c1")).status, 200);
  assert.is((await ben.get("/api/v1/devices")).status, 403);
  const { devices } = await jsonOf<{ devices: { isConnected: boolean }[] }>(await sue.get("/api/v1/devices"));
  assert.equal(
    devices.map(({ isConnected }) => isConnected),
    [true],
  );
  assert.is((await sue.post("/api/v1/enrol-codes", {})).status, 403);
  assert.match(
    (await jsonOf<{ code: string }>(await ada.post("/api/v1/enrol-codes", { minutes: 5 }))).code,
    /^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}$/,
  );
});

test.run();
