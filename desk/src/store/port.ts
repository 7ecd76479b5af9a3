import type { Static } from "typebox";
import type { Mark } from "#protocol/common";
import type { DeviceContext, DeviceToDesk, Trouble as TroubleSchema } from "#protocol/desk-device";
import type { DeviceSystem } from "#protocol/device-system";
import type { Contact, ContactEvent, Effect } from "../../core/contact-state.ts";
import type { Role } from "../../core/permissions.ts";
import type { AuditRow } from "./audit-chain.ts";

/** What a device says of itself with a request. */
export type DeviceFacts = Static<typeof DeviceContext>;

export interface Account {
  /** Also the account's id. */
  readonly name: string;
  readonly label: string;
  readonly role: Role;
  /** argon2id in PHC form. */
  readonly passwordHash: string;
}

export interface Login {
  readonly account: string;
  readonly label: string;
  readonly role: Role;
  readonly expiresMs: number;
}

export interface Device {
  readonly id: string;
  /** Raw Ed25519 public key, base64url. */
  readonly publicKey: string;
  readonly label: string;
  readonly model: string;
  readonly serial: string;
  readonly enrolledMs: number;
  readonly seenMs: number | null;
  /** What it last said of its system; null until it has. */
  readonly system: DeviceSystem | null;
}

export interface ContactRecord extends Contact {
  readonly id: string;
  readonly device: string;
  readonly deviceLabel: string;
  readonly agentLabel: string | null;
  readonly context: DeviceFacts;
  readonly priority: number;
  readonly place: number;
  readonly requestedMs: number;
  readonly acceptedMs: number | null;
  readonly endedMs: number | null;
  readonly closedMs: number | null;
  /** Until it was accepted or given up, else until now. By the store's clock. */
  readonly waitedMs: number;
  /** The first wait estimate the customer was shown, to be held against `waitedMs`. */
  readonly shownWaitS: number | null;
  readonly disposition: string | null;
  readonly notes: string | null;
  /** The customer's answer to "Did that help?"; null while there is none. The agent's view is `disposition`. */
  readonly resolved: boolean | null;
}

export interface StoredMark extends Mark {
  /** The moment on the desk's clock and its error; null while no offset of that machine and boot is known. */
  readonly deskMs: number | null;
  readonly errorMs: number | null;
}

/** What the device did with one of a participant's rights, and whose will it was. */
export type RightChange = Omit<Extract<DeviceToDesk, { type: "contact/rights" }>, "type" | "contact">;
export type StoredRight = RightChange & { readonly atMs: number };

/** What a device says is wrong with it. */
export type Trouble = Static<typeof TroubleSchema>;
export type StoredTrouble = Pick<Trouble, "unit" | "kind"> & { readonly device: string; readonly toldMs: number };
export interface TroubleChange {
  readonly begun: readonly Trouble[];
  readonly over: readonly Trouble[];
}

/** Everything the line and the presence are made of, in one read. */
export interface FloorState {
  /** Queued and offered, in the order of their turn. */
  readonly line: readonly ContactRecord[];
  /** Agents who are signed in and available, busy or not. */
  readonly agentsOnline: number;
  readonly agentsFree: number;
}

export type EnrolRefusal = "unknown-code" | "used-code" | "expired-code";
export type EnrolResult = { ok: true; device: Device } | { ok: false; code: EnrolRefusal };

export interface Changed {
  readonly ok: true;
  readonly before: ContactRecord;
  readonly after: ContactRecord;
  readonly effects: readonly Effect[];
}
export type ChangeResult = Changed | { readonly ok: false; readonly code: string; readonly message: string };
export type RequestResult =
  /** `ended`: an older open contact of the device, which this request put an end to. */
  | { readonly ok: true; readonly record: ContactRecord; readonly isNew: boolean; readonly ended?: Changed }
  | { readonly ok: false; readonly code: "id-taken" };

/** How one contact was waited for and handled; `handleS` is null when nobody took it. */
export interface Handling {
  readonly handleS: number | null;
  readonly waitedS: number;
  readonly hasAbandoned: boolean;
}

/**
 * The truth of the desk: identities, queue, assignment, records, audit.
 * Every change is one transaction with its audit row; a resolved promise means that it survives a kill.
 * Every call may be repeated. Times are the store's own clock, so that the skew of a desk's clock is harmless.
 */
export interface DeskStore {
  /** Throws NameTaken. */
  addAccount(account: Account): Promise<void>;
  /** False when there is no such account. Signs the account out everywhere. */
  setPassword(name: string, passwordHash: string): Promise<boolean>;
  account(name: string): Promise<Account | null>;
  addLogin(tokenHash: Uint8Array, account: string, lastsMs: number): Promise<Login>;
  login(tokenHash: Uint8Array): Promise<Login | null>;
  removeLogin(tokenHash: Uint8Array): Promise<void>;

  addEnrolCode(codeHash: Uint8Array, lastsMs: number, madeBy: string): Promise<{ expiresMs: number }>;
  /** Uses the code up. The same code with the same key again gives the same answer, since the first may have been lost on its way. */
  enrol(codeHash: Uint8Array, device: Pick<Device, "publicKey" | "label" | "model" | "serial">): Promise<EnrolResult>;
  device(id: string): Promise<Device | null>;
  devices(): Promise<readonly Device[]>;
  deviceSeen(id: string): Promise<void>;
  /** By the device's own word; what is new in it goes into the audit. @returns what was known before */
  setSystem(id: string, system: DeviceSystem): Promise<DeviceSystem | null>;
  /** Everything that is wrong with a device just now; what is not named any more is over. */
  setTroubles(device: string, boot: string, troubles: readonly Trouble[]): Promise<TroubleChange>;
  /** What is wrong just now, of all devices. */
  openTroubles(): Promise<readonly StoredTrouble[]>;

  /** The agent's console is there; keeps the state they had. */
  agentOnline(account: string): Promise<{ state: AgentState }>;
  agentState(account: string, state: AgentState): Promise<void>;
  agentOffline(account: string): Promise<void>;

  /** Idempotent by `contact`. Another open contact of the same device is ended by it. */
  request(contact: string, device: string, context: DeviceFacts, priority?: number): Promise<RequestResult>;
  setContext(contact: string, context: DeviceFacts): Promise<void>;
  /** Takes the next pair by core/routing in one transaction; null when there is none. */
  claim(): Promise<Changed | null>;
  /** Runs core/contact `step` in one transaction. */
  change(contact: string, event: ContactEvent, actor: string): Promise<ChangeResult>;
  setWrapup(contact: string, disposition: string, notes: string): Promise<void>;
  /** The customer's answer; the last one counts. */
  setFeedback(contact: string, resolved: boolean): Promise<void>;
  setShownWait(contact: string, seconds: number): Promise<void>;
  /** Contacts whose state is over by now. */
  due(): Promise<readonly string[]>;
  /** Prepares for a desk that has just started and is connected to nobody. */
  restart(): Promise<void>;

  contact(id: string): Promise<ContactRecord | null>;
  openContactOfDevice(device: string): Promise<ContactRecord | null>;
  /** The contact an agent is busy with, wrap-up included. */
  openContactOfAgent(agent: string): Promise<ContactRecord | null>;
  contacts(filter: { agent?: string; state?: string; limit: number }): Promise<readonly ContactRecord[]>;
  floor(): Promise<FloorState>;
  countByState(): Promise<Readonly<Record<string, number>>>;
  /** The newest finished contacts, oldest first, for the wait estimate to learn from. */
  handling(limit: number): Promise<readonly Handling[]>;

  addMarks(contact: string, party: string, marks: readonly Mark[]): Promise<void>;
  setClockOffset(party: string, boot: string, offsetMs: number, errorMs: number): Promise<void>;
  marks(contact: string): Promise<readonly StoredMark[]>;

  /** Into the audit, by the device's own word; what the last row of this right and participant says already is not written again. */
  addRight(contact: string, device: string, change: RightChange): Promise<void>;
  /** In the order in which they were told, as the audit has them. */
  rights(contact: string): Promise<readonly StoredRight[]>;

  audit(actor: string, act: string, subject: string, facts?: Readonly<Record<string, string | number | boolean | null>>): Promise<void>;
  auditRows(afterSeq: number, limit: number): Promise<readonly AuditRow[]>;
  close(): Promise<void>;
}

export type AgentState = "available" | "away";

/** An account of that name is there already. */
export class NameTaken extends Error {
  constructor(name: string) {
    super(`there is an account ${name} already; \`account password ${name}\` changes its password`);
    this.name = "NameTaken";
  }
}

export function isNameTaken(error: unknown): error is NameTaken {
  return error instanceof Error && error.name === "NameTaken";
}

/** The store cannot be opened; the message says what would have been right. */
export class StoreUnusable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "StoreUnusable";
  }
}

export function isStoreUnusable(error: unknown): error is StoreUnusable {
  return error instanceof Error && error.name === "StoreUnusable";
}
