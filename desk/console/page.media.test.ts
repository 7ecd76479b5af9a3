import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DeskToConsole } from "#protocol/desk-console";
import { ConsolePage, until } from "./testing/console-page.ts";
import { FakeDevice } from "./testing/fake-device.ts";
import { sampleCard, sampleOffer, sampleWelcome } from "./testing/samples.ts";

const LARGEST_BUNDLE = 90_000;

const ui = new ConsolePage();
const { desk } = ui;

const test = suite("the console in Chromium");
test.before(() => ui.start());
test.before.each(() => ui.open());
test.after.each(async () => {
  assert.equal(ui.faults, []);
  await ui.close();
});
test.after(() => ui.stop());

const deviceHeard = async (device: FakeDevice, type: string) =>
  (await device.do<{ type: string; camera?: boolean; microphone?: boolean; what?: string }[]>("heard")).filter(
    (message) => message.type === type,
  );

test("carries no schema library and stays small", () => {
  assert.ok(desk.bundle.length < LARGEST_BUNDLE, `${desk.bundle.length} bytes`);
  assert.not.match(desk.bundle, /additionalProperties/);
});

test("says politely what was wrong with a sign-in", async () => {
  await ui.page.goto(desk.address);
  await ui.page.getByLabel("Name").fill("maria");
  await ui.page.getByLabel("Password").fill("wrong");
  await ui.button("Sign in").click();
  await ui.page.getByText("do not belong together").waitFor();
  await ui.shot("sign-in");
  await ui.page.getByLabel("Name").fill("slow");
  await ui.button("Sign in").click();
  await ui.page.getByText("wait 30 seconds").waitFor();
  desk.isReachable = false;
  await ui.button("Sign in").click();
  await ui.page.getByText("does not answer").waitFor();
});

test("shows state and queue; the agent goes away and comes back", async () => {
  await ui.signIn();
  await ui.page.getByText("2 waiting").waitFor();
  await ui.page.getByText("longest 1:15").waitFor();
  await ui.shot("idle");
  await ui.button("Away").click();
  await ui.page.getByText("You are away").waitFor();
  await ui.page.keyboard.press("a");
  await until(() => ui.said("agent/state").length === 2);
  assert.equal(
    ui.said("agent/state").map(({ state }) => state),
    ["away", "available"],
  );
  await ui.page.keyboard.press("?");
  await ui.page.getByRole("dialog").waitFor();
  await ui.shot("shortcuts");
  await ui.page.keyboard.press("Escape");
});

test("an offer tells who, where and how; Enter accepts it", async () => {
  await ui.signIn();
  await ui.offer();
  for (const text of ["Riverside Clinic, lobby left", "Check-in: card PIN", "Degraded", "disk 91 % full", "Waiting 0:07"]) {
    await ui.page.getByText(text).first().waitFor();
  }
  await ui.shot("offer");
  await until(() => ui.said("contact/marks").length > 0);
  assert.is(ui.said("contact/marks")[0]?.marks[0]?.name, "offer-shown");
  await ui.page.evaluate("document.activeElement.blur()");
  await ui.page.keyboard.press("Enter");
  await until(() => ui.said("offer/accept").length === 1);
  assert.equal(ui.said("offer/accept"), [{ type: "offer/accept", contact: "contact-1", epoch: 1 }]);
});

test("an offer that goes on to somebody else is gone, with a word", async () => {
  await ui.signIn();
  await ui.offer();
  desk.send({ type: "offer/withdrawn", contact: "contact-1", epoch: 1, reason: "the customer has gone" });
  await ui.page.getByText("The request is gone: the customer has gone.").waitFor();
  assert.is(await ui.button("Accept").count(), 0);
});

test("a contact: picture, voices, face, marks, end and wrap-up", async () => {
  const device = await ui.inContact();
  // The device's capture times are the wall clock modulo 2^31, the desk's clock is this process's own.
  const epochMs = performance.timeOrigin + performance.now();
  await device.do("clock", Math.floor(epochMs / 2 ** 31) * 2 ** 31 - performance.timeOrigin);
  await until(() => ui.page.evaluate("alongsideStats.frames.length > 20"), "frames");
  await until(async () => (await device.do<{ video?: number }>("inbound")).video, "the agent's face at the device");
  await until(async () => (await deviceHeard(device, "agent/media")).some(({ camera, microphone }) => camera && microphone));
  await until(async () => (await deviceHeard(device, "view/seen")).length === 2);
  assert.equal(
    (await deviceHeard(device, "view/seen")).map(({ what }) => what),
    ["stripe", "whole"],
  );
  await until(() => ui.said("contact/marks").length === 4);
  assert.equal(
    ui.said("contact/marks").flatMap(({ marks }) => marks.map(({ name }) => name)),
    ["offer-shown", "accepted", "screen-first-stripe", "screen-whole"],
  );
  await until(() => ui.said("clock/offset").length > 0, "the clock's offset");
  await until(() => ui.page.evaluate("alongsideStats.frames.filter(({ ageMs }) => ageMs !== null).length > 5"), "ages");
  const ages = (await ui.page.evaluate("alongsideStats.frames.slice(-5).map(({ ageMs }) => ageMs)")) as number[];
  assert.ok(
    ages.every((age) => age > 0 && age < 1500),
    `ages ${ages.join(", ")}`,
  );
  await ui.shot("live");
  // The red corner of the screen is the corner of the picture: the strip below is cut off.
  const box = await ui.page.locator(".picture").boundingBox();
  assert.ok(box && Math.abs(box.width / box.height - 1.6) < 0.01, JSON.stringify(box));
  const video = await ui.page.locator("video.screen").boundingBox();
  assert.ok(box && video && Math.abs(video.height / box.height - 808 / 800) < 0.005);
  const { context } = sampleCard();
  desk.send({ type: "contact/context", contact: "contact-1", context: { ...context, page: "Check-in: your name" } });
  await ui.page.locator(".facts").getByText("Check-in: your name").waitFor();
  await ui.button("End").click();
  await ui.page.getByText("You have ended it.").waitFor();
  assert.is(ui.said("contact/end").length, 1);
  await until(async () => (await deviceHeard(device, "contact/end")).length === 1, "the end at the device");
  await ui.shot("wrapup");
  await ui.page.getByLabel("Not solved").check();
  await ui.page.getByLabel("Notes").fill("Showed where the PIN is.");
  await ui.button("Finish").click();
  await until(() => ui.said("contact/wrapup").length === 1);
  assert.equal(ui.said("contact/wrapup")[0], {
    type: "contact/wrapup",
    contact: "contact-1",
    disposition: "unresolved",
    notes: "Showed where the PIN is.",
  });
  desk.send({ type: "contact/closed", contact: "contact-1" });
  await ui.page.getByText("You are available").waitFor();
  await device.page.context().close();
});

test("tells hidden, stale and lost apart, and calls again", async () => {
  const device = await ui.inContact();
  await device.do("hide", true);
  await ui.page.getByText("The customer has hidden their screen").first().waitFor();
  // The device's word runs ahead of its pictures: each side of the change is reached when a picture says so too.
  await until(() => ui.page.evaluate("alongsideStats.picture().isHidden"), "a picture marked hidden");
  await ui.shot("hidden");
  assert.is(await ui.page.locator("video.screen").evaluate((video) => getComputedStyle(video).visibility), "hidden");
  await device.do("hide", false);
  await until(() => ui.page.evaluate("!alongsideStats.picture().isHidden"), "a picture marked shown");
  await ui.page.getByText("Live", { exact: true }).waitFor();
  await device.do("freeze");
  await ui.page.getByText("The picture is standing still").waitFor();
  await ui.shot("stale");
  await device.do("die");
  await ui.page.getByText("Connection lost").first().waitFor();
  await ui.shot("lost");
  await until(() => ui.said("call/renew").length > 0, "call/renew");
  await device.do("live");
  await device.page.context().close();
});

test("goes on after a reload: the device is asked for a new call", async () => {
  const device = await ui.inContact();
  desk.onOpen = () => {
    desk.send(sampleWelcome({ operatorKey: desk.operator.publicKey, active: sampleCard() }));
    desk.send({ type: "contact/accepted", contact: "contact-1", epoch: 1, iceServers: [] });
  };
  await ui.page.reload();
  await until(() => ui.said("call/renew").length === 1, "call/renew");
  await device.call("contact-1");
  await ui.page.getByText("Live", { exact: true }).waitFor();
  await device.page.context().close();
});

test("the call outlives the socket, and the session goes on", async () => {
  const device = await ui.inContact();
  const before = desk.heard.length;
  desk.dropSocket();
  await until(() => ui.page.evaluate("alongsideStats.state().link.status === 'online'"), "the session");
  await ui.page.getByText("Live", { exact: true }).waitFor();
  assert.is(ui.said("call/renew").length, 0);
  await ui.button("Mute").click();
  await until(
    async () => (await deviceHeard(device, "agent/media")).some(({ microphone }) => microphone === false),
    "the word that the agent is mute",
  );
  assert.ok(desk.heard.length >= before);
  desk.send({ type: "contact/ended", contact: "contact-1", by: "customer", reason: "" });
  await ui.page.getByText("The customer has ended it.").waitFor();
  await device.page.context().close();
});

test("a confirmation that was changed on its way closes the call, with a clear word", async () => {
  await ui.signIn();
  const device = await FakeDevice.open(desk, await ui.newContext());
  device.tamper = (claims) => ({ ...claims, deviceFingerprint: `sha-256 ${Array(32).fill("AB").join(":")}` });
  await ui.accept();
  await device.call("contact-1");
  await ui.page.getByText("does not fit this call").waitFor();
  await ui.shot("distrusted");
  await until(() => ui.said("contact/end").length === 1);
  assert.is(await ui.page.locator("video.screen").count(), 0);
  const inbound = await device.do<Record<string, number>>("inbound");
  assert.is(inbound.video ?? 0, 0);
  await device.page.context().close();
});

test("a device that the operator has not certified is not answered", async () => {
  await ui.signIn();
  const device = await FakeDevice.open(desk, await ui.newContext());
  await ui.accept();
  const certificate = { device: "kiosk-7", publicKey: device.key.publicKey, signature: device.key.sign("something else") };
  const sdp = await device.do<string>("offer");
  desk.send({ type: "call/offer", contact: "contact-1", call: 1, sdp, nonce: "n".repeat(43), certificate });
  await ui.page.getByText("has not certified this device").waitFor();
  assert.is(ui.said("call/answer").length, 0);
  await device.page.context().close();
});

test("with no camera and no microphone the call goes on, and the page says so", async () => {
  await ui.page.addInitScript(() => {
    const missing = () => Promise.reject(new DOMException("none", "NotFoundError"));
    Object.defineProperty(navigator.mediaDevices, "getUserMedia", { value: missing });
  });
  const device = await ui.inContact();
  await ui.page.getByText("No camera was found").waitFor();
  await ui.page.getByText("No microphone was found").waitFor();
  await until(async () =>
    (await deviceHeard(device, "agent/media")).some(({ camera, microphone }) => camera === false && microphone === false),
  );
  await ui.shot("no-camera");
  await ui.page.setViewportSize({ width: 1024, height: 700 });
  const end = await ui.button("End").boundingBox();
  assert.ok(end && end.y + end.height <= 700, "End is in view at 1024 × 700");
  await ui.shot("small");
  await device.page.context().close();
});

test("with permission refused, or never answered, it goes on as well", async () => {
  await ui.page.addInitScript(() => {
    const get = ({ video }: MediaStreamConstraints) =>
      video ? new Promise(() => {}) : Promise.reject(new DOMException("no", "NotAllowedError"));
    Object.defineProperty(navigator.mediaDevices, "getUserMedia", { value: get });
  });
  const device = await ui.inContact();
  await ui.page.getByText("The microphone was not allowed").waitFor();
  await ui.page.getByText("Please allow the camera, or go on without.").waitFor();
  await device.page.context().close();
});

test("a changed operator key is a loud warning, and no call is taken before it is confirmed", async () => {
  await ui.signIn();
  desk.onOpen = () => desk.send(sampleWelcome({ operatorKey: "another-key" }));
  desk.reset();
  desk.onOpen = () => desk.send(sampleWelcome({ operatorKey: "another-key" }));
  await ui.page.reload();
  await ui.page.getByText("The operator's key has changed").waitFor();
  desk.send(sampleOffer());
  await ui.page.getByText("Riverside Clinic, lobby left").waitFor();
  await ui.shot("key-changed");
  assert.ok(await ui.button("Accept").isDisabled());
  await ui.page.keyboard.press("Enter");
  assert.is(ui.said("offer/accept").length, 0);
  await ui.button("My administrator has confirmed it").click();
  await until(() => ui.button("Accept").isEnabled());
});

test("rubbish on the socket is a small notice, never a broken page", async () => {
  await ui.signIn();
  for (const text of ["", "{", "[]", "\u0000", '{"type":"link/envelope","seq":-1,"ack":0}', `{"type":"x","y":"${"z".repeat(70_000)}"}`])
    desk.sendRaw(text);
  desk.send({ type: "agent/welcome" } as unknown as DeskToConsole);
  await ui.page.getByText("could not be read").waitFor();
  assert.is(await ui.page.getByText("could not be read").count(), 1);
  await ui.button("Dismiss").click();
  desk.send({ type: "queue/state", waiting: 9, longestWaitMs: 0, agentsOnline: 3, agentsFree: 1 });
  await ui.page.getByText("9 waiting").waitFor();
});

test("opened in another window, the older one stops and says so", async () => {
  await ui.signIn();
  desk.close(4001);
  await ui.page.getByText("opened in another window").waitFor();
  await ui.button("Go on here").click();
  await until(() => ui.page.evaluate("alongsideStats.state().link.status === 'online'"));
});

test("signed out by the desk, it asks to sign in again", async () => {
  await ui.signIn();
  await ui.button("Sign out").click();
  await ui.button("Sign in").waitFor();
  await ui.page.reload();
  await ui.button("Sign in").waitFor();
});

test.run();
