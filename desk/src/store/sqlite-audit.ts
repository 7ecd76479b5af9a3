import type Database from "better-sqlite3";
import { type AuditRow, CHAIN_START, chainHash } from "./audit-chain.ts";

export type AuditFacts = Readonly<Record<string, string | number | boolean | null>>;

/** Appends to and reads the audit. `append` runs inside the transaction of the change it tells of. */
export class SqliteAudit {
  readonly #insert: Database.Statement;
  readonly #last: Database.Statement;
  readonly #rows: Database.Statement;
  readonly #rowsOf: Database.Statement;
  readonly #now: () => number;

  constructor(db: Database.Database, now: () => number) {
    this.#now = now;
    this.#last = db.prepare("select seq, hash from audit order by seq desc limit 1");
    this.#insert = db.prepare("insert into audit (seq, at_ms, actor, act, subject, facts, hash) values (?, ?, ?, ?, ?, ?, ?)");
    this.#rows = db.prepare("select seq, at_ms as atMs, actor, act, subject, facts, hash from audit where seq > ? order by seq limit ?");
    this.#rowsOf = db.prepare("select seq, at_ms as atMs, actor, act, subject, facts, hash from audit where subject = ? order by seq");
  }

  append(actor: string, act: string, subject: string, facts: AuditFacts = {}): void {
    const last = this.#last.get() as { seq: number; hash: string } | undefined;
    const row = { seq: (last?.seq ?? 0) + 1, atMs: this.#now(), actor, act, subject, facts: JSON.stringify(facts) };
    this.#insert.run(row.seq, row.atMs, actor, act, subject, row.facts, chainHash(last?.hash ?? CHAIN_START, row));
  }

  rows(afterSeq: number, limit: number): AuditRow[] {
    return this.#rows.all(afterSeq, limit) as AuditRow[];
  }

  /** Everything about one subject, as a contact. */
  rowsOf(subject: string): AuditRow[] {
    return this.#rowsOf.all(subject) as AuditRow[];
  }
}
