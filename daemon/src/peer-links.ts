import { join } from "node:path";
import type { PeerCredentials } from "#native";
import type { Clock, Log } from "../core/ports.ts";

/** What the links to all peer processes have in common. */
export interface LinkBase {
  /** Folder of the sockets. */
  readonly run: string;
  readonly peerCredentials: (fd: number) => PeerCredentials;
  readonly clock: Clock;
  readonly log: Log;
}

/** One handler per message, checked by type. */
export type Handlers<M extends { type: string }> = { readonly [T in M["type"]]: (message: Extract<M, { type: T }>) => void };

/** Hands a message to its handler. */
export function handle<M extends { type: string }>(handlers: Handlers<M>, message: M): void {
  // The table is checked by type; the compiler cannot follow that each entry takes its own message.
  (handlers as unknown as Record<string, (message: M) => void>)[message.type]?.(message);
}

/** Where a peer connects. */
export function socketOptions(base: LinkBase, name: string, uid: number) {
  const { run, peerCredentials, clock, log } = base;
  return { name, uid, path: join(run, `${name}.sock`), peerCredentials, clock, log };
}
