import type { DeskBus } from "../bus/port.ts";
import type { ContactFlow } from "../contact-flow.ts";
import type { DeskClock } from "../desk-clock.ts";
import type { Logger } from "../log.ts";
import { MessageRefused } from "../socket/link-role.ts";
import type { LinkSession } from "../socket/link-session.ts";
import type { ChangeResult, ContactRecord, DeskStore } from "../store/port.ts";

/** What handlers of messages work with. */
export interface Desk {
  readonly store: DeskStore;
  readonly bus: DeskBus;
  readonly flow: ContactFlow;
  readonly clock: DeskClock;
  readonly log: Logger;
}

/** One function per message of a family, held to it by type. */
export type Handlers<M extends { type: string }> = {
  readonly [K in M["type"]]: (desk: Desk, from: LinkSession, message: Extract<M, { type: K }>) => Promise<void>;
};

/** Runs the handler of a message. */
export async function handle<M extends { type: string }>(handlers: Handlers<M>, desk: Desk, from: LinkSession, message: M): Promise<void> {
  await (handlers[message.type as M["type"]] as (desk: Desk, from: LinkSession, message: M) => Promise<void>)(desk, from, message);
}

/** The same answer for a contact of somebody else and for none at all: nobody learns which contacts there are. */
const NOT_YOURS = "This contact is not yours.";

/** @throws MessageRefused unless the contact belongs to this device */
export async function contactOfDevice(desk: Desk, from: LinkSession, contact: string): Promise<ContactRecord> {
  const record = await desk.store.contact(contact);
  if (record?.device !== from.identity.id) throw new MessageRefused("not-yours", NOT_YOURS);
  return record;
}

/** @throws MessageRefused unless this agent has the contact */
export async function contactOfAgent(desk: Desk, from: LinkSession, contact: string): Promise<ContactRecord> {
  const record = await contactOrOfferOfAgent(desk, from, contact);
  if (record.state === "offered") throw new MessageRefused("not-yours", NOT_YOURS);
  return record;
}

/** As contactOfAgent, but an offer that is still open counts too. @throws MessageRefused */
export async function contactOrOfferOfAgent(desk: Desk, from: LinkSession, contact: string): Promise<ContactRecord> {
  const record = await desk.store.contact(contact);
  if (record?.agent !== from.identity.id) throw new MessageRefused("not-yours", NOT_YOURS);
  return record;
}

/** @throws MessageRefused when the change was refused */
export function mustBeAllowed(result: ChangeResult): void {
  if (!result.ok) throw new MessageRefused(result.code, result.message);
}
