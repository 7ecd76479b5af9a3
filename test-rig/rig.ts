import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ScriptedAgent } from "./agent/scripted-agent.ts";
import type { Body } from "./body/body.ts";
import { HeadlessBody, type HeadlessOptions, type ScreenOptions } from "./body/headless.ts";
import { type InstalledImage, VmBody } from "./body/vm.ts";
import { Customer } from "./customer.ts";
import { Desk } from "./desk.ts";
import { DeviceState } from "./device-state.ts";
import { Finger } from "./finger.ts";
import { asRoot } from "./namespace.ts";
import { ensureRoot } from "./roots.ts";
import { until } from "./wait.ts";

/** A test's own way between the kiosk and the desk. */
export interface DeskRoute {
  /** @returns the port at which the kiosk finds the desk */
  start(deskPort: number): Promise<number>;
  stop(): Promise<void>;
}

export interface RigOptions extends Pick<HeadlessOptions, "appUrl" | "appLabel" | "without" | "config" | "screen"> {
  /** The kiosk as a virtual machine, from a saved state; it shows the sample app and leaves no process out. */
  readonly isMachine?: boolean;
  /** The kiosk as a virtual machine that starts from an installed image. */
  readonly image?: InstalledImage;
  /** Kept when given; else a folder of its own that goes with the rig. */
  readonly stateDir?: string;
  readonly deskOptions?: readonly string[];
  readonly devices?: ConstructorParameters<typeof ScriptedAgent>[0]["devices"];
  /** Without it the kiosk is connected with the desk directly. */
  readonly route?: DeskRoute;
}

/** How far a rig is, each state on top of the one before. */
export const rigStates = ["down", "ready", "panel", "queued", "in-contact"] as const;
export type RigState = (typeof rigStates)[number];

const AGENT = { name: "ada", label: "Ada" };
const UP_MS = 90_000;
const STEP_MS = 30_000;

/** A kiosk, a desk and an agent: tests ask for a state and then do one thing. */
export class Rig {
  readonly body: Body;
  readonly desk: Desk;
  readonly finger: Finger;
  readonly device: DeviceState;
  readonly customer: Customer;
  #agent: ScriptedAgent | null = null;
  #isUp = false;
  readonly #options: RigOptions;
  readonly #stateDir: string;

  private constructor(options: RigOptions, stateDir: string, root: string) {
    this.#options = options;
    this.#stateDir = stateDir;
    this.body = machine(options, join(stateDir, "vm")) ?? headless(options, stateDir, root);
    this.desk = new Desk({ stateDir: join(stateDir, "desk"), port: 0, log: this.body.log, options: options.deskOptions ?? [] });
    const { scale = 1 } = options.screen ?? {};
    this.finger = new Finger(() => this.body.glassSocket, scale);
    this.device = new DeviceState(this.body.log);
    this.customer = new Customer(this.body, this.finger, this.device, scale);
  }

  static async create(options: RigOptions = {}): Promise<Rig> {
    return new Rig(options, options.stateDir ?? mkdtempSync(join(tmpdir(), "alongside-state-")), await ensureRoot("kiosk"));
  }

  /** The scripted agent, signed in. @throws Error before "ready". */
  get agent(): ScriptedAgent {
    if (!this.#agent) throw new Error('the agent comes with the state "ready"');
    return this.#agent;
  }

  /** The body as a machine. @throws Error when it is none */
  get machine(): VmBody {
    if (this.body instanceof VmBody) return this.body;
    throw new Error("this rig's body is no machine: ask for one with isMachine");
  }

  get log() {
    return this.body.log;
  }

  /** Brings the rig to a state, from wherever it is. @throws Error with the end of the log when it does not get there. */
  async reach(target: RigState): Promise<void> {
    try {
      await this.#climb(target);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(
        `the rig did not reach "${target}": ${why}\n${this.log.tail(60)}\n${this.#agent?.messages.slice(-20).join("\n") ?? ""}`,
      );
    }
  }

  async #climb(target: RigState): Promise<void> {
    if (target === "down") return this.stop();
    await this.#getReady();
    const { customer, device } = this;
    if (target === "ready" || (target === "panel" && device.session !== "idle" && device.session !== "panel")) await customer.rest();
    if (target === "ready") return;
    if (target === "panel") return customer.openPanel();
    // A call that broke comes back, or ends.
    if (device.session === "connecting" || device.session === "lost") await customer.session("live", "panel", "idle", "wrapup");
    await this.#queue();
    if (target === "queued") return customer.session("queued", "offered");
    await this.#call();
    await until("the whole picture at the agent", STEP_MS * this.body.patience, async () => (await this.agent.picture()).isWhole);
  }

  async #queue(): Promise<void> {
    if (this.device.session === "wrapup") await this.customer.rest();
    if (this.device.session === "idle" || this.device.session === "panel") await this.customer.askForHelp();
  }

  /** A call that an emulated machine could not begin in time is tried again, as people would. */
  async #call(tries = this.body.patience > 1 ? 4 : 1): Promise<void> {
    const { customer, device } = this;
    await this.agent.finishWrapUp();
    await this.agent.becomeAvailable();
    // Accepted already when an emulated machine's call broke just now: then it comes about by itself.
    if (device.session === "queued" || device.session === "offered") await this.agent.accept();
    await (tries > 1 ? customer.session("live", "panel", "idle", "wrapup") : customer.session("live"));
    if (device.session === "live") return;
    await until("media for the next call", UP_MS * this.body.patience, () => device.isMediaConnected);
    await this.#queue();
    await this.#call(tries - 1);
  }

  /** Writes what is on the glass as PNG. */
  async shot(file: string): Promise<void> {
    await writeFile(file, await this.body.shot());
  }

  /** Writes what the agent sees as PNG. */
  async shotAgent(file: string): Promise<void> {
    await this.agent.shot(file);
  }

  /** What the console's page wrote on its own console. */
  get agentMessages(): readonly string[] {
    return this.#agent?.messages ?? [];
  }

  async kill(name: string): Promise<void> {
    await this.body.kill(name);
  }

  /** Ends everything. May be called twice, and while it is coming up. */
  async stop(): Promise<void> {
    this.#isUp = false;
    this.finger.close();
    await this.#agent?.close();
    this.#agent = null;
    await this.body.stop();
    await this.#options.route?.stop();
    await this.desk.stop();
    this.device.close();
    if (this.#options.stateDir === undefined) removeState(this.#stateDir);
  }

  async #getReady(): Promise<void> {
    if (this.#isUp) return;
    await this.desk.start();
    const password = await this.desk.addAgent(AGENT.name, AGENT.label);
    const deskPort = (await this.#options.route?.start(this.desk.port)) ?? this.desk.port;
    await this.body.prepare({ deskPort, label: "Front desk kiosk", enrolCode: () => this.desk.enrolCode() });
    await this.body.start();
    const devices = this.#options.devices;
    this.#agent = new ScriptedAgent({
      url: this.desk.url,
      name: AGENT.name,
      password,
      output: upright(this.#options.screen),
      ...(devices ? { devices } : {}),
    });
    await Promise.all([this.#agent.open().then(() => this.agent.signIn()), this.#kioskIsUp()]);
    this.#isUp = true;
  }

  async #kioskIsUp(): Promise<void> {
    const without = this.#options.without ?? [];
    const isWanted = (name: string) => !without.includes(name);
    const upMs = UP_MS * this.body.patience;
    if (isWanted("daemon")) await until("the device at the desk", upMs, () => this.device.isOnline);
    if (isWanted("shell")) await until("the panel page", upMs, () => this.device.isPanelConnected);
    // Started after the daemon: a call that finds it cold does not come about in time on an emulated machine.
    if (isWanted("media")) await until("media", upMs, () => this.device.isMediaConnected);
    if (isWanted("app")) await until("the app's page", upMs, () => this.hasSaid("app", /web process loaded/));
    if (isWanted("glass")) await until("the glass", upMs, () => this.#glassListens());
  }

  /** Looks every 20 ms until `look` finds something; fails with the words of what was waited for. */
  readonly until = until;

  /** Whether a process has written a line like that. */
  hasSaid(name: string, what: RegExp): boolean {
    return this.log.records.some((record) => record.name === name && record.event === "line" && what.test(record.text));
  }

  async #glassListens(): Promise<boolean> {
    return this.finger.connect().then(
      () => true,
      () => false,
    );
  }
}

/** The size of the picture in logical pixels, in which all places are given. */
function upright({ width = 1280, height = 800, transform = 0, scale = 1 }: ScreenOptions = {}): { width: number; height: number } {
  const [across, down] = transform % 2 ? [height, width] : [width, height];
  return { width: across / scale, height: down / scale };
}

function machine({ isMachine = false, image }: RigOptions, stateDir: string): VmBody | null {
  if (image) return new VmBody({ stateDir, image });
  return isMachine ? new VmBody({ stateDir, isSaved: true }) : null;
}

function headless({ appUrl, appLabel, without, config, screen }: RigOptions, stateDir: string, root: string): HeadlessBody {
  return new HeadlessBody({
    root,
    stateDir: join(stateDir, "device"),
    configDir: join(stateDir, "config"),
    ...(appUrl === undefined ? {} : { appUrl }),
    ...(appLabel === undefined ? {} : { appLabel }),
    ...(without === undefined ? {} : { without }),
    ...(config === undefined ? {} : { config }),
    ...(screen === undefined ? {} : { screen }),
  });
}

/** Files of the device belong to its daemon's user. */
function removeState(dir: string): void {
  const [command = "", ...args] = asRoot(["rm", "-rf", "--", dir]);
  spawnSync(command, args);
  rmSync(dir, { recursive: true, force: true });
}

/** A rig in the state "down": `await rig.reach("ready")`. */
export function createRig(options: RigOptions = {}): Promise<Rig> {
  return Rig.create(options);
}
