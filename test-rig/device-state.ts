import type { BodyLog } from "./body/log.ts";
import type { LogRecord } from "./supervisor/supervisor.ts";

/** A line of the daemon's log (JSON of pino), as far as the rig reads it. */
interface DaemonLine {
  readonly msg?: string;
  readonly to?: string;
  readonly contact?: string;
  readonly peer?: string;
}

/**
 * What the device does, told by the daemon's own log: one line per transition, and one for each link. Nothing in the product
 * exists for this.
 */
export class DeviceState {
  /** The session's state (daemon/core/session.ts), null before the daemon's first line. */
  session: string | null = null;
  contact: string | null = null;
  isOnline = false;
  isPanelConnected = false;
  /** Media waits, warm, for a call. */
  isMediaConnected = false;
  readonly #end: () => void;

  constructor(log: BodyLog) {
    for (const record of log.records) this.#take(record);
    this.#end = log.listen((record) => this.#take(record));
  }

  close(): void {
    this.#end();
  }

  #take(record: LogRecord): void {
    if (record.name !== "daemon") return;
    if (record.event === "exited") {
      this.session = null;
      this.isOnline = this.isPanelConnected = this.isMediaConnected = false;
    } else if (record.event === "line") this.#read(parse(record.text));
  }

  #read(line: DaemonLine): void {
    if (line.msg === "transition" || line.msg === "taken up") {
      this.session = line.to ?? null;
      this.contact = line.contact ?? null;
    } else if (line.msg === "online") this.isOnline = true;
    else if (line.msg === "offline") this.isOnline = false;
    else if (line.msg === "panel connected") this.isPanelConnected = true;
    else if (line.msg === "peer connected" && line.peer === "media") this.isMediaConnected = true;
    else if (line.msg === "peer gone" && line.peer === "media") this.isMediaConnected = false;
  }
}

function parse(text: string): DaemonLine {
  try {
    return JSON.parse(text) as DaemonLine;
  } catch {
    return {}; // Not a line of pino: Node's own warning.
  }
}
