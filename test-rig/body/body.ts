import type { Duplex } from "node:stream";
import type { ProcessReport } from "../supervisor/control-message.ts";
import type { BodyLog } from "./log.ts";

/** A whole kiosk as a test object. Headless now: processes in namespaces; a virtual machine comes later behind the same port. */
export interface Body {
  /** Resolves when the supervisor runs; the kiosk's processes come up by themselves then. */
  start(): Promise<void>;
  /** Ends every process of the body. May be called twice. */
  stop(): Promise<void>;
  /** Every line that the kiosk's processes write, and their starts and ends. */
  readonly log: BodyLog;
  /** The kiosk's processes with their memory and CPU time. */
  processes(): Promise<readonly ProcessReport[]>;
  /** Sends a signal to a process of the table; the supervisor starts it again if that ends it. */
  kill(name: string, signal?: "SIGTERM" | "SIGKILL" | "SIGSTOP" | "SIGCONT" | "SIGSEGV"): Promise<void>;
  /** Ends a process and keeps it ended until startProcess. */
  stopProcess(name: string): Promise<void>;
  startProcess(name: string): Promise<void>;
  /** Makes the app host show another page. */
  setApp(url: string): Promise<void>;
  /** Runs a command as the rig's user inside the body; the stream is its standard input and output. Destroying it ends the command. */
  pipe(argv: readonly string[]): Promise<Duplex>;
  /** The whole output as PNG. */
  shot(): Promise<Buffer>;
  /** Unix socket of the glass (finger, keyboard, picture), as seen from here. */
  readonly glassSocket: string;
}
