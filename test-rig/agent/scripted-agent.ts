import { writeFile } from "node:fs/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { ControlKind, ControlReason, ControlState } from "#protocol/common";
import { AgentHand, type Size } from "./agent-hand.ts";
import { type BrowserOptions, openBrowser } from "./browser.ts";

export interface AgentOptions {
  /** The console's address. */
  readonly url: string;
  readonly name: string;
  readonly password: string;
  readonly devices?: BrowserOptions["devices"];
  /** The size of the kiosk's picture in logical pixels; 1280 × 800 when left out. */
  readonly output?: Size;
}

/** What the page's window.alongsideStats says of the picture (desk/console/picture.ts). */
export interface PictureFacts {
  readonly lastAtMs: number | null;
  readonly latencyMs: number | null;
  readonly fps: number;
  readonly isHidden: boolean;
  readonly isWhole: boolean;
  readonly width: number;
  readonly height: number;
}

export interface ShownFrame {
  readonly frame: number;
  readonly ageMs: number | null;
  readonly atMs: number;
  readonly flags: number;
}

/** How control stands, by the console's own state (desk/console/control.ts). */
export interface ControlFacts {
  readonly state: ControlState;
  readonly reason: ControlReason;
  readonly kinds: readonly ControlKind[];
  readonly grant: number;
  /** Why the last events were refused, as long as the page says so. */
  readonly refused: { readonly why: string } | null;
}

/** One event that the console sent, on the page's clock. */
export interface SentInput {
  readonly kind: string;
  readonly channel: "input" | "pointer";
  readonly atMs: number;
}

interface StatsWindow {
  readonly alongsideStats: {
    readonly frames: readonly ShownFrame[];
    picture(): PictureFacts;
    connection(): Promise<readonly Record<string, unknown>[]>;
    state(): { readonly contact: { readonly control: ControlFacts } | null };
    readonly input: { readonly sent: readonly SentInput[] };
  };
}

const SHOWN_MS = 15_000;

/** An agent at the real console in real Chromium, doing what a person does: by the accessible names of buttons and fields. */
export class ScriptedAgent {
  readonly #options: AgentOptions;
  /** Fingers, mouse and keyboard on the picture. */
  readonly hand: AgentHand;
  #browser: Browser | null = null;
  #context: BrowserContext | null = null;
  #page: Page | null = null;
  /** What the page wrote on its console, for the message of a failed test. */
  readonly messages: string[] = [];

  constructor(options: AgentOptions) {
    this.#options = options;
    this.hand = new AgentHand(() => this.page, options.output);
  }

  /** The console's page. @throws Error before open(). */
  get page(): Page {
    if (!this.#page) throw new Error("the agent has no page open: call open() first");
    return this.#page;
  }

  async open(): Promise<void> {
    const { devices = "test-signal", url } = this.#options;
    this.#browser ??= await openBrowser({ devices });
    this.#context ??= await this.#browser.newContext({ viewport: { width: 1440, height: 960 }, hasTouch: true });
    const page = await this.#context.newPage();
    page.setDefaultTimeout(SHOWN_MS);
    page.on("console", (message) => this.messages.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => this.messages.push(`error: ${error.message}`));
    this.#page = page;
    await page.goto(url);
  }

  async signIn(): Promise<void> {
    const { name, password } = this.#options;
    await this.page.getByLabel("Name", { exact: true }).fill(name);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.#press("Sign in");
    await this.page.getByRole("button", { name: "Sign out" }).waitFor();
  }

  /** Offers come from now on. */
  becomeAvailable(): Promise<void> {
    return this.#choose("Available");
  }

  /** No more offers. */
  becomeAway(): Promise<void> {
    return this.#choose("Away");
  }

  /** Waits for an offer and takes it. */
  async accept(): Promise<void> {
    await this.#press("Accept");
  }

  async decline(): Promise<void> {
    await this.#press("Decline");
  }

  async end(): Promise<void> {
    await this.#press("End");
  }

  async wrapUp(disposition: "Solved" | "Not solved" | "Call back" | "Something else" = "Solved"): Promise<void> {
    await this.page.getByText(disposition, { exact: true }).click();
    await this.#press("Finish");
    // The next offer may be there at once.
    await this.page.getByRole("button", { name: "Finish", exact: true }).waitFor({ state: "hidden" });
  }

  /** Wraps up when the last contact waits for it. */
  async finishWrapUp(): Promise<void> {
    if (await this.page.getByRole("button", { name: "Finish", exact: true }).isVisible()) await this.wrapUp();
  }

  /** Puts the question to the customer. */
  async askForControl(): Promise<void> {
    await this.#press("Ask for control");
  }

  async takeQuestionBack(): Promise<void> {
    await this.#press("Take the question back");
  }

  async giveControlBack(): Promise<void> {
    await this.#press("Give control back");
  }

  /** How control stands at the console; null without a contact. */
  control(): Promise<ControlFacts | null> {
    return this.page.evaluate(() => (window as unknown as StatsWindow).alongsideStats.state().contact?.control ?? null);
  }

  /** What the console sent of the agent's hand, the newest last. */
  sentInput(): Promise<readonly SentInput[]> {
    return this.page.evaluate(() => (window as unknown as StatsWindow).alongsideStats.input.sent);
  }

  /** What the console knows of the picture just now. */
  picture(): Promise<PictureFacts> {
    return this.page.evaluate(() => (window as unknown as StatsWindow).alongsideStats.picture());
  }

  /** The newest pictures as they were shown: number, age at that moment, time on the page's clock. */
  frames(): Promise<readonly ShownFrame[]> {
    return this.page.evaluate(() => (window as unknown as StatsWindow).alongsideStats.frames);
  }

  /** W3C statistics of the peer connection, each an object with `type`. */
  connection(): Promise<readonly Record<string, unknown>[]> {
    return this.page.evaluate(() => (window as unknown as StatsWindow).alongsideStats.connection());
  }

  async shot(file: string): Promise<void> {
    await writeFile(file, await this.page.screenshot());
  }

  /** Closes the console's window as a person would; the browser stays, and open() comes back signed in. */
  async closePage(): Promise<void> {
    await this.#page?.close();
    this.#page = null;
  }

  async close(): Promise<void> {
    this.#page = this.#context = null;
    await this.#browser?.close();
    this.#browser = null;
  }

  async #choose(name: "Available" | "Away"): Promise<void> {
    const button = this.page.getByRole("button", { name, exact: true });
    if ((await button.getAttribute("aria-pressed")) === "true") return;
    await button.click();
    await this.page.getByRole("button", { name, exact: true, pressed: true }).waitFor();
  }

  async #press(name: string): Promise<void> {
    await this.page.getByRole("button", { name, exact: true }).click();
  }
}
