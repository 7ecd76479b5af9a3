import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { ConsoleToDesk } from "#protocol/desk-console";
import { FakeDesk, PASSWORD } from "./fake-desk.ts";
import { FakeDevice } from "./fake-device.ts";
import { sampleOffer, sampleWelcome } from "./samples.ts";

/** Pictures of every state go here when it is set: `ALONGSIDE_SHOTS=build/shots`. */
const shots = process.env.ALONGSIDE_SHOTS;
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

/** Waits for a state. */
export async function until(isTrue: () => unknown, what = "something"): Promise<void> {
  const untilMs = performance.now() + 30_000;
  while (!(await isTrue())) {
    if (performance.now() > untilMs) throw new Error(`waited 30 s for ${what}`);
    await new Promise((done) => setTimeout(done, 25));
  }
}

/** The console in Chromium, with a desk that does what a test says. */
export class ConsolePage {
  readonly desk = new FakeDesk();
  /** What went wrong in the page. */
  readonly faults: string[] = [];
  #browser: Browser | null = null;
  #context: BrowserContext | null = null;
  #page: Page | null = null;

  get page(): Page {
    if (!this.#page) throw new Error("no page is open: call open() first");
    return this.#page;
  }

  async start(): Promise<void> {
    await this.desk.start();
    this.#browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: FLAGS, ignoreDefaultArgs: ["--mute-audio"] });
    if (shots) mkdirSync(shots, { recursive: true });
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    this.desk.stop();
  }

  /** A fresh page at a fresh desk. */
  async open(options: BrowserContextOptions = {}): Promise<void> {
    this.desk.reset();
    this.desk.onOpen = () => {
      this.desk.send(sampleWelcome({ operatorKey: this.desk.operator.publicKey }));
      this.desk.send({ type: "queue/state", waiting: 2, longestWaitMs: 75_000, agentsOnline: 3, agentsFree: 1 });
    };
    this.#context = await this.newContext({ viewport: { width: 1280, height: 800 }, permissions: ["camera", "microphone"], ...options });
    this.#page = await this.#context.newPage();
    this.faults.length = 0;
    this.#page.on("pageerror", (error) => this.faults.push(error.message));
    this.#page.on("console", (message) => {
      const isExpected = /Failed to load resource|WebSocket connection/.test(message.text());
      if (message.type() === "error" && !isExpected) this.faults.push(message.text());
    });
  }

  async close(): Promise<void> {
    await this.#context?.close();
  }

  newContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    if (!this.#browser) throw new Error("no browser runs: call start() first");
    return this.#browser.newContext(options);
  }

  button(name: string) {
    return this.page.getByRole("button", { name, exact: true });
  }

  said<K extends ConsoleToDesk["type"]>(type: K): Extract<ConsoleToDesk, { type: K }>[] {
    return this.desk.heard.filter((message): message is Extract<ConsoleToDesk, { type: K }> => message.type === type);
  }

  async shot(name: string): Promise<void> {
    if (shots) await this.page.screenshot({ path: join(shots, `console-${name}.png`) });
  }

  async signIn(): Promise<void> {
    await this.page.goto(this.desk.address);
    await this.page.getByLabel("Name").fill("maria");
    await this.page.getByLabel("Password").fill(PASSWORD);
    await this.button("Sign in").click();
    await this.page.getByText("You are available").waitFor();
    await until(() => this.page.evaluate("alongsideStats.state().hasShift"), "the shift's certificate");
  }

  async offer(): Promise<void> {
    this.desk.send(sampleOffer());
    await this.page.getByText("A customer asks for help").first().waitFor();
  }

  async accept(): Promise<void> {
    await this.offer();
    await this.button("Accept").click();
    await until(() => this.said("offer/accept").length > 0, "offer/accept");
    this.desk.send({ type: "contact/accepted", contact: "contact-1", epoch: 1, iceServers: [] });
  }

  /** A contact that runs, with the customer's screen on show. Its device's context is closed with the browser. */
  async inContact(): Promise<FakeDevice> {
    await this.signIn();
    const device = await FakeDevice.open(this.desk, await this.newContext());
    await this.accept();
    await device.call("contact-1");
    await this.page.getByText("Live", { exact: true }).waitFor({ timeout: 60_000 });
    return device;
  }
}
