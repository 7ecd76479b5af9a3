import type { BodyControl } from "./control.ts";
import type { BodyLog } from "./log.ts";

/** A whole kiosk as a test object. Headless now: processes in namespaces; a virtual machine comes later behind the same port. */
export interface Body extends Pick<BodyControl, keyof BodyControl> {
  /** Resolves when the supervisor runs; the kiosk's processes come up by themselves then. */
  start(): Promise<void>;
  /** Ends every process of the body. May be called twice. */
  stop(): Promise<void>;
  /** Every line that the kiosk's processes write, and their starts and ends. */
  readonly log: BodyLog;
}
