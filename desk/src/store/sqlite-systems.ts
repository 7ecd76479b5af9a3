import type Database from "better-sqlite3";
import type { DeviceSystem } from "#protocol/device-system";
import type { SqliteAudit } from "./sqlite-audit.ts";

/** A device changes its system some times a year; one that never stops must not fill the audit. */
const MOST_AN_HOUR = 30;
const HOUR_MS = 3_600_000;
const ACTS: readonly string[] = ["device.system", "device.update-refused", "device.rolled-back"];

/** What devices say of their systems. The last word counts; the audit keeps what happened. */
export class SqliteSystems {
  readonly #db: Database.Database;
  readonly #audit: SqliteAudit;
  readonly #now: () => number;

  constructor(db: Database.Database, audit: SqliteAudit, now: () => number) {
    this.#db = db;
    this.#audit = audit;
    this.#now = now;
  }

  /** @returns what was known before */
  set(device: string, system: DeviceSystem): DeviceSystem | null {
    const before = this.#of(device);
    const text = JSON.stringify(system);
    if (before && JSON.stringify(before) === text) return before;
    this.#db.prepare("update devices set system = ? where id = ?").run(text, device);
    this.#note(device, before, system);
    return before;
  }

  #of(device: string): DeviceSystem | null {
    const row = this.#db.prepare("select system from devices where id = ?").get(device) as { system: string | null } | undefined;
    return row?.system ? (JSON.parse(row.system) as DeviceSystem) : null;
  }

  #note(device: string, before: DeviceSystem | null, { version, refused, rolledBack }: DeviceSystem): void {
    const hourAgo = this.#now() - HOUR_MS;
    const recent = this.#audit.rowsOf(device).filter(({ act, atMs }) => ACTS.includes(act) && atMs > hourAgo);
    if (recent.length >= MOST_AN_HOUR) return;
    if (before?.version !== version) this.#audit.append(device, "device.system", device, { from: before?.version ?? null, to: version });
    if (refused !== null && before?.refused !== refused) this.#audit.append(device, "device.update-refused", device, { reason: refused });
    const isKnown = JSON.stringify(before?.rolledBack ?? null) === JSON.stringify(rolledBack);
    if (rolledBack && !isKnown) this.#audit.append(device, "device.rolled-back", device, { ...rolledBack });
  }
}
