import { randomBytes } from "node:crypto";
import type Database from "better-sqlite3";
import type { DeviceSystem } from "#protocol/device-system";
import { type Account, type AgentState, type Device, type EnrolResult, type Login, NameTaken } from "./port.ts";
import type { SqliteAudit } from "./sqlite-audit.ts";

const DEVICE = "id, public_key as publicKey, label, model, serial, enrolled_ms as enrolledMs, seen_ms as seenMs, system";

/** Accounts, sign-ins, agents' presence, devices and their enrolment. Every method runs inside a transaction of the store. */
export class SqliteIdentity {
  readonly #db: Database.Database;
  readonly #audit: SqliteAudit;
  readonly #now: () => number;

  constructor(db: Database.Database, audit: SqliteAudit, now: () => number) {
    this.#db = db;
    this.#audit = audit;
    this.#now = now;
  }

  addAccount({ name, label, role, passwordHash }: Account): void {
    if (this.account(name)) throw new NameTaken(name);
    this.#db
      .prepare("insert into accounts (name, label, role, password_hash, created_ms) values (?, ?, ?, ?, ?)")
      .run(name, label, role, passwordHash, this.#now());
    this.#audit.append("operator", "account.added", name, { role });
  }

  setPassword(name: string, passwordHash: string): boolean {
    if (this.#db.prepare("update accounts set password_hash = ? where name = ?").run(passwordHash, name).changes === 0) return false;
    this.#db.prepare("delete from logins where account = ?").run(name);
    this.#audit.append("operator", "account.password", name);
    return true;
  }

  account(name: string): Account | null {
    const row = this.#db.prepare("select name, label, role, password_hash as passwordHash from accounts where name = ?").get(name);
    return (row as Account | undefined) ?? null;
  }

  addLogin(tokenHash: Uint8Array, account: string, lastsMs: number): Login {
    const now = this.#now();
    this.#db.prepare("delete from logins where expires_ms <= ?").run(now);
    this.#db
      .prepare("insert or replace into logins (token_hash, account, expires_ms) values (?, ?, ?)")
      .run(tokenHash, account, now + lastsMs);
    this.#audit.append(account, "account.signed-in", account);
    return this.login(tokenHash) as Login;
  }

  login(tokenHash: Uint8Array): Login | null {
    const row = this.#db
      .prepare(
        `select account, label, role, expires_ms as expiresMs from logins join accounts on accounts.name = logins.account
         where token_hash = ? and expires_ms > ?`,
      )
      .get(tokenHash, this.#now());
    return (row as Login | undefined) ?? null;
  }

  removeLogin(tokenHash: Uint8Array): void {
    const login = this.login(tokenHash);
    this.#db.prepare("delete from logins where token_hash = ?").run(tokenHash);
    if (login) this.#audit.append(login.account, "account.signed-out", login.account);
  }

  addEnrolCode(codeHash: Uint8Array, lastsMs: number, madeBy: string): { expiresMs: number } {
    const expiresMs = this.#now() + lastsMs;
    this.#db.prepare("insert into enrol_codes (code_hash, made_by, expires_ms) values (?, ?, ?)").run(codeHash, madeBy, expiresMs);
    this.#audit.append(madeBy, "enrol-code.made", madeBy, { expiresMs });
    return { expiresMs };
  }

  enrol(codeHash: Uint8Array, device: Pick<Device, "publicKey" | "label" | "model" | "serial">): EnrolResult {
    const code = this.#db.prepare("select expires_ms as expiresMs, used_by as usedBy from enrol_codes where code_hash = ?").get(codeHash) as
      | { expiresMs: number; usedBy: string | null }
      | undefined;
    if (!code) return { ok: false, code: "unknown-code" };
    const known = this.#deviceOfKey(device.publicKey);
    if (code.usedBy !== null) return known?.id === code.usedBy ? { ok: true, device: known } : { ok: false, code: "used-code" };
    if (code.expiresMs <= this.#now()) return { ok: false, code: "expired-code" };
    const id = known?.id ?? `kiosk-${randomBytes(6).toString("hex")}`;
    this.#db
      .prepare(
        `insert into devices (id, public_key, label, model, serial, enrolled_ms) values (?, ?, ?, ?, ?, ?)
         on conflict (id) do update set label = excluded.label, model = excluded.model, serial = excluded.serial`,
      )
      .run(id, device.publicKey, device.label, device.model, device.serial, this.#now());
    this.#db.prepare("update enrol_codes set used_by = ? where code_hash = ?").run(id, codeHash);
    this.#audit.append(id, "device.enrolled", id, { serial: device.serial });
    return { ok: true, device: this.device(id) as Device };
  }

  #deviceOfKey(publicKey: string): Device | undefined {
    return deviceOf(this.#db.prepare(`select ${DEVICE} from devices where public_key = ?`).get(publicKey));
  }

  device(id: string): Device | null {
    return deviceOf(this.#db.prepare(`select ${DEVICE} from devices where id = ?`).get(id)) ?? null;
  }

  devices(): Device[] {
    return this.#db
      .prepare(`select ${DEVICE} from devices order by enrolled_ms, id`)
      .all()
      .flatMap((row) => deviceOf(row) ?? []);
  }

  deviceSeen(id: string): void {
    this.#db.prepare("update devices set seen_ms = ? where id = ?").run(this.#now(), id);
  }

  agentOnline(account: string): { state: AgentState } {
    const now = this.#now();
    this.#db
      .prepare(
        `insert into agents (account, is_online, state, idle_since_ms) values (?, 1, 'away', ?)
         on conflict (account) do update set is_online = 1`,
      )
      .run(account, now);
    return this.#db.prepare("select state from agents where account = ?").get(account) as { state: AgentState };
  }

  agentState(account: string, state: AgentState): void {
    const { changes } = this.#db
      .prepare("update agents set state = ?, idle_since_ms = ? where account = ? and state <> ?")
      .run(state, this.#now(), account, state);
    if (changes > 0) this.#audit.append(account, `agent.${state}`, account);
  }

  agentOffline(account: string): void {
    this.#db.prepare("update agents set is_online = 0 where account = ?").run(account);
  }
}

function deviceOf(row: unknown): Device | undefined {
  const device = row as (Omit<Device, "system"> & { readonly system: string | null }) | undefined;
  return device && { ...device, system: device.system === null ? null : (JSON.parse(device.system) as DeviceSystem) };
}
