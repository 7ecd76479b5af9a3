import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { deskStoreConformance } from "./conformance.ts";
import { openStore } from "./open.ts";
import { isStoreUnusable } from "./port.ts";
import { SqliteStore } from "./sqlite.ts";

deskStoreConformance("sqlite", async () => {
  const folder = mkdtempSync(join(tmpdir(), "desk-store-"));
  const path = join(folder, "desk.db");
  let skewMs = 0;
  const frozen = Date.now();
  const clock = () => frozen + skewMs;
  const stores = [new SqliteStore(path, undefined, clock)];
  const behind = (sql: string, ...parameters: unknown[]) => {
    const db = new Database(path);
    db.prepare(sql).run(...parameters);
    db.close();
  };
  return {
    store: stores[0] as SqliteStore,
    address: `sqlite:${path}`,
    advance: (ms) => {
      skewMs += ms;
    },
    reopen: () => new SqliteStore(path, undefined, clock),
    forgeAudit: (seq) => behind("update audit set facts = '{\"forged\":true}' where seq = ?", seq),
    cutAudit: (afterSeq) => behind("delete from audit where seq > ?", afterSeq),
    close: async () => {
      for (const store of stores) await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}).run();

function refusal(address: string): string {
  try {
    openStore(address);
  } catch (error) {
    if (isStoreUnusable(error)) return error.message;
    throw error;
  }
  return "opened";
}

test("says what would have been right about an address it cannot open", () => {
  assert.match(refusal("postgres://localhost/desk"), "this version stores in sqlite: only");
  assert.match(refusal("desk.db"), "sqlite:PATH");
  assert.match(refusal("sqlite:/nowhere/at/all/desk.db"), "cannot open the store /nowhere/at/all/desk.db");
});

test("a store from before customers' answers keeps its contacts, and takes answers for them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "desk-store-"));
  const path = join(folder, "desk.db");
  await new SqliteStore(path).close();
  const older = new Database(path);
  older.exec(
    "alter table contacts drop column resolved; drop index audit_of_subject; alter table devices drop column system; drop table troubles",
  );
  older.pragma("user_version = 1");
  older.exec("insert into devices (id, public_key, label, model, serial, enrolled_ms) values ('k', 'p', '', '', '', 1)");
  older.exec(`insert into contacts (id, device, context, priority, place, state, epoch, missing, refusals, requested_ms)
    values ('a', 'k', '{}', 0, 1, 'closed', 1, '[]', '[]', 1)`);
  older.close();
  const store = new SqliteStore(path);
  assert.is((await store.contact("a"))?.resolved, null);
  await store.setFeedback("a", true);
  assert.is((await store.contact("a"))?.resolved, true);
  await store.close();
  rmSync(folder, { recursive: true });
});

test("refuses a file that is no database and one of a newer desk", () => {
  const folder = mkdtempSync(join(tmpdir(), "desk-store-"));
  writeFileSync(join(folder, "text.db"), "this is a text file, long enough to be none of SQLite's ".repeat(20));
  assert.match(refusal(`sqlite:${join(folder, "text.db")}`), "not a database");
  const newer = new Database(join(folder, "newer.db"));
  newer.pragma("user_version = 99");
  newer.close();
  assert.match(refusal(`sqlite:${join(folder, "newer.db")}`), "newer desk");
  rmSync(folder, { recursive: true });
});

test.run();
