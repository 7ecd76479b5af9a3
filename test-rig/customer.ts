import type { Body } from "./body/body.ts";
import type { DeviceState } from "./device-state.ts";
import type { Finger } from "./finger.ts";
import { findSurface, isTouchable, type PanelControl, placeOf, type Surface } from "./panel-layout.ts";
import { thinned } from "./ppm.ts";
import { until } from "./wait.ts";

const STEP_MS = 30_000;
const ONE_TOUCH_MS = 5000;
/** How a customer leaves each state of a session. */
const WAY_OUT: Record<string, PanelControl> = {
  panel: "home.close",
  queued: "waiting.cancel",
  offered: "waiting.cancel",
  live: "live.end",
  wrapup: "wrapup.close",
};

/** The customer at the glass: looks, touches what is to be seen, and waits for what follows. */
export class Customer {
  readonly #body: Pick<Body, "look" | "patience">;
  readonly #finger: Finger;
  readonly #device: DeviceState;
  readonly #scale: number;

  /** @param scale pixels of the picture for one of a surface; whole */
  constructor(body: Pick<Body, "look" | "patience">, finger: Finger, device: DeviceState, scale = 1) {
    this.#body = body;
    this.#finger = finger;
    this.#device = device;
    this.#scale = scale;
  }

  /** What of help is on the glass now. */
  async surface(): Promise<Surface> {
    return findSurface(thinned(await this.#body.look(), this.#scale));
  }

  /**
   * Touches a control of panel or box, once it is on the glass; an answer once its question may be answered.
   * @param isWanted when no longer so, nothing is touched
   */
  async touch(control: PanelControl, isWanted = () => true): Promise<void> {
    await until(`${control} on the glass`, STEP_MS * this.#body.patience, async () => {
      if (!isWanted()) return true;
      const surface = await this.surface();
      if (!isTouchable(control, surface)) return false;
      await this.#finger.tap(placeOf(control, surface));
      return true;
    });
  }

  /** The gesture for help; resolves when the panel is there. */
  async openPanel(): Promise<void> {
    if (this.#device.session === "panel") return;
    await this.#finger.swipe();
    await this.session("panel");
  }

  /** "Talk to a person". */
  async askForHelp(): Promise<void> {
    await this.openPanel();
    await this.touch("home.talk");
    await this.session("queued", "offered", "connecting", "live");
  }

  /** Resolves when the device's session is in one of these states. */
  async session(...names: string[]): Promise<void> {
    const isThere = () => names.includes(this.#device.session ?? "");
    await until(`the session to be ${names.join(" or ")}`, STEP_MS * this.#body.patience, isThere).catch((error: Error) => {
      throw new Error(`${error.message}; it is ${this.#device.session}`);
    });
  }

  /** Ends whatever goes on until the app alone is on the glass. A touch that an emulated machine lost with its call is made again, as people would. */
  async rest(): Promise<void> {
    await until("the session to be idle", STEP_MS * this.#body.patience, async () => {
      if (this.#device.session === "idle") return true;
      await this.#leaveQuestion();
      const before = this.#device.session;
      const isSame = () => this.#device.session === before;
      const wayOut = WAY_OUT[before ?? ""];
      if (!wayOut) return false;
      await this.touch(wayOut, isSame);
      await until("what the touch did", ONE_TOUCH_MS * this.#body.patience, () => !isSame()).catch(() => undefined);
      return false;
    }).catch((error: Error) => {
      throw new Error(`${error.message}; it is ${this.#device.session}`);
    });
    await until("the app alone on the glass", STEP_MS * this.#body.patience, async () => (await this.surface()).kind === "hidden");
  }

  /** "Not now", or any touch for the question whether somebody is still there. */
  async #leaveQuestion(): Promise<void> {
    await until("no question on the glass", STEP_MS * this.#body.patience, async () => {
      const surface = await this.surface();
      if (surface.kind !== "panel" || !surface.asks) return true;
      if (surface.asks === "open") await this.#finger.tap(placeOf("ask.deny", surface));
      return false;
    });
  }
}
