import * as assert from "uvu/assert";
import { PROTOCOL_VERSION } from "#protocol/version";
import type { Rig } from "../rig.ts";
import { pause } from "../wait.ts";
import { panelOrigin, timesSaid } from "./daemon-log.ts";
import { DeskRelay, type Tamper } from "./desk-relay.ts";
import { knock } from "./hostile-socket.ts";
import { agentInBox, isNoticeShown, isPlaceInLineShown } from "./looks.ts";
import { picturesGoOn } from "./pictures.ts";
import { scenarios } from "./scenarios.ts";
import { withAgent } from "./with-agent.ts";

const WITHIN_MS = 40_000;
/** Short, but long enough for an agent on a busy machine. */
const OFFER_SECONDS = 6;
const FOREIGN = `sha-256 ${Array(32).fill("AB").join(":")}`;

const relay = new DeskRelay();
const scenario = scenarios("refusals and bad input", { route: relay, deskOptions: ["--offer-seconds", String(OFFER_SECONDS)] });

for (const [devices, camera, microphone] of [
  ["none", "No camera was found.", "No microphone was found."],
  ["refused", "The camera was not allowed.", "The microphone was not allowed."],
] as const) {
  scenario(`an agent with devices "${devices}" helps all the same`, async (rig) => {
    await rig.reach("ready");
    await rig.agent.becomeAway();
    await withAgent(rig, { name: `agent-${devices}`, label: "Grace", devices }, async (agent) => {
      await agent.becomeAvailable();
      await rig.customer.askForHelp();
      await agent.accept();
      await rig.customer.session("live");
      await rig.until("the whole picture", WITHIN_MS, async () => (await agent.picture()).isWhole);
      await agent.page.getByText(camera).waitFor();
      await agent.page.getByText(microphone).waitFor();
      await rig.until("the name alone in the box", WITHIN_MS, async () => (await agentInBox(rig)) === "name alone");
      await rig.customer.rest();
      await agent.wrapUp();
    });
  });
}

scenario("a declined customer waits again, and the next agent is called", async (rig) => {
  await rig.reach("ready");
  await withAgent(rig, { name: "grace", label: "Grace" }, async (grace) => {
    await ringsForAda(rig);
    const { contact } = rig.device;
    await rig.agent.decline();
    await waitsInLine(rig);
    assert.is(await rig.agent.page.getByRole("button", { name: "Accept", exact: true }).isVisible(), false, "not the same agent again");
    await grace.becomeAvailable();
    await grace.accept();
    await rig.customer.session("live");
    assert.is(rig.device.contact, contact);
    await rig.until("the whole picture", WITHIN_MS, async () => (await grace.picture()).isWhole);
    await rig.customer.rest();
    await grace.wrapUp();
  });
});

scenario("a customer whose agent does not answer is back in line", async (rig) => {
  await rig.reach("ready");
  await ringsForAda(rig);
  await waitsInLine(rig);
  await rig.agent.page.getByText("The request is gone: not answered in time.").first().waitFor();
  await rig.reach("ready");
});

scenario("a wrong password is refused politely", async (rig) => {
  await rig.reach("ready");
  const context = await rig.agent.page.context().browser()?.newContext();
  const page = await context?.newPage();
  assert.ok(page);
  await page.goto(rig.desk.url);
  for (const name of ["ada", "nobody"]) {
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel("Password", { exact: true }).fill(`not the password of ${name}`);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    const words = "That name and password do not belong together. Please try again.";
    await page.getByRole("alert").filter({ hasText: words }).waitFor({ timeout: WITHIN_MS });
    assert.is(await page.getByRole("button", { name: "Sign out" }).isVisible(), false);
  }
  await context?.close();
});

scenario("the panel port refuses strangers while the real panel goes on", async (rig) => {
  await rig.reach("ready");
  const origin = panelOrigin(rig);
  const url = `${origin.replace("http", "ws")}/panel`;
  const connectedBefore = timesSaid(rig, /"msg":"panel connected"/);
  const hello = JSON.stringify({ type: "panel/hello", version: PROTOCOL_VERSION, token: "x".repeat(43) });
  const act = JSON.stringify({ type: "panel/act", act: "talk" });
  const own = { origin };
  assert.match(await knock({ url, headers: own, say: [hello] }), /^1008 .*"panel\/refused","code":"token"/);
  assert.match(await knock({ url, headers: own, say: [act] }), /^1008 .*"code":"token"/);
  assert.match(await knock({ url, headers: own, say: ["{"] }), /^1008/);
  assert.match(await knock({ url, headers: own, say: ["x".repeat(8193)] }), /^1009/);
  assert.match(await knock({ url }), /403/);
  assert.match(await knock({ url, headers: { origin: "http://elsewhere.example" } }), /403/);
  assert.match(await knock({ url, headers: { ...own, host: "rebound.example" } }), /421/);
  // Those who say nothing at all: some wait for their end, the rest is turned away.
  const silent = Promise.all(Array.from({ length: 6 }, () => knock({ url, headers: own })));
  await rig.agent.becomeAway();
  await rig.reach("queued");
  await waitsInLine(rig);
  assert.ok((await silent).some((end) => /503/.test(end)));
  assert.is(timesSaid(rig, /"msg":"panel connected"/), connectedBefore, "the panel's own connection was never lost");
  await rig.reach("ready");
});

scenario("strangers at the desk's sockets do not disturb a live contact", async (rig) => {
  await rig.reach("in-contact");
  assert.is(await agentInBox(rig), "face");
  const { contact } = rig.device;
  const offlineBefore = timesSaid(rig, /"msg":"offline"/);
  for (const path of ["ws/device", "ws/agent"]) {
    const url = new URL(path, rig.desk.url.replace("http", "ws")).href;
    for (const [say, end] of [
      ["garbage", /^1008 .*not-json/],
      ['{"type":"hello/none"}', /^1008 .*unknown-type/],
      ['{"type":"link/envelope","seq":1,"ack":0}', /^1008 .*hello-expected/],
      ['{"type":"hello/prove","version":999}', /^1008 .*"version".*update the older one/],
      [
        `{"type":"hello/prove","version":${PROTOCOL_VERSION},"device":"${"x".repeat(2000)}","signature":"AA"}`,
        /^1008 .*(invalid|unknown-type)/,
      ],
      [Buffer.from([0, 1, 2, 255]), /^1008/],
      ["x".repeat(64 * 1024 + 1), /^1009/],
    ] as const)
      assert.match(await knock({ url, say: [say] }), end, `${path} ${String(say).slice(0, 40)}`);
  }
  await picturesGoOn(rig);
  assert.is(rig.device.contact, contact);
  assert.is(timesSaid(rig, /"msg":"offline"/), offlineBefore, "the device never lost the desk");
});

scenario("a desk that talks nonsense to the device does not disturb a live contact", async (rig) => {
  await rig.reach("in-contact");
  const { contact } = rig.device;
  for (const data of ["garbage", '{"type":"hello/none"}', "x".repeat(128 * 1024 + 1), Buffer.from([0, 255])]) {
    const before = timesSaid(rig, /"msg":"online"/);
    relay.sayToDevice(data);
    await rig.until("the device at the desk again", WITHIN_MS, () => timesSaid(rig, /"msg":"online"/) > before);
    await picturesGoOn(rig);
  }
  assert.is(rig.device.contact, contact);
  await rig.customer.rest();
  await rig.agent.wrapUp();
});

const swapped = (sdp: unknown) => String(sdp).replaceAll(/a=fingerprint:\S+ \S+/g, `a=fingerprint:${FOREIGN}`);
const tamperings: Readonly<Record<string, Tamper>> = {
  "in the console's answer": (body) => (body.type === "call/answer" ? { ...body, sdp: swapped(body.sdp) } : body),
  "in the answer and in what it claims": (body) =>
    body.type === "call/answer"
      ? { ...body, sdp: swapped(body.sdp), claims: { ...(body.claims as object), consoleFingerprint: FOREIGN } }
      : body,
  "in the device's offer": (body) => (body.type === "call/offer" ? { ...body, sdp: swapped(body.sdp) } : body),
};

for (const [where, tamper] of Object.entries(tamperings)) {
  scenario(`a desk that swaps the fingerprint ${where} gets no picture`, async (rig) => {
    await rig.reach("ready");
    await rig.agent.becomeAvailable();
    const [startMs, liveBefore] = [await rig.agent.page.evaluate(() => performance.now()), timesSaid(rig, /"to":"live"/)];
    relay.tamper = tamper;
    try {
      await rig.customer.askForHelp();
      await rig.agent.accept();
      await rig.until("the refusal", WITHIN_MS, async () => rig.device.session === "panel" && (await isNoticeShown(rig)));
    } finally {
      relay.tamper = null;
    }
    await rig.agent.page.getByText("The device has ended it. It says:").waitFor();
    await pause(1000); // A picture that was on its way would be here.
    assert.is((await rig.agent.frames()).filter(({ atMs }) => atMs > startMs).length, 0, "pictures at the console");
    assert.is(timesSaid(rig, /"to":"live"/), liveBefore, "neither session nor screen was ever live");
    await rig.agent.wrapUp();
    await rig.reach("ready");
  });
}

scenario("and the next honest contact is as always", async (rig) => {
  await rig.reach("in-contact");
  await rig.until("the agent's face", WITHIN_MS, async () => (await agentInBox(rig)) === "face");
});

/** The customer asks, and it rings at the rig's own agent. */
async function ringsForAda(rig: Rig): Promise<void> {
  await rig.agent.becomeAvailable();
  await rig.customer.askForHelp();
  await rig.agent.page.getByRole("button", { name: "Accept", exact: true }).waitFor();
  await rig.customer.session("offered");
}

/** The customer sees their place in line. */
async function waitsInLine(rig: Rig): Promise<void> {
  await rig.customer.session("queued");
  await rig.until("the place in line on the glass", WITHIN_MS, () => isPlaceInLineShown(rig));
}

scenario.run();
