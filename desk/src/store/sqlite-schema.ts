import type Database from "better-sqlite3";
import { AGENT_BUSY_STATES, DEVICE_BUSY_STATES } from "../../core/contact-state.ts";
import { StoreUnusable } from "./port.ts";

const list = (states: readonly string[]) => states.map((state) => `'${state}'`).join(", ");

/** One entry per version of the schema; `user_version` counts those that were carried out. Never edit an entry that has shipped. */
const MIGRATIONS = [
  `
  create table accounts (
    name text primary key,
    label text not null,
    role text not null check (role in ('agent', 'supervisor', 'admin')),
    password_hash text not null,
    created_ms integer not null
  ) strict;

  create table logins (
    token_hash blob primary key,
    account text not null references accounts (name),
    expires_ms integer not null
  ) strict, without rowid;

  create table agents (
    account text primary key references accounts (name),
    is_online integer not null,
    state text not null check (state in ('available', 'away')),
    idle_since_ms integer not null
  ) strict, without rowid;

  create table devices (
    id text primary key,
    public_key text not null unique,
    label text not null,
    model text not null,
    serial text not null,
    enrolled_ms integer not null,
    seen_ms integer
  ) strict;

  create table enrol_codes (
    code_hash blob primary key,
    made_by text not null,
    expires_ms integer not null,
    used_by text references devices (id)
  ) strict, without rowid;

  create table contacts (
    id text primary key,
    device text not null references devices (id),
    context text not null,
    priority integer not null,
    place integer not null unique,
    state text not null,
    agent text references accounts (name),
    epoch integer not null,
    until_ms integer,
    missing text not null,
    refusals text not null,
    ended_by text,
    ended_reason text,
    requested_ms integer not null,
    accepted_ms integer,
    ended_ms integer,
    closed_ms integer,
    shown_wait_s integer,
    disposition text,
    notes text
  ) strict;
  create unique index one_open_offer_per_agent on contacts (agent) where state in (${list(AGENT_BUSY_STATES)});
  create unique index one_open_contact_per_device on contacts (device) where state in (${list(DEVICE_BUSY_STATES)});
  create index contacts_in_line on contacts (priority desc, place) where state in ('queued', 'offered');
  create index contacts_due on contacts (until_ms) where until_ms is not null;
  create index contacts_of_agent on contacts (agent, place desc);

  create table marks (
    contact text not null references contacts (id),
    party text not null,
    machine text not null,
    boot text not null,
    name text not null,
    at_ms real not null,
    primary key (contact, machine, boot, name, at_ms)
  ) strict, without rowid;

  create table clock_offsets (
    party text not null,
    boot text not null,
    offset_ms real not null,
    error_ms real not null,
    primary key (party, boot)
  ) strict, without rowid;

  create table audit (
    seq integer primary key,
    at_ms integer not null,
    actor text not null,
    act text not null,
    subject text not null,
    facts text not null,
    hash text not null
  ) strict;
  `,
  // The customer's answer to "Did that help?"; null: none was given.
  "alter table contacts add column resolved integer check (resolved in (0, 1))",
  // A contact's rights are read out of the audit.
  "create index audit_of_subject on audit (subject, seq)",
  // Which system a device runs, in its own words (protocol/device-system.ts).
  "alter table devices add column system text",
  // What devices said is wrong with them; over_ms null: it still is.
  `
  create table troubles (
    id integer primary key,
    device text not null references devices (id),
    boot text not null,
    unit text not null,
    kind text not null,
    since_ms real not null,
    told_ms integer not null,
    over_ms integer
  ) strict;
  create index troubles_of_device on troubles (device, id);
  create index open_troubles on troubles (device) where over_ms is null;
  `,
];

/** Brings the schema up to this version. @throws StoreUnusable when a newer version made it. */
export function migrate(db: Database.Database): void {
  const run = db.transaction(() => {
    const version = db.pragma("user_version", { simple: true }) as number;
    if (version > MIGRATIONS.length) {
      throw new StoreUnusable(`the store has schema ${version}, this desk knows ${MIGRATIONS.length}: start the newer desk that made it`);
    }
    for (const migration of MIGRATIONS.slice(version)) db.exec(migration);
    db.pragma(`user_version = ${MIGRATIONS.length}`);
  });
  run.immediate();
}
