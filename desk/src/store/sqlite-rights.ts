import type { RightChange, StoredRight } from "./port.ts";
import type { SqliteAudit } from "./sqlite-audit.ts";

/** A contact has some dozens of these; a sender of nonsense must not fill the store. */
const MOST_CHANGES = 200;
const ACT = "right.";

/** What became of the rights of a contact's participants. The audit is the only place where it is written. */
export class SqliteRights {
  readonly #audit: SqliteAudit;

  constructor(audit: SqliteAudit) {
    this.#audit = audit;
  }

  add(contact: string, device: string, { right, change, by, participant }: RightChange): void {
    const known = this.of(contact);
    const last = known.findLast((one) => one.right === right && one.participant === participant);
    if (known.length >= MOST_CHANGES || (last?.change === change && last.by === by)) return;
    this.#audit.append(device, `${ACT}${change}`, contact, { right, by, participant });
  }

  of(contact: string): StoredRight[] {
    return this.#audit
      .rowsOf(contact)
      .filter(({ act }) => act.startsWith(ACT))
      .map(({ atMs, act, facts }) => ({ ...JSON.parse(facts), change: act.slice(ACT.length), atMs }) as StoredRight);
  }
}
