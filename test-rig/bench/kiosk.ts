import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HeadlessBody } from "../body/headless.ts";
import { NEVER_IDLE, writeDeviceConfig, writeEnrolCode } from "../config.ts";
import { Desk } from "../desk.ts";
import { DeviceState } from "../device-state.ts";
import { Finger } from "../finger.ts";
import { findSurface, type PanelControl, placeOf } from "../panel-layout.ts";
import { usageOf } from "../supervisor/memory.ts";
import { until } from "../wait.ts";

export interface KioskOptions {
  /** Root of the body: `kiosk`, or `peers` when something is compared with it. */
  readonly root: string;
  readonly appUrl: string;
}

/** CPU time and memory of each process by its name in the body's table; `desk` too. */
export type Processes = Readonly<Record<string, { readonly cpuMs: number; readonly pssMb: number }>>;

const UP_MS = 30_000;
const STEP_MS = 15_000;
/** A touch that does something has done it after this time, also on a busy machine. */
const TOUCH_MS = 2000;
const AGENT = { name: "ada", label: "Ada" };

/**
 * A real kiosk with a real desk, as the rig has them, without the rig's agent: a benchmark brings its own, perhaps from behind a
 * line. The desk listens on every address of this network namespace.
 */
export class Kiosk {
  readonly body: HeadlessBody;
  readonly #desk: Desk;
  readonly #device: DeviceState;
  readonly #finger: Finger;
  readonly #stateDir = mkdtempSync(join(tmpdir(), "alongside-bench-"));
  #password = "";

  constructor({ root, appUrl }: KioskOptions) {
    this.body = new HeadlessBody({ root, appUrl, stateDir: join(this.#stateDir, "device"), configDir: join(this.#stateDir, "config") });
    this.#desk = new Desk({ stateDir: join(this.#stateDir, "desk"), port: 0, log: this.body.log, options: ["--host", "0.0.0.0"] });
    this.#device = new DeviceState(this.body.log);
    this.#finger = new Finger(() => this.body.glassSocket);
  }

  /** The agent's account. */
  get account(): { readonly name: string; readonly password: string } {
    return { name: AGENT.name, password: this.#password };
  }

  get deskPort(): number {
    return this.#desk.port;
  }

  /** Of the contact that goes on, or of the last. */
  get contact(): string | null {
    return this.#device.contact;
  }

  async start(): Promise<void> {
    await this.#desk.start();
    this.#password = await this.#desk.addAgent(AGENT.name, AGENT.label);
    writeEnrolCode(join(this.#stateDir, "device"), await this.#desk.enrolCode());
    writeDeviceConfig(join(this.#stateDir, "config"), { deskPort: this.#desk.port, label: "Benchmark kiosk", ...NEVER_IDLE });
    await this.body.start();
    await until(`the device at the desk\n${this.body.log.tail()}`, UP_MS, () => this.#device.isOnline);
    await until("the panel page", UP_MS, () => this.#device.isPanelConnected);
    await until("the glass", UP_MS, () =>
      this.#finger.connect().then(
        () => true,
        () => false,
      ),
    );
  }

  async stop(): Promise<void> {
    this.#finger.close();
    await this.body.stop();
    await this.#desk.stop();
    this.#device.close();
    rmSync(this.#stateDir, { recursive: true, force: true });
  }

  /** Touches the app. */
  tapApp(): Promise<void> {
    return this.#finger.tap({ x: 640, y: 700 });
  }

  /** The gesture for help; resolves when the panel is there. */
  async openPanel(): Promise<void> {
    await this.#finger.swipe();
    await this.#session("panel");
  }

  /** "Talk to a person". */
  async askForHelp(): Promise<void> {
    await this.touch("home.talk");
    await this.#session("queued", "offered");
  }

  /** Resolves when the call runs. */
  async live(): Promise<void> {
    await this.#session("live");
  }

  /** Touches a control of panel or box where a look at the glass finds it. */
  async touch(control: PanelControl): Promise<void> {
    const place = await until(`${control} on the glass`, STEP_MS, async () => {
      const surface = findSurface(await this.body.look());
      return surface.kind === "hidden" ? null : placeOf(control, surface);
    });
    await this.#finger.tap(place);
  }

  /** Closes what the end of a contact leaves, or ends what goes on, until the app alone is there. */
  async rest(): Promise<void> {
    const ways: Readonly<Record<string, PanelControl>> = {
      panel: "home.close",
      queued: "waiting.cancel",
      offered: "waiting.cancel",
      live: "live.end",
      wrapup: "wrapup.close",
    };
    // A surface that still changes from box to panel is where the look found it no more: look and touch again, as a person does.
    for (let tries = 0; tries < 8 && this.#device.session !== "idle"; tries++) {
      const control = ways[this.#device.session ?? ""];
      if (control) await this.touch(control);
      await this.#within(TOUCH_MS, ["idle"]).catch(() => undefined);
    }
    await this.#session("idle");
    await until("the app alone on the glass", STEP_MS, async () => findSurface(await this.body.look()).kind === "hidden");
  }

  /** What each process has used so far. */
  async processes(): Promise<Processes> {
    const rows = (await this.body.processes()).map(({ name, cpuMs, pssKb }) => [name, { cpuMs, pssMb: pssKb / 1024 }] as const);
    const desk = usageOf(this.#deskPid());
    return { ...Object.fromEntries(rows), desk: { cpuMs: desk.cpuMs, pssMb: desk.pssKb / 1024 } };
  }

  /** Resolves when a page has been loaded after `act`. */
  async appLoaded(act: () => Promise<void>): Promise<void> {
    let isLoaded = false;
    const end = this.body.log.listen((record) => {
      isLoaded ||= record.name === "app" && record.event === "line" && /web process loaded/.test(record.text);
    });
    await act();
    await until("the app's page", UP_MS, () => isLoaded);
    end();
  }

  #session(...names: string[]): Promise<boolean> {
    return this.#within(STEP_MS, names);
  }

  #within(ms: number, names: readonly string[]): Promise<boolean> {
    return until(`the session ${names.join(" or ")}`, ms, () => names.includes(this.#device.session ?? "")).catch((error: Error) => {
      throw new Error(`${error.message}; it is ${this.#device.session}\n${this.body.log.tail(30)}`);
    });
  }

  #deskPid(): number {
    const started = this.body.log.records.findLast((record) => record.name === "desk" && record.event === "started");
    return started?.event === "started" ? started.pid : 0;
  }
}
