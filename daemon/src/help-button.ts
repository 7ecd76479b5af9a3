import { BLINK_MS, isLit, isPressed, type LampState, lampReport } from "../core/hid-report.ts";
import type { Clock, Log } from "../core/ports.ts";
import type { HelpButtonConfig } from "./help-config.ts";
import { createHid, type HidHandle, type HidInfo, type HidPort } from "./hid.ts";

/** How often new devices are looked for: a button that is plugged in works within two seconds. */
const LOOK_MS = 2000;

export interface HelpButtonOptions {
  readonly buttons: readonly HelpButtonConfig[];
  readonly clock: Clock;
  readonly log: Log;
  readonly hid?: HidPort;
}

/** One button that is there. */
interface Plugged {
  readonly info: HidInfo;
  readonly config: HelpButtonConfig;
  readonly handle: HidHandle;
  isPressed: boolean;
  /** What was last written to the lamp. */
  isLit: boolean | null;
}

/** HID help buttons: found by their ids, told when pressed, lit by what happens. A button may come and go at any time. */
export class HelpButtons {
  readonly #options: HelpButtonOptions;
  readonly #hid: HidPort;
  readonly #onPressed: () => void;
  readonly #plugged = new Map<string, Plugged>();
  /** What was last complained of, by path: said once. */
  readonly #complaints = new Map<string, string>();
  #isStarted = false;
  #isLooking = false;
  #lamp: { readonly state: LampState; readonly sinceMs: number } = { state: "off", sinceMs: 0 };
  #stopLooking = () => {};
  #stopBlinking = () => {};

  constructor(options: HelpButtonOptions, onPressed: () => void) {
    this.#options = options;
    this.#hid = options.hid ?? createHid();
    this.#onPressed = onPressed;
  }

  /** Begins to look for the configured buttons; without any it does nothing. */
  start(): void {
    if (this.#isStarted || this.#options.buttons.length === 0) return;
    this.#isStarted = true;
    this.#stopLooking = this.#options.clock.every(LOOK_MS, () => void this.#look());
    void this.#look();
  }

  /** Puts the lamps out. */
  async stop(): Promise<void> {
    if (!this.#isStarted) return;
    this.#isStarted = false;
    this.#stopLooking();
    this.setLamp("off");
    const handles = [...this.#plugged.values()].map(({ handle }) => handle);
    this.#plugged.clear();
    await Promise.allSettled(handles.map((handle) => handle.close()));
  }

  setLamp(state: LampState): void {
    if (state === this.#lamp.state || this.#options.buttons.length === 0) return;
    const { clock } = this.#options;
    this.#lamp = { state, sinceMs: clock.nowMs() };
    this.#stopBlinking();
    this.#stopBlinking = state === "blinking" ? clock.every(BLINK_MS, () => this.#light()) : () => {};
    this.#light();
  }

  #light(): void {
    const lit = isLit(this.#lamp.state, this.#lamp.sinceMs, this.#options.clock.nowMs());
    for (const button of this.#plugged.values()) this.#lightOne(button, lit);
  }

  #lightOne(button: Plugged, lit: boolean): void {
    const { config, handle, info } = button;
    if (!config.lamp || button.isLit === lit) return;
    button.isLit = lit;
    handle.write(lampReport(config.lamp, lit)).catch((error: Error) => {
      // The one that is unplugged says so by itself.
      if (this.#plugged.get(info.path) === button) this.#complain(info, `its lamp cannot be set: ${error.message}`);
    });
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const devices = await this.#hid.list();
      this.#complaints.delete("");
      for (const path of this.#complaints.keys()) if (!devices.some((info) => info.path === path)) this.#complaints.delete(path);
      for (const info of devices) await this.#open(info);
    } catch (error) {
      this.#complain(null, `HID devices cannot be listed: ${(error as Error).message}`);
    } finally {
      this.#isLooking = false;
    }
  }

  async #open(info: HidInfo): Promise<void> {
    const config = this.#options.buttons.find((button) => fits(button, info));
    if (!config || this.#plugged.has(info.path)) return;
    try {
      const handle = await this.#hid.open(info.path, {
        onReport: (bytes) => this.#report(info.path, bytes),
        onGone: (why) => this.#gone(info, why),
      });
      if (!this.#isStarted) return await handle.close();
      const button = { info, config, handle, isPressed: false, isLit: null };
      this.#plugged.set(info.path, button);
      this.#complaints.delete(info.path);
      this.#options.log.info({ name: info.name, path: info.path }, "a help button came");
      this.#lightOne(button, isLit(this.#lamp.state, this.#lamp.sinceMs, this.#options.clock.nowMs()));
    } catch (error) {
      const words = (error as Error).message;
      this.#complain(info, `it cannot be opened (${words}): the daemon's user must be allowed to read and write ${info.path}`);
    }
  }

  #report(path: string, bytes: Uint8Array): void {
    const button = this.#plugged.get(path);
    if (!button) return;
    const { config, info } = button;
    const pressed = isPressed(bytes, config.report ?? { byte: 0 });
    if (pressed === null) {
      this.#complain(info, "its report does not have the byte that help.buttons names");
      return;
    }
    if (pressed === button.isPressed) return;
    button.isPressed = pressed;
    if (pressed) this.#onPressed();
  }

  /** What was pressed on it is pressed no more. */
  #gone(info: HidInfo, why: string): void {
    const button = this.#plugged.get(info.path);
    if (!button) return;
    this.#plugged.delete(info.path);
    this.#options.log.info({ name: info.name, path: info.path, why }, "a help button went");
    button.handle.close().catch(() => {
      // It is gone already.
    });
  }

  #complain(info: HidInfo | null, words: string): void {
    const about = info?.path ?? "";
    if (this.#complaints.get(about) === words) return;
    this.#complaints.set(about, words);
    this.#options.log.warn({ name: info?.name, path: info?.path }, info ? `help button: ${words}` : words);
  }
}

function fits({ vendor, product, usagePage, usage }: HelpButtonConfig, info: HidInfo): boolean {
  return (
    vendor === info.vendor &&
    product === info.product &&
    (usagePage === undefined || usagePage === info.usagePage) &&
    (usage === undefined || usage === info.usage)
  );
}
