import type Database from "better-sqlite3";
import type { StoredTrouble, Trouble, TroubleChange } from "./port.ts";

/** Of each device, the newest; a device that is never well must not fill the store. */
const KEPT = 100;

/** What devices said is wrong with them, and until when. */
export class SqliteTroubles {
  readonly #db: Database.Database;
  readonly #now: () => number;

  constructor(db: Database.Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** What is not in the list any more is over, and so is whatever an earlier boot has said. */
  set(device: string, boot: string, troubles: readonly Trouble[]): TroubleChange {
    const open = this.#open(device);
    const isSame = (a: Trouble, b: Trouble) => a.unit === b.unit && a.kind === b.kind && a.sinceMs === b.sinceMs;
    const over = open.filter((one) => one.boot !== boot || !troubles.some((trouble) => isSame(one, trouble)));
    const begun = troubles.filter((trouble) => !open.some((one) => one.boot === boot && isSame(one, trouble)));
    const close = this.#db.prepare("update troubles set over_ms = ? where id = ?");
    for (const { id } of over) close.run(this.#now(), id);
    const add = this.#db.prepare("insert into troubles (device, boot, unit, kind, since_ms, told_ms) values (?, ?, ?, ?, ?, ?)");
    for (const { unit, kind, sinceMs } of begun) add.run(device, boot, unit, kind, sinceMs, this.#now());
    if (begun.length > 0) this.#prune(device);
    return { begun, over: over.map(({ unit, kind, sinceMs }) => ({ unit, kind, sinceMs })) };
  }

  /** Of all devices, the oldest first. */
  open(): StoredTrouble[] {
    return this.#db
      .prepare("select device, unit, kind, told_ms as toldMs from troubles where over_ms is null order by id")
      .all() as StoredTrouble[];
  }

  #open(device: string): (Trouble & { readonly id: number; readonly boot: string })[] {
    return this.#db
      .prepare("select id, boot, unit, kind, since_ms as sinceMs from troubles where device = ? and over_ms is null")
      .all(device) as (Trouble & { id: number; boot: string })[];
  }

  #prune(device: string): void {
    this.#db
      .prepare("delete from troubles where device = ? and id not in (select id from troubles where device = ? order by id desc limit ?)")
      .run(device, device, KEPT);
  }
}
