import type Database from "better-sqlite3";
import type { EndedBy } from "#protocol/common";
import { step } from "../../core/contact.ts";
import {
  AGENT_BUSY_STATES,
  type Contact,
  type ContactEvent,
  type ContactState,
  DEVICE_BUSY_STATES,
  type Limits,
  NEW_CONTACT,
} from "../../core/contact-state.ts";
import { type FreeAgent, type Routable, route } from "../../core/routing.ts";
import type { Changed, ChangeResult, ContactRecord, DeviceFacts, FloorState, Handling, RequestResult } from "./port.ts";
import type { SqliteAudit } from "./sqlite-audit.ts";

const list = (states: readonly string[]) => states.map((state) => `'${state}'`).join(", ");
const RECORD = `select c.*, d.label as device_label, a.label as agent_label
  from contacts c join devices d on d.id = c.device left join accounts a on a.name = c.agent`;
const FREE = `select account as agent, idle_since_ms as idleSinceMs from agents
  where is_online = 1 and state = 'available'
  and not exists (select 1 from contacts where agent = agents.account and state in (${list(AGENT_BUSY_STATES)}))`;

interface Row {
  id: string;
  device: string;
  device_label: string;
  agent_label: string | null;
  context: string;
  priority: number;
  place: number;
  state: ContactState;
  agent: string | null;
  epoch: number;
  until_ms: number | null;
  missing: string;
  refusals: string;
  ended_by: EndedBy | null;
  ended_reason: string | null;
  requested_ms: number;
  accepted_ms: number | null;
  ended_ms: number | null;
  closed_ms: number | null;
  shown_wait_s: number | null;
  disposition: string | null;
  notes: string | null;
  resolved: 0 | 1 | null;
}

/** Contacts and their assignment. Every writing method runs inside a transaction of the store. */
export class SqliteContacts {
  readonly #db: Database.Database;
  readonly #audit: SqliteAudit;
  readonly #now: () => number;
  readonly #limits: Limits;
  readonly #byId: Database.Statement;
  readonly #save: Database.Statement;
  readonly #due: Database.Statement;

  constructor(db: Database.Database, audit: SqliteAudit, now: () => number, limits: Limits) {
    this.#db = db;
    this.#audit = audit;
    this.#now = now;
    this.#limits = limits;
    this.#byId = db.prepare(`${RECORD} where c.id = ?`);
    this.#due = db.prepare("select id from contacts where until_ms <= ? order by until_ms limit 1000").pluck();
    this.#save = db.prepare(
      `update contacts set state = @state, agent = @agent, epoch = @epoch, until_ms = @untilMs, missing = @missing, refusals = @refusals,
         ended_by = @endedBy, ended_reason = @endedReason, accepted_ms = coalesce(accepted_ms, @acceptedMs),
         ended_ms = coalesce(ended_ms, @endedMs), closed_ms = coalesce(closed_ms, @closedMs)
       where id = @id`,
    );
  }

  request(id: string, device: string, context: DeviceFacts, priority: number): RequestResult {
    const known = this.contact(id);
    if (known) {
      if (known.device !== device) return { ok: false, code: "id-taken" };
      const back = this.change(id, { type: "back", part: "device" }, device);
      return { ok: true, record: back.ok ? back.after : known, isNew: false };
    }
    const older = this.openContactOfDevice(device);
    const ended = older && this.change(older.id, { type: "end", by: "device", reason: "The device asked anew." }, device);
    this.#db
      .prepare(
        `insert into contacts (id, device, context, priority, place, state, epoch, missing, refusals, requested_ms)
         values (?, ?, ?, ?, (select coalesce(max(place), 0) + 1 from contacts), ?, ?, '[]', '[]', ?)`,
      )
      .run(id, device, JSON.stringify(context), priority, NEW_CONTACT.state, NEW_CONTACT.epoch, this.#now());
    this.#audit.append(device, "contact.requested", id);
    return { ok: true, record: this.contact(id) as ContactRecord, isNew: true, ...(ended?.ok ? { ended } : {}) };
  }

  change(id: string, event: ContactEvent, actor: string): ChangeResult {
    const before = this.contact(id);
    if (!before) return { ok: false, code: "unknown-contact", message: "there is no such contact" };
    const now = this.#now();
    const result = step(before, event, now, this.#limits);
    if (!result.ok) return result;
    const { contact, effects } = result;
    if (contact === before) return { ok: true, before, after: before, effects };
    this.#write(id, contact, now);
    if (before.state !== contact.state) {
      this.#audit.append(actor, `contact.${event.type}`, id, {
        from: before.state,
        to: contact.state,
        epoch: contact.epoch,
        agent: contact.agent ?? before.agent,
        endedBy: contact.ended?.by ?? null,
      });
    }
    for (const effect of effects) if (effect.type === "release-agent") this.#agentIdle(effect.agent, now);
    return { ok: true, before, after: this.contact(id) as ContactRecord, effects };
  }

  #write(id: string, contact: Contact, now: number): void {
    this.#save.run({
      id,
      state: contact.state,
      agent: contact.agent,
      epoch: contact.epoch,
      untilMs: contact.untilMs,
      missing: JSON.stringify(contact.missing),
      refusals: JSON.stringify(contact.refusals),
      endedBy: contact.ended?.by ?? null,
      endedReason: contact.ended?.reason ?? null,
      acceptedMs: contact.state === "accepted" ? now : null,
      endedMs: contact.ended ? now : null,
      closedMs: contact.state === "closed" ? now : null,
    });
  }

  #agentIdle(agent: string, now: number): void {
    this.#db.prepare("update agents set idle_since_ms = ? where account = ?").run(now, agent);
  }

  claim(): Changed | null {
    const free = this.#db.prepare(FREE).all() as FreeAgent[];
    const pair = route(this.#offerable(), free, this.#now());
    const changed = pair && this.change(pair.contact, { type: "offer", agent: pair.agent }, "desk");
    return changed?.ok ? changed : null;
  }

  /** Queued contacts whose device is there, read row by row: the first is nearly always taken. */
  *#offerable(): Iterable<Routable> {
    const rows = this.#db
      .prepare("select id, refusals from contacts where state = 'queued' and missing = '[]' order by priority desc, place")
      .iterate() as IterableIterator<{ id: string; refusals: string }>;
    for (const { id, refusals } of rows) yield { contact: id, refusals: JSON.parse(refusals) };
  }

  restart(): void {
    this.#db.prepare("update agents set is_online = 0").run();
    for (const id of this.#db.prepare("select id from contacts where state <> 'closed'").pluck().all() as string[]) {
      this.change(id, { type: "restart" }, "desk");
    }
  }

  setContext(id: string, context: DeviceFacts): void {
    this.#db.prepare("update contacts set context = ? where id = ?").run(JSON.stringify(context), id);
  }

  setWrapup(id: string, disposition: string, notes: string): void {
    this.#db.prepare("update contacts set disposition = ?, notes = ? where id = ?").run(disposition, notes, id);
  }

  setFeedback(id: string, resolved: boolean): void {
    this.#db.prepare("update contacts set resolved = ? where id = ?").run(resolved ? 1 : 0, id);
  }

  setShownWait(id: string, seconds: number): void {
    this.#db.prepare("update contacts set shown_wait_s = coalesce(shown_wait_s, ?) where id = ?").run(seconds, id);
  }

  due(): string[] {
    return this.#due.all(this.#now()) as string[];
  }

  contact(id: string): ContactRecord | null {
    const row = this.#byId.get(id) as Row | undefined;
    return row ? toRecord(row, this.#now()) : null;
  }

  #records(where: string, ...parameters: unknown[]): ContactRecord[] {
    const now = this.#now();
    const rows = this.#db.prepare(`${RECORD} where ${where}`).all(...parameters) as Row[];
    return rows.map((row) => toRecord(row, now));
  }

  openContactOfDevice(device: string): ContactRecord | null {
    return this.#records(`c.device = ? and c.state in (${list(DEVICE_BUSY_STATES)})`, device)[0] ?? null;
  }

  openContactOfAgent(agent: string): ContactRecord | null {
    return this.#records(`c.agent = ? and c.state in (${list(AGENT_BUSY_STATES)})`, agent)[0] ?? null;
  }

  contacts({ agent, state, limit }: { agent?: string; state?: string; limit: number }): ContactRecord[] {
    const conditions = [agent === undefined ? null : "c.agent = @agent", state === undefined ? null : "c.state = @state"];
    const where = conditions.filter((condition) => condition !== null).join(" and ") || "true";
    return this.#records(`${where} order by c.place desc limit @limit`, { agent, state, limit });
  }

  floor(): FloorState {
    const agentsOnline = this.#db
      .prepare("select count(*) from agents where is_online = 1 and state = 'available'")
      .pluck()
      .get() as number;
    return {
      line: this.#records("c.state in ('queued', 'offered') order by c.priority desc, c.place"),
      agentsOnline,
      agentsFree: this.#db.prepare(`select count(*) from (${FREE})`).pluck().get() as number,
    };
  }

  countByState(): Record<string, number> {
    const rows = this.#db.prepare("select state, count(*) as n from contacts group by state").all() as { state: string; n: number }[];
    return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
  }

  handling(limit: number): Handling[] {
    const rows = this.#db
      .prepare(
        `select (closed_ms - accepted_ms) / 1000.0 as handleS, (coalesce(accepted_ms, ended_ms) - requested_ms) / 1000.0 as waitedS,
           accepted_ms is null as hasAbandoned
         from contacts where state = 'closed' order by closed_ms desc limit ?`,
      )
      .all(limit) as { handleS: number | null; waitedS: number; hasAbandoned: number }[];
    return rows.reverse().map((row) => ({ ...row, hasAbandoned: row.hasAbandoned === 1 }));
  }
}

function toRecord(row: Row, now: number): ContactRecord {
  return {
    id: row.id,
    device: row.device,
    deviceLabel: row.device_label,
    agentLabel: row.agent_label,
    context: JSON.parse(row.context),
    priority: row.priority,
    place: row.place,
    state: row.state,
    agent: row.agent,
    epoch: row.epoch,
    untilMs: row.until_ms,
    missing: JSON.parse(row.missing),
    refusals: JSON.parse(row.refusals),
    ended: row.ended_by === null ? null : { by: row.ended_by, reason: row.ended_reason ?? "" },
    requestedMs: row.requested_ms,
    acceptedMs: row.accepted_ms,
    endedMs: row.ended_ms,
    closedMs: row.closed_ms,
    waitedMs: Math.max(0, (row.accepted_ms ?? row.ended_ms ?? now) - row.requested_ms),
    shownWaitS: row.shown_wait_s,
    disposition: row.disposition,
    notes: row.notes,
    resolved: row.resolved === null ? null : row.resolved === 1,
  };
}
