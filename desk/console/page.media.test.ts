import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ConsoleToDesk, DeskToConsole } from "#protocol/desk-console";
import { FakeDesk, PASSWORD } from "./testing/fake-desk.ts";
import { FakeDevice } from "./testing/fake-device.ts";
import { sampleCard, sampleOffer, sampleWelcome } from "./testing/samples.ts";

/** Pictures of every state go here when it is set: `ALONGSIDE_SHOTS=build/shots`. */
const shots = process.env.ALONGSIDE_SHOTS;
const LARGEST_BUNDLE = 90_000;
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--use-fake-device-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
  "--allow-loopback-in-peer-connection",
];

const desk = new FakeDesk();
let browser: Browser;
let context: BrowserContext;
let page: Page;
const faults: string[] = [];

const test = suite("the console in Chromium");

test.before(async () => {
  await desk.start();
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: FLAGS, ignoreDefaultArgs: ["--mute-audio"] });
  if (shots) mkdirSync(shots, { recursive: true });
});

test.before.each(async () => {
  desk.reset();
  desk.onOpen = () => {
    desk.send(sampleWelcome({ operatorKey: desk.operator.publicKey }));
    desk.send({ type: "queue/state", waiting: 2, longestWaitMs: 75_000, agentsOnline: 3, agentsFree: 1 });
  };
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, permissions: ["camera", "microphone"] });
  page = await context.newPage();
  faults.length = 0;
  page.on("pageerror", (error) => faults.push(error.message));
  page.on(
    "console",
    (message) =>
      message.type() === "error" && !/Failed to load resource|WebSocket connection/.test(message.text()) && faults.push(message.text()),
  );
});

test.after.each(async () => {
  assert.equal(faults, []);
  await context.close();
});

test.after(async () => {
  await browser.close();
  desk.stop();
});

async function until(isTrue: () => unknown, what = "something"): Promise<void> {
  for (let tries = 0; !(await isTrue()); tries++) {
    if (tries > 400) throw new Error(`waited 10 s for ${what}`);
    await new Promise((done) => setTimeout(done, 25));
  }
}

const button = (name: string) => page.getByRole("button", { name, exact: true });
const said = <K extends ConsoleToDesk["type"]>(type: K) =>
  desk.heard.filter((message): message is Extract<ConsoleToDesk, { type: K }> => message.type === type);

async function shot(name: string): Promise<void> {
  if (shots) await page.screenshot({ path: join(shots, `console-${name}.png`) });
}

async function signIn(): Promise<void> {
  await page.goto(desk.address);
  await page.getByLabel("Name").fill("maria");
  await page.getByLabel("Password").fill(PASSWORD);
  await button("Sign in").click();
  await page.getByText("You are available").waitFor();
  await until(() => page.evaluate("alongsideStats.state().hasShift"), "the shift's certificate");
}

async function offer(): Promise<void> {
  desk.send(sampleOffer());
  await page.getByText("A customer asks for help").first().waitFor();
}

async function accept(): Promise<void> {
  await offer();
  await button("Accept").click();
  await until(() => said("offer/accept").length > 0, "offer/accept");
  desk.send({ type: "contact/accepted", contact: "contact-1", epoch: 1, iceServers: [] });
}

async function inContact(): Promise<FakeDevice> {
  await signIn();
  const device = await FakeDevice.open(desk, await browser.newContext());
  await accept();
  await device.call("contact-1");
  await page.getByText("Live", { exact: true }).waitFor();
  return device;
}

const deviceHeard = async (device: FakeDevice, type: string) =>
  (await device.do<{ type: string; camera?: boolean; microphone?: boolean; what?: string }[]>("heard")).filter(
    (message) => message.type === type,
  );

test("carries no schema library and stays small", () => {
  assert.ok(desk.bundle.length < LARGEST_BUNDLE, `${desk.bundle.length} bytes`);
  assert.not.match(desk.bundle, /additionalProperties/);
});

test("says politely what was wrong with a sign-in", async () => {
  await page.goto(desk.address);
  await page.getByLabel("Name").fill("maria");
  await page.getByLabel("Password").fill("wrong");
  await button("Sign in").click();
  await page.getByText("do not belong together").waitFor();
  await shot("sign-in");
  await page.getByLabel("Name").fill("slow");
  await button("Sign in").click();
  await page.getByText("wait 30 seconds").waitFor();
  desk.isReachable = false;
  await button("Sign in").click();
  await page.getByText("does not answer").waitFor();
});

test("shows state and queue; the agent goes away and comes back", async () => {
  await signIn();
  await page.getByText("2 waiting").waitFor();
  await page.getByText("longest 1:15").waitFor();
  await shot("idle");
  await button("Away").click();
  await page.getByText("You are away").waitFor();
  await page.keyboard.press("a");
  await until(() => said("agent/state").length === 2);
  assert.equal(
    said("agent/state").map(({ state }) => state),
    ["away", "available"],
  );
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await shot("shortcuts");
  await page.keyboard.press("Escape");
});

test("an offer tells who, where and how; Enter accepts it", async () => {
  await signIn();
  await offer();
  for (const text of ["Riverside Clinic, lobby left", "Check-in: card PIN", "Degraded", "disk 91 % full", "Waiting 0:07"]) {
    await page.getByText(text).first().waitFor();
  }
  await shot("offer");
  await until(() => said("contact/marks").length > 0);
  assert.is(said("contact/marks")[0]?.marks[0]?.name, "offer-shown");
  await page.evaluate("document.activeElement.blur()");
  await page.keyboard.press("Enter");
  await until(() => said("offer/accept").length === 1);
  assert.equal(said("offer/accept"), [{ type: "offer/accept", contact: "contact-1", epoch: 1 }]);
});

test("an offer that goes on to somebody else is gone, with a word", async () => {
  await signIn();
  await offer();
  desk.send({ type: "offer/withdrawn", contact: "contact-1", epoch: 1, reason: "the customer has gone" });
  await page.getByText("The request is gone: the customer has gone.").waitFor();
  assert.is(await button("Accept").count(), 0);
});

test("a contact: picture, voices, face, marks, end and wrap-up", async () => {
  const device = await inContact();
  // The device's capture times are the wall clock modulo 2^31, the desk's clock is this process's own.
  const epochMs = performance.timeOrigin + performance.now();
  await device.do("clock", Math.floor(epochMs / 2 ** 31) * 2 ** 31 - performance.timeOrigin);
  await until(() => page.evaluate("alongsideStats.frames.length > 20"), "frames");
  await until(async () => (await device.do<{ video?: number }>("inbound")).video, "the agent's face at the device");
  await until(async () => (await deviceHeard(device, "agent/media")).some(({ camera, microphone }) => camera && microphone));
  await until(async () => (await deviceHeard(device, "view/seen")).length === 2);
  assert.equal(
    (await deviceHeard(device, "view/seen")).map(({ what }) => what),
    ["stripe", "whole"],
  );
  await until(() => said("contact/marks").length === 4);
  assert.equal(
    said("contact/marks").flatMap(({ marks }) => marks.map(({ name }) => name)),
    ["offer-shown", "accepted", "screen-first-stripe", "screen-whole"],
  );
  await until(() => said("clock/offset").length > 0, "the clock's offset");
  await until(() => page.evaluate("alongsideStats.frames.filter(({ ageMs }) => ageMs !== null).length > 5"), "ages");
  const ages = (await page.evaluate("alongsideStats.frames.slice(-5).map(({ ageMs }) => ageMs)")) as number[];
  assert.ok(
    ages.every((age) => age > 0 && age < 1500),
    `ages ${ages.join(", ")}`,
  );
  await shot("live");
  // The red corner of the screen is the corner of the picture: the strip below is cut off.
  const box = await page.locator(".picture").boundingBox();
  assert.ok(box && Math.abs(box.width / box.height - 1.6) < 0.01, JSON.stringify(box));
  const video = await page.locator("video.screen").boundingBox();
  assert.ok(box && video && Math.abs(video.height / box.height - 808 / 800) < 0.005);
  await button("End").click();
  await page.getByText("You have ended it.").waitFor();
  assert.is(said("contact/end").length, 1);
  await until(async () => (await deviceHeard(device, "contact/end")).length === 1, "the end at the device");
  await shot("wrapup");
  await page.getByLabel("Not solved").check();
  await page.getByLabel("Notes").fill("Showed where the PIN is.");
  await button("Finish").click();
  await until(() => said("contact/wrapup").length === 1);
  assert.equal(said("contact/wrapup")[0], {
    type: "contact/wrapup",
    contact: "contact-1",
    disposition: "unresolved",
    notes: "Showed where the PIN is.",
  });
  desk.send({ type: "contact/closed", contact: "contact-1" });
  await page.getByText("You are available").waitFor();
  await device.page.context().close();
});

test("tells hidden, stale and lost apart, and calls again", async () => {
  const device = await inContact();
  await device.do("hide", true);
  await page.getByText("The customer has hidden their screen").first().waitFor();
  // The device's word runs ahead of its pictures: each side of the change is reached when a picture says so too.
  await until(() => page.evaluate("alongsideStats.picture().isHidden"), "a picture marked hidden");
  await shot("hidden");
  assert.is(await page.locator("video.screen").evaluate((video) => getComputedStyle(video).visibility), "hidden");
  await device.do("hide", false);
  await until(() => page.evaluate("!alongsideStats.picture().isHidden"), "a picture marked shown");
  await page.getByText("Live", { exact: true }).waitFor();
  await device.do("freeze");
  await page.getByText("The picture is standing still").waitFor();
  await shot("stale");
  await device.do("die");
  await page.getByText("Connection lost").first().waitFor();
  await shot("lost");
  await until(() => said("call/renew").length > 0, "call/renew");
  await device.do("live");
  await device.page.context().close();
});

test("goes on after a reload: the device is asked for a new call", async () => {
  const device = await inContact();
  desk.onOpen = () => {
    desk.send(sampleWelcome({ operatorKey: desk.operator.publicKey, active: sampleCard() }));
    desk.send({ type: "contact/accepted", contact: "contact-1", epoch: 1, iceServers: [] });
  };
  await page.reload();
  await until(() => said("call/renew").length === 1, "call/renew");
  await device.call("contact-1");
  await page.getByText("Live", { exact: true }).waitFor();
  await device.page.context().close();
});

test("the call outlives the socket, and the session goes on", async () => {
  const device = await inContact();
  const before = desk.heard.length;
  desk.dropSocket();
  await until(() => page.evaluate("alongsideStats.state().link.status === 'online'"), "the session");
  await page.getByText("Live", { exact: true }).waitFor();
  assert.is(said("call/renew").length, 0);
  await button("Mute").click();
  await until(
    async () => (await deviceHeard(device, "agent/media")).some(({ microphone }) => microphone === false),
    "the word that the agent is mute",
  );
  assert.ok(desk.heard.length >= before);
  desk.send({ type: "contact/ended", contact: "contact-1", by: "customer", reason: "" });
  await page.getByText("The customer has ended it.").waitFor();
  await device.page.context().close();
});

test("a confirmation that was changed on its way closes the call, with a clear word", async () => {
  await signIn();
  const device = await FakeDevice.open(desk, await browser.newContext());
  device.tamper = (claims) => ({ ...claims, deviceFingerprint: `sha-256 ${Array(32).fill("AB").join(":")}` });
  await accept();
  await device.call("contact-1");
  await page.getByText("does not fit this call").waitFor();
  await shot("distrusted");
  await until(() => said("contact/end").length === 1);
  assert.is(await page.locator("video.screen").count(), 0);
  const inbound = await device.do<Record<string, number>>("inbound");
  assert.is(inbound.video ?? 0, 0);
  await device.page.context().close();
});

test("a device that the operator has not certified is not answered", async () => {
  await signIn();
  const device = await FakeDevice.open(desk, await browser.newContext());
  await accept();
  const certificate = { device: "kiosk-7", publicKey: device.key.publicKey, signature: device.key.sign("something else") };
  const sdp = await device.do<string>("offer");
  desk.send({ type: "call/offer", contact: "contact-1", call: 1, sdp, nonce: "n".repeat(43), certificate });
  await page.getByText("has not certified this device").waitFor();
  assert.is(said("call/answer").length, 0);
  await device.page.context().close();
});

test("with no camera and no microphone the call goes on, and the page says so", async () => {
  await page.addInitScript(() => {
    const missing = () => Promise.reject(new DOMException("none", "NotFoundError"));
    Object.defineProperty(navigator.mediaDevices, "getUserMedia", { value: missing });
  });
  const device = await inContact();
  await page.getByText("No camera was found").waitFor();
  await page.getByText("No microphone was found").waitFor();
  await until(async () =>
    (await deviceHeard(device, "agent/media")).some(({ camera, microphone }) => camera === false && microphone === false),
  );
  await shot("no-camera");
  await page.setViewportSize({ width: 1024, height: 700 });
  const end = await button("End").boundingBox();
  assert.ok(end && end.y + end.height <= 700, "End is in view at 1024 × 700");
  await shot("small");
  await device.page.context().close();
});

test("with permission refused, or never answered, it goes on as well", async () => {
  await page.addInitScript(() => {
    const get = ({ video }: MediaStreamConstraints) =>
      video ? new Promise(() => {}) : Promise.reject(new DOMException("no", "NotAllowedError"));
    Object.defineProperty(navigator.mediaDevices, "getUserMedia", { value: get });
  });
  const device = await inContact();
  await page.getByText("The microphone was not allowed").waitFor();
  await page.getByText("Please allow the camera, or go on without.").waitFor();
  await device.page.context().close();
});

test("a changed operator key is a loud warning, and no call is taken before it is confirmed", async () => {
  await signIn();
  desk.onOpen = () => desk.send(sampleWelcome({ operatorKey: "another-key" }));
  desk.reset();
  desk.onOpen = () => desk.send(sampleWelcome({ operatorKey: "another-key" }));
  await page.reload();
  await page.getByText("The operator's key has changed").waitFor();
  desk.send(sampleOffer());
  await page.getByText("Riverside Clinic, lobby left").waitFor();
  await shot("key-changed");
  assert.ok(await button("Accept").isDisabled());
  await page.keyboard.press("Enter");
  assert.is(said("offer/accept").length, 0);
  await button("My administrator has confirmed it").click();
  await until(() => button("Accept").isEnabled());
});

test("rubbish on the socket is a small notice, never a broken page", async () => {
  await signIn();
  for (const text of ["", "{", "[]", "\u0000", '{"type":"link/envelope","seq":-1,"ack":0}', `{"type":"x","y":"${"z".repeat(70_000)}"}`])
    desk.sendRaw(text);
  desk.send({ type: "agent/welcome" } as unknown as DeskToConsole);
  await page.getByText("could not be read").waitFor();
  assert.is(await page.getByText("could not be read").count(), 1);
  await button("Dismiss").click();
  desk.send({ type: "queue/state", waiting: 9, longestWaitMs: 0, agentsOnline: 3, agentsFree: 1 });
  await page.getByText("9 waiting").waitFor();
});

test("opened in another window, the older one stops and says so", async () => {
  await signIn();
  desk.close(4001);
  await page.getByText("opened in another window").waitFor();
  await button("Go on here").click();
  await until(() => page.evaluate("alongsideStats.state().link.status === 'online'"));
});

test("signed out by the desk, it asks to sign in again", async () => {
  await signIn();
  await button("Sign out").click();
  await button("Sign in").waitFor();
  await page.reload();
  await button("Sign in").waitFor();
});

test.run();
