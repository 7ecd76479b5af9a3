import type { DeviceToDesk } from "#protocol/desk-device";
import type { DaemonToHost } from "#protocol/local-host";
import type { DaemonToMedia } from "#protocol/local-media";
import type { PanelState } from "#protocol/local-panel";
import type { DaemonToScreen } from "#protocol/local-screen";
import type { DeviceCertificate } from "#protocol/signing";
import type { Leases } from "./lease.ts";
import type { MarkBook } from "./marks.ts";
import type { Session } from "./session-state.ts";

/** A way to one other process. `send` drops what nobody is there to take and says so. */
export interface Outlet<M> {
  readonly isConnected: boolean;
  send(message: M): boolean;
}

export type ScreenPort = Outlet<DaemonToScreen>;
export type HostPort = Outlet<DaemonToHost>;
export interface MediaPort extends Outlet<DaemonToMedia> {
  /** Ends the call and the process; nothing more is heard of it until the next one comes. */
  stop(): void;
}

/** The way to the desk. What is sent is kept until the desk has it, over lost connections too. */
export interface DeskPort {
  readonly isOnline: boolean;
  /** @param onDelivered called once the desk has acknowledged it */
  send(body: DeviceToDesk, onDelivered?: () => void): void;
  /** Somebody waits: reconnect without delay. */
  setInContact(inContact: boolean): void;
}

export interface PanelPort {
  show(state: PanelState): void;
}

/** What of a contact must survive a restart of the daemon, and what a reboot. */
export interface JournalRecord {
  readonly boot: string;
  readonly session: Session;
  readonly leases: Leases;
}

export interface JournalPort {
  load(): JournalRecord | null;
  save(record: JournalRecord): void;
  loadMarks(): MarkBook;
  saveMarks(book: MarkBook): void;
}

/** Monotonic and wall time, and deadlines. The returned function calls a deadline off. */
export interface Clock {
  /** CLOCK_MONOTONIC in ms, the same for all processes of this boot. */
  nowMs(): number;
  /** Milliseconds since the Unix epoch. */
  wallMs(): number;
  after(ms: number, run: () => void): () => void;
  every(ms: number, run: () => void): () => void;
}

/** The device's key. It never leaves its holder. */
export interface Signer {
  readonly certificate: DeviceCertificate;
  /** Ed25519 over the UTF-8 of `text`, base64url. */
  sign(text: string): string;
}

/** One line per event. Never message text, keys or secrets. */
export interface Log {
  info(facts: object, text: string): void;
  warn(facts: object, text: string): void;
  error(facts: object, text: string): void;
}
