import type { CDPSession, Page } from "playwright-core";
import type { Point } from "../finger.ts";
import { pause } from "../wait.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The kiosk's output, in whose logical pixels places are given. */
const OUTPUT: Size = { width: 1280, height: 800 };
/** A finger moves this often. */
const STEP_MS = 16;
const TAP_MS = 60;

/**
 * The agent's fingers, mouse and keyboard at the console's picture: real events of the browser's input, so that all of the console
 * is under test. Places are logical pixels of the kiosk.
 */
export class AgentHand {
  readonly #page: () => Page;
  readonly #output: Size;
  #cdp: { readonly page: Page; readonly session: CDPSession } | null = null;

  constructor(page: () => Page, output = OUTPUT) {
    this.#page = page;
    this.#output = output;
  }

  /** Where a place of the kiosk lies on the console's page. */
  async onPage({ x, y }: Point): Promise<Point> {
    const box = await this.#page().locator(".picture").boundingBox();
    if (!box) throw new Error("the console shows no picture");
    return { x: box.x + ((x + 0.5) / this.#output.width) * box.width, y: box.y + ((y + 0.5) / this.#output.height) * box.height };
  }

  /** One finger, down and up. */
  async tap(at: Point): Promise<void> {
    await this.fingers([[at, at]], TAP_MS);
  }

  async swipe(from: Point, to: Point, ms = 300): Promise<void> {
    await this.fingers([[from, to]], ms);
  }

  /** Two fingers around a place, from one distance to another, level. */
  async pinch({ x, y }: Point, from: number, to: number, ms = 400): Promise<void> {
    await this.fingers(
      [-1, 1].map((side) => [
        { x: x + (side * from) / 2, y },
        { x: x + (side * to) / 2, y },
      ]),
      ms,
    );
  }

  /** Fingers go down together, move along straight lines, and up together. */
  async fingers(lines: readonly (readonly [from: Point, to: Point])[], ms: number): Promise<void> {
    const steps = Math.max(2, Math.round(ms / STEP_MS));
    const along = (share: number) => lines.map(([from, to]) => between(from, to, share));
    await this.touch("touchStart", along(0));
    for (let step = 1; step <= steps; step++) {
      await pause(STEP_MS);
      if (lines.some(([from, to]) => from.x !== to.x || from.y !== to.y)) await this.touch("touchMove", along(step / steps));
    }
    await this.touch("touchEnd", []);
  }

  /** One event of the touch screen: every finger that is down. */
  async touch(type: "touchStart" | "touchMove" | "touchEnd" | "touchCancel", places: readonly Point[]): Promise<void> {
    const touchPoints = await Promise.all(places.map(async (place, id) => ({ id, ...(await this.onPage(place)) })));
    await (await this.#session()).send("Input.dispatchTouchEvent", { type, touchPoints });
  }

  /** The mouse. */
  async click(at: Point): Promise<void> {
    const { x, y } = await this.onPage(at);
    await this.#page().mouse.click(x, y, { delay: TAP_MS });
  }

  async moveTo(at: Point): Promise<void> {
    const { x, y } = await this.onPage(at);
    await this.#page().mouse.move(x, y);
  }

  async drag(from: Point, to: Point, ms = 300): Promise<void> {
    await this.moveTo(from);
    await this.#page().mouse.down();
    const steps = Math.max(2, Math.round(ms / STEP_MS));
    for (let step = 1; step <= steps; step++) {
      await pause(STEP_MS);
      await this.moveTo(between(from, to, step / steps));
    }
    await this.#page().mouse.up();
  }

  /** @param dy CSS pixels, down positive */
  async wheel(at: Point, dy: number): Promise<void> {
    await this.moveTo(at);
    await this.#page().mouse.wheel(0, dy);
  }

  /** Takes the keyboard: what is typed goes to the kiosk from now on. */
  async takeKeyboard(): Promise<void> {
    await this.#page().getByLabel("Type on the customer's screen").focus();
  }

  async type(text: string): Promise<void> {
    await this.takeKeyboard();
    await this.#page().keyboard.type(text);
  }

  /** Presses a key, or several at once such as "Control+a", by their names in the page (KeyboardEvent.key). */
  async press(key: string): Promise<void> {
    await this.takeKeyboard();
    await this.#page().keyboard.press(key);
  }

  /** Holds a key until `letGo`. */
  async hold(key: string): Promise<void> {
    await this.takeKeyboard();
    await this.#page().keyboard.down(key);
  }

  async letGo(key: string): Promise<void> {
    await this.#page().keyboard.up(key);
  }

  /** Pastes a text, as from the clipboard, which headless Chromium has none of its own of. */
  async paste(text: string): Promise<void> {
    await this.takeKeyboard();
    await this.#page().evaluate((pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", pasted);
      document.activeElement?.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  }

  async #session(): Promise<CDPSession> {
    const page = this.#page();
    if (this.#cdp?.page !== page) this.#cdp = { page, session: await page.context().newCDPSession(page) };
    return this.#cdp.session;
  }
}

function between(from: Point, to: Point, share: number): Point {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
