import type { DeskClock } from "../desk-clock.ts";
import type { OperatorKey } from "../keys.ts";
import type { Logger } from "../log.ts";
import type { QueueState } from "../queue-board.ts";
import type { DeskStore } from "../store/port.ts";
import type { Tickets } from "./tickets.ts";

/** What the routes work with. */
export interface HttpParts {
  readonly store: DeskStore;
  readonly operatorKey: OperatorKey;
  readonly tickets: Tickets;
  readonly clock: DeskClock;
  readonly log: Logger;
  /** Cookies go over TLS only. */
  readonly isSecure: boolean;
  readonly publicOrigin: string | null;
  /** Folder of the console's files, or null. */
  readonly consoleFolder: string | null;
  readonly queueState: () => QueueState;
  readonly connections: () => { devices: number; agents: number };
  /** Closes the console that was opened with this sign-in. */
  readonly signOut: (agent: string, login: string) => Promise<void>;
}
