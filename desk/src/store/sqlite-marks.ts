import type Database from "better-sqlite3";
import type { Mark } from "#protocol/common";
import type { StoredMark } from "./port.ts";

/** A contact has about a dozen marks; a sender of nonsense must not fill the store. */
const MOST_MARKS = 500;

/** The timeline of contacts and the offsets between the clocks of desk, devices and consoles. */
export class SqliteMarks {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  add(contact: string, party: string, marks: readonly Mark[]): void {
    const known = this.#db.prepare("select count(*) from marks where contact = ?").pluck().get(contact) as number;
    const insert = this.#db.prepare("insert or ignore into marks (contact, party, machine, boot, name, at_ms) values (?, ?, ?, ?, ?, ?)");
    for (const { machine, boot, name, atMs } of marks.slice(0, Math.max(0, MOST_MARKS - known))) {
      insert.run(contact, party, machine, boot, name, atMs);
    }
  }

  setOffset(party: string, boot: string, offsetMs: number, errorMs: number): void {
    this.#db
      .prepare(
        `insert into clock_offsets (party, boot, offset_ms, error_ms) values (?, ?, ?, ?)
         on conflict (party, boot) do update set offset_ms = excluded.offset_ms, error_ms = excluded.error_ms`,
      )
      .run(party, boot, offsetMs, errorMs);
  }

  of(contact: string): StoredMark[] {
    return this.#db
      .prepare(
        `select name, machine, m.boot, at_ms as atMs,
           case machine when 'desk' then at_ms else at_ms + offset_ms end as deskMs,
           case machine when 'desk' then 0 else error_ms end as errorMs
         from marks m left join clock_offsets o on o.party = m.party and o.boot = m.boot
         where contact = ? order by deskMs is null, deskMs, atMs`,
      )
      .all(contact) as StoredMark[];
  }
}
