import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { FakeLog } from "../core/fake-ports.ts";
import { systemClock } from "./clock.ts";
import { DeskLink } from "./desk-link.ts";
import { CREDENTIALS_FILE, createRoad } from "./desk-road.ts";
import { createSigner, rawPublicKey } from "./identity.ts";
import { ProxyAgent } from "./proxy-tunnel.ts";
import { makeCertificate } from "./testing/certificates.ts";
import { until } from "./testing/inbox.ts";
import { freePort, TestDesk } from "./testing/test-desk.ts";
import { TestProxy } from "./testing/test-proxy.ts";

interface Context {
  folder: string;
  ca: string;
  desk: TestDesk;
  proxy: TestProxy;
  /** Of the last attempt. */
  log: FakeLog;
}

const DAY_MS = 86_400_000;
/** Longer than a label may be: refused by the resolver without asking the network. */
const NO_NAME = `${"a".repeat(64)}.example`;
const valid = makeCertificate(new Date(Date.now() - DAY_MS), new Date(Date.now() + DAY_MS));
const key = generateKeyPairSync("ed25519").privateKey;
const test = suite<Context>("way to the desk");

test.before.each(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), "alongside-road-"));
  context.ca = join(context.folder, "ca.pem");
  writeFileSync(context.ca, valid.cert);
  context.desk = new TestDesk();
  context.desk.tls = valid;
  await context.desk.start();
  context.proxy = new TestProxy();
  await context.proxy.start();
});
test.after.each(async ({ folder, desk, proxy }) => {
  await proxy.stop();
  await desk.stop();
  rmSync(folder, { recursive: true });
});

/** A link that is tried until it is online, or has said why it is not. @returns that line, or null */
async function attempt(context: Context, way: { proxy?: string; ca?: string }): Promise<string | null> {
  const { desk, folder } = context;
  const log = new FakeLog();
  context.log = log;
  const { certificate } = desk.enrol(rawPublicKey(key));
  const road = createRoad({ url: desk.url, ...way }, [folder]);
  const link = new DeskLink(
    {
      url: `${desk.url}/ws/device`,
      signer: () => createSigner(key, certificate),
      clock: systemClock,
      log,
      agent: road.agent,
      random: () => 0,
    },
    { onOnline() {}, onOffline() {}, onMessage() {} },
  );
  link.start();
  try {
    await until("online, or a reason", () => link.isOnline || log.lines.length > 0);
    return link.isOnline ? null : String(log.lines[0]?.facts["error"]);
  } finally {
    link.stop();
  }
}

test("a desk with a certificate of its own authority is believed when the configuration names that", async (context) => {
  assert.match((await attempt(context, {})) ?? "", /self-signed|self signed/);
  assert.is(await attempt(context, { ca: context.ca }), null);
  assert.match((await attempt(context, { ca: "/absent/ca.pem" })) ?? "", /desk\.ca: .*\/absent\/ca\.pem/);
});

test("reaches the desk through a proxy, which sees its name and nothing else", async (context) => {
  const { proxy, ca, desk } = context;
  assert.is(await attempt(context, { ca, proxy: proxy.url }), null);
  assert.equal(proxy.asked, [{ place: new URL(desk.url).host, authorization: undefined }]);
  assert.is(desk.hellos.length, 1);
});

test("through a proxy certificates count as they do without", async (context) => {
  assert.match((await attempt(context, { proxy: context.proxy.url })) ?? "", /self-signed|self signed/);
});

test("gives a proxy the user and password that lie beside the configuration, and it alone", async (context) => {
  const { proxy, ca, folder } = context;
  proxy.credentials = "kiosk:päss:word";
  assert.match((await attempt(context, { ca, proxy: proxy.url })) ?? "", /wants a user and a password \(407\).*proxy-credentials/);
  writeFileSync(join(folder, CREDENTIALS_FILE), "kiosk:wrong\n");
  assert.match((await attempt(context, { ca, proxy: proxy.url })) ?? "", /does not take the user and password/);
  assert.not.match(JSON.stringify(context.log.lines), /wrong/);
  writeFileSync(join(folder, CREDENTIALS_FILE), "kiosk:päss:word\n");
  assert.is(await attempt(context, { ca, proxy: proxy.url }), null);
  assert.not.match(JSON.stringify(context.log.lines), /päss/);
});

test("says in words why a proxy gives no way", async (context) => {
  const { proxy, ca } = context;
  for (const [status, words] of [
    [403, /does not allow connections to localhost:\d+ \(403\)/],
    [502, /cannot reach localhost:\d+ \(502\)/],
    [504, /cannot reach localhost:\d+ \(504\)/],
    [404, /gives no way .*\(404\): is it an HTTP proxy/],
  ] as const) {
    proxy.status = status;
    assert.match((await attempt(context, { ca, proxy: proxy.url })) ?? "", words);
  }
  assert.match(
    (await attempt(context, { ca, proxy: `http://127.0.0.1:${await freePort()}` })) ?? "",
    /is not there: the connection is refused/,
  );
  assert.match((await attempt(context, { ca, proxy: `http://${NO_NAME}:3128` })) ?? "", /a name that cannot be looked up/);
});

test("gives up a proxy that says nothing, and keeps no connection to it", async ({ proxy, desk }) => {
  proxy.isSilent = true;
  const agent = new ProxyAgent({ url: proxy.url, credentials: () => null, answerMs: 50 });
  const words = await new Promise<string>((resolve) =>
    get(desk.url.replace("wss:", "https:"), { agent }).on("error", (error) => resolve(error.message)),
  );
  assert.match(words, /the proxy 127\.0\.0\.1:\d+ does not answer/);
  await until("the connection's end", () => proxy.connections === 0);
});

test("says that the desk behind a proxy is not there", async (context) => {
  await context.desk.stop();
  assert.match((await attempt(context, { ca: context.ca, proxy: context.proxy.url })) ?? "", /cannot reach localhost:\d+ \(502\)/);
});

test("enrolment and other requests take the same way", async ({ desk, proxy, ca }) => {
  const base = desk.url.replace("wss:", "https:");
  const road = createRoad({ url: desk.url, ca, proxy: proxy.url }, []);
  const body = JSON.stringify({ code: desk.code, publicKey: rawPublicKey(key) });
  assert.is((await road.request(`${base}/api/v1/enrol`, { method: "POST", body })).status, 200);
  assert.is(proxy.asked.length, 1);
  desk.enrolReply = { status: 200, body: "x".repeat(100_000) };
  const refusal = await road.request(`${base}/api/v1/enrol`, { method: "POST", body }).catch((error: Error) => error.message);
  assert.match(String(refusal), /longer than any of a desk's/);
});

test.run();
