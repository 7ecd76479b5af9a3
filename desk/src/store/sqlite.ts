import Database from "better-sqlite3";
import type { Mark } from "#protocol/common";
import type { DeviceSystem } from "#protocol/device-system";
import { type ContactEvent, DEFAULT_LIMITS, type Limits } from "../../core/contact-state.ts";
import type { Account, AgentState, DeskStore, Device, DeviceFacts, RightChange, Trouble } from "./port.ts";
import { isStoreUnusable, StoreUnusable } from "./port.ts";
import { SqliteAudit } from "./sqlite-audit.ts";
import { SqliteContacts } from "./sqlite-contacts.ts";
import { SqliteIdentity } from "./sqlite-identity.ts";
import { SqliteMarks } from "./sqlite-marks.ts";
import { SqliteRights } from "./sqlite-rights.ts";
import { migrate } from "./sqlite-schema.ts";
import { SqliteSystems } from "./sqlite-systems.ts";
import { SqliteTroubles } from "./sqlite-troubles.ts";

/** How long to wait for another process (the command line beside a running desk), ms. */
const BUSY_TIMEOUT_MS = 5000;

/** The desk's store in one SQLite file. @throws StoreUnusable */
export class SqliteStore implements DeskStore {
  readonly #db: Database.Database;
  readonly #identity: SqliteIdentity;
  readonly #contacts: SqliteContacts;
  readonly #marks: SqliteMarks;
  readonly #audit: SqliteAudit;
  readonly #rights: SqliteRights;
  readonly #systems: SqliteSystems;
  readonly #troubles: SqliteTroubles;
  readonly #path: string;
  #servingLock: Database.Database | null = null;

  /** @param now the store's clock, ms since the epoch */
  constructor(path: string, limits: Limits = DEFAULT_LIMITS, now: () => number = Date.now) {
    this.#path = path;
    this.#db = open(path);
    this.#audit = new SqliteAudit(this.#db, now);
    this.#identity = new SqliteIdentity(this.#db, this.#audit, now);
    this.#contacts = new SqliteContacts(this.#db, this.#audit, now, limits);
    this.#rights = new SqliteRights(this.#audit);
    this.#marks = new SqliteMarks(this.#db);
    this.#systems = new SqliteSystems(this.#db, this.#audit, now);
    this.#troubles = new SqliteTroubles(this.#db, now);
  }

  #commit<T>(write: () => T): T {
    return this.#db.transaction(write).immediate();
  }

  async addAccount(account: Account) {
    this.#commit(() => this.#identity.addAccount(account));
  }
  async setPassword(name: string, passwordHash: string) {
    return this.#commit(() => this.#identity.setPassword(name, passwordHash));
  }
  async account(name: string) {
    return this.#identity.account(name);
  }
  async addLogin(tokenHash: Uint8Array, account: string, lastsMs: number) {
    return this.#commit(() => this.#identity.addLogin(tokenHash, account, lastsMs));
  }
  async login(tokenHash: Uint8Array) {
    return this.#identity.login(tokenHash);
  }
  async removeLogin(tokenHash: Uint8Array) {
    this.#commit(() => this.#identity.removeLogin(tokenHash));
  }

  async addEnrolCode(codeHash: Uint8Array, lastsMs: number, madeBy: string) {
    return this.#commit(() => this.#identity.addEnrolCode(codeHash, lastsMs, madeBy));
  }
  async enrol(codeHash: Uint8Array, device: Pick<Device, "publicKey" | "label" | "model" | "serial">) {
    return this.#commit(() => this.#identity.enrol(codeHash, device));
  }
  async device(id: string) {
    return this.#identity.device(id);
  }
  async devices() {
    return this.#identity.devices();
  }
  async deviceSeen(id: string) {
    this.#identity.deviceSeen(id);
  }
  async setSystem(id: string, system: DeviceSystem) {
    return this.#commit(() => this.#systems.set(id, system));
  }
  async setTroubles(device: string, boot: string, troubles: readonly Trouble[]) {
    return this.#commit(() => this.#troubles.set(device, boot, troubles));
  }
  async openTroubles() {
    return this.#troubles.open();
  }

  async agentOnline(account: string) {
    return this.#commit(() => this.#identity.agentOnline(account));
  }
  async agentState(account: string, state: AgentState) {
    this.#commit(() => this.#identity.agentState(account, state));
  }
  async agentOffline(account: string) {
    this.#identity.agentOffline(account);
  }

  async request(contact: string, device: string, context: DeviceFacts, priority = 0) {
    return this.#commit(() => this.#contacts.request(contact, device, context, priority));
  }
  async setContext(contact: string, context: DeviceFacts) {
    this.#contacts.setContext(contact, context);
  }
  async claim() {
    return this.#commit(() => this.#contacts.claim());
  }
  async change(contact: string, event: ContactEvent, actor: string) {
    return this.#commit(() => this.#contacts.change(contact, event, actor));
  }
  async setWrapup(contact: string, disposition: string, notes: string) {
    this.#contacts.setWrapup(contact, disposition, notes);
  }
  async setFeedback(contact: string, resolved: boolean) {
    this.#contacts.setFeedback(contact, resolved);
  }
  async setShownWait(contact: string, seconds: number) {
    this.#contacts.setShownWait(contact, seconds);
  }
  async due() {
    return this.#contacts.due();
  }
  async restart() {
    this.#servingLock ??= lockForServing(`${this.#path}-desk`);
    this.#commit(() => this.#contacts.restart());
  }

  async contact(id: string) {
    return this.#contacts.contact(id);
  }
  async openContactOfDevice(device: string) {
    return this.#contacts.openContactOfDevice(device);
  }
  async openContactOfAgent(agent: string) {
    return this.#contacts.openContactOfAgent(agent);
  }
  async contacts(filter: { agent?: string; state?: string; limit: number }) {
    return this.#contacts.contacts(filter);
  }
  async floor() {
    return this.#contacts.floor();
  }
  async countByState() {
    return this.#contacts.countByState();
  }
  async handling(limit: number) {
    return this.#contacts.handling(limit);
  }

  async addMarks(contact: string, party: string, marks: readonly Mark[]) {
    this.#commit(() => this.#marks.add(contact, party, marks));
  }
  async setClockOffset(party: string, boot: string, offsetMs: number, errorMs: number) {
    this.#marks.setOffset(party, boot, offsetMs, errorMs);
  }
  async marks(contact: string) {
    return this.#marks.of(contact);
  }

  async addRight(contact: string, device: string, change: RightChange) {
    this.#commit(() => this.#rights.add(contact, device, change));
  }
  async rights(contact: string) {
    return this.#rights.of(contact);
  }

  async audit(actor: string, act: string, subject: string, facts: Readonly<Record<string, string | number | boolean | null>> = {}) {
    this.#commit(() => this.#audit.append(actor, act, subject, facts));
  }
  async auditRows(afterSeq: number, limit: number) {
    return this.#audit.rows(afterSeq, limit);
  }
  async close() {
    this.#servingLock?.close();
    this.#db.close();
  }
}

/**
 * Two desks on one SQLite store would undo each other's contacts. The lock is SQLite's own on a file beside the store:
 * it ends with the process, however that ends.
 */
function lockForServing(path: string): Database.Database {
  const lock = new Database(path, { timeout: 0 });
  try {
    lock.exec("begin exclusive");
    return lock;
  } catch {
    lock.close();
    throw new StoreUnusable("another desk serves from this store already: end it first, or name another --store");
  }
}

function open(path: string): Database.Database {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
    db.pragma("journal_mode = WAL");
    // Acknowledged means on the disk, also after a power cut.
    db.pragma("synchronous = FULL");
    db.pragma("foreign_keys = ON");
    migrate(db);
    return db;
  } catch (error) {
    db?.close();
    if (isStoreUnusable(error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreUnusable(`cannot open the store ${path} (${why}): name a file in a folder this user may write to`);
  }
}
