import type { BodyControl } from "./control.ts";
import type { BodyLog } from "./log.ts";

/** What a kiosk is told of the world around it before it starts. */
export interface Setup {
  /** The desk's port on this machine's loopback. */
  readonly deskPort: number;
  readonly label: string;
  /** Asked for when the device knows no desk yet; null leaves it without one. */
  enrolCode(): Promise<string | null>;
}

/** A whole kiosk as a test object: processes in namespaces (headless.ts), or a machine (vm.ts). */
export interface Body extends Pick<BodyControl, keyof BodyControl> {
  /** Says what the next start finds. */
  prepare(setup: Setup): Promise<void>;
  /** Resolves when the kiosk can be asked; its processes come up by themselves then. */
  start(): Promise<void>;
  /** Ends every process of the body. May be called twice. */
  stop(): Promise<void>;
  /** Every line that the kiosk's processes write, and their starts and ends. */
  readonly log: BodyLog;
  /** How many times as long as at this machine's full speed things may take: an emulated processor is slow. */
  readonly patience: number;
}
