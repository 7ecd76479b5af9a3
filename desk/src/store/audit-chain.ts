import { createHash } from "node:crypto";

/** One row of the audit. `hash` covers the row and the hash before it, so that an edited or removed row breaks the chain. */
export interface AuditRow {
  readonly seq: number;
  readonly atMs: number;
  readonly actor: string;
  readonly act: string;
  readonly subject: string;
  /** JSON of facts; never message text, keys or secrets. */
  readonly facts: string;
  readonly hash: string;
}

/** A row's place and hash, kept elsewhere: it shows that the tail was cut, which the chain alone cannot. */
export interface Checkpoint {
  readonly seq: number;
  readonly hash: string;
}

/** The hash before the first row. */
export const CHAIN_START = "0".repeat(64);

/** SHA-256, hex, of the hash before and the row's fields. */
export function chainHash(previous: string, row: Omit<AuditRow, "hash">): string {
  const { seq, atMs, actor, act, subject, facts } = row;
  return createHash("sha256")
    .update(previous)
    .update(JSON.stringify([seq, atMs, actor, act, subject, facts]))
    .digest("hex");
}

export type AuditVerdict = { ok: true; rows: number } | { ok: false; seq: number; why: "edited" | "missing" };

/** Verifies rows from the first on, and against a checkpoint when there is one. */
export function verifyChain(rows: Iterable<AuditRow>, checkpoint?: Checkpoint): AuditVerdict {
  let previous = CHAIN_START;
  let seq = 0;
  let isCheckpointMet = checkpoint === undefined;
  for (const row of rows) {
    seq += 1;
    if (row.seq !== seq) return { ok: false, seq, why: "missing" };
    if (row.hash !== chainHash(previous, row)) return { ok: false, seq, why: "edited" };
    previous = row.hash;
    if (checkpoint?.seq === seq) {
      if (checkpoint.hash !== row.hash) return { ok: false, seq, why: "edited" };
      isCheckpointMet = true;
    }
  }
  return isCheckpointMet ? { ok: true, rows: seq } : { ok: false, seq: seq + 1, why: "missing" };
}
