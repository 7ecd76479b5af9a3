import type { Static } from "typebox";
import type { DeviceContext as ContextSchema } from "#protocol/desk-device";
import { type HealthFacts, healthOf, type WebProcess } from "../core/health.ts";
import { type Bucket, fullBucket, type Rate, take } from "../core/input-rate.ts";
import type { Clock, DeskPort } from "../core/ports.ts";
import { type MachineLoad, readLoad } from "./machine-load.ts";

export type Context = Static<typeof ContextSchema>;

const LOOK_EVERY_MS = 10_000;
/** An app may change its title as often as it likes; the desk hears the newest of it at this rate. */
export const TELL_RATE: Rate = { perSecond: 1, burst: 4 };

/** What an agent is told of the device: page labels, health, version. Sent when it changes and the desk is there. */
export class DeviceContext {
  readonly #desk: DeskPort;
  readonly #clock: Clock;
  readonly #load: () => MachineLoad;
  readonly #fixed: Pick<Context, "locale" | "version">;
  readonly #peers: () => Pick<HealthFacts, "screenConnected" | "mediaConnected">;
  #page = { app: "", page: "" };
  #web: { app: WebProcess | null; panel: WebProcess | null } = { app: null, panel: null };
  #machine: MachineLoad = { memoryAvailable: null, cpuUsed: null };
  #trouble: string | null = null;
  readonly #configFault: string | null;
  #lasting: readonly string[] = [];
  #sent = "";
  #cancel = (): void => {};
  #words: Bucket;
  #cancelLater: (() => void) | null = null;

  constructor(
    { configFault = null, ...fixed }: Pick<Context, "locale" | "version"> & { readonly configFault?: string | null },
    desk: DeskPort,
    clock: Clock,
    peers: () => Pick<HealthFacts, "screenConnected" | "mediaConnected">,
    load: () => MachineLoad = readLoad(),
  ) {
    this.#fixed = fixed;
    this.#configFault = configFault;
    this.#desk = desk;
    this.#clock = clock;
    this.#peers = peers;
    this.#load = load;
    this.#words = fullBucket(TELL_RATE, clock.nowMs());
  }

  start(): void {
    this.#look();
    this.#cancel = this.#clock.every(LOOK_EVERY_MS, () => this.#look());
  }

  stop(): void {
    this.#cancel();
    this.#cancelLater?.();
    this.#cancelLater = null;
  }

  get current(): Context {
    const facts = {
      ...this.#machine,
      ...this.#web,
      ...this.#peers(),
      trouble: this.#trouble,
      lasting: this.#lasting,
      configFault: this.#configFault,
    };
    return { ...this.#page, ...healthOf(facts), ...this.#fixed };
  }

  setPage(app: string, page: string): void {
    this.#page = { app, page };
    this.tell();
  }

  setWebProcess(which: "app" | "panel", state: WebProcess | null): void {
    this.#web = { ...this.#web, [which]: state };
    this.tell();
  }

  /** What screen or media complain about; null when it is over. */
  setTrouble(trouble: string | null): void {
    this.#trouble = trouble;
    this.tell();
  }

  /** What is wrong with the machine for longer than a moment, in words. */
  setLasting(lasting: readonly string[]): void {
    this.#lasting = lasting;
    this.tell();
  }

  /** @param again the desk may have forgotten it */
  tell(again = false): void {
    if (!this.#desk.isOnline) return;
    const context = this.current;
    const text = JSON.stringify(context);
    if (text === this.#sent && !again) return;
    const words = take(this.#words, TELL_RATE, 1, this.#clock.nowMs());
    if (!words && !again) {
      this.#tellLater();
      return;
    }
    this.#words = words ?? this.#words;
    this.#sent = text;
    this.#desk.send({ type: "device/context", context });
  }

  #tellLater(): void {
    this.#cancelLater ??= this.#clock.after(1000 / TELL_RATE.perSecond, () => {
      this.#cancelLater = null;
      this.tell();
    });
  }

  #look(): void {
    this.#machine = this.#load();
    this.tell();
  }
}
