import type { DeviceToDesk } from "#protocol/desk-device";
import { isInCall } from "../../core/contact-state.ts";
import { MessageRefused } from "../socket/link-role.ts";
import type { LinkSession } from "../socket/link-session.ts";
import type { ContactRecord } from "../store/port.ts";
import { contactOfDevice, type Desk, type Handlers, mustBeAllowed } from "./desk.ts";

type FromDevice = Extract<DeviceToDesk, { type: `contact/${string}` | `device/${string}` }>;

export const contactFromDevice: Handlers<FromDevice> = {
  /** Kept with the contact; whoever serves it or is asked to sees it at once. */
  "device/context": async ({ store, flow }, from, { context }) => {
    const open = await store.openContactOfDevice(from.identity.id);
    // A device that comes back says again what it has said before.
    if (!open || JSON.stringify(open.context) === JSON.stringify(context)) return;
    await store.setContext(open.id, context);
    if (open.agent !== null) await flow.tellAgent(open.agent, { type: "contact/context", contact: open.id, context });
  },

  /** Kept, and a line in the log: an operator's alarm is made of that. */
  "device/trouble": async ({ store, log }, from, { boot, troubles }) => {
    const device = from.identity.id;
    const { begun, over } = await store.setTroubles(device, boot, troubles);
    for (const { unit, kind } of begun) log.warn({ device, unit, kind }, "a device has trouble");
    for (const { unit, kind } of over) log.info({ device, unit, kind }, "a device's trouble is over");
  },

  "contact/request": async (desk, from, { contact, context }) => {
    const result = await desk.store.request(contact, from.identity.id, context);
    if (!result.ok) {
      from.send({ type: "contact/refused", contact, code: result.code, message: "This contact's id is taken; choose a new one." });
      return;
    }
    if (result.ended) await desk.flow.carryOut(result.ended, "end");
    if (result.isNew) await desk.flow.requested(result.record);
    await tellState(desk, from, result.record);
    await desk.flow.settle();
  },

  "contact/cancel": async (desk, from, { contact }) => {
    await contactOfDevice(desk, from, contact);
    const event = { type: "end", by: "customer", reason: "cancelled" } as const;
    mustBeAllowed(await desk.flow.change(contact, event, from.identity.id));
  },

  "contact/connected": async (desk, from, { contact }) => {
    await contactOfDevice(desk, from, contact);
    mustBeAllowed(await desk.flow.change(contact, { type: "connected" }, from.identity.id));
  },

  "contact/interrupted": async (desk, from, { contact }) => {
    await contactOfDevice(desk, from, contact);
    mustBeAllowed(await desk.flow.change(contact, { type: "lost", part: "call" }, from.identity.id));
  },

  "contact/end": async (desk, from, { contact, by, reason }) => {
    await contactOfDevice(desk, from, contact);
    mustBeAllowed(await desk.flow.change(contact, { type: "end", by, reason }, from.identity.id));
  },

  "contact/feedback": async (desk, from, { contact, resolved }) => {
    const { ended } = await contactOfDevice(desk, from, contact);
    if (ended === null) throw new MessageRefused("not-ended", "This contact is still open; feedback comes after its end.");
    await desk.store.setFeedback(contact, resolved);
  },

  /** Also after the end: what a right's end was is told when it is over. */
  "contact/rights": async (desk, from, { contact, right, change, by, participant }) => {
    await contactOfDevice(desk, from, contact);
    await desk.store.addRight(contact, from.identity.id, { right, change, by, participant });
  },

  "contact/marks": async (desk, from, { contact, marks }) => {
    await contactOfDevice(desk, from, contact);
    const own = marks.filter(({ machine }) => machine === "device");
    await desk.store.addMarks(contact, from.identity.id, own);
  },
};

/** A device that asks again for a contact it has already learns where that is. */
async function tellState(desk: Desk, from: LinkSession, record: ContactRecord): Promise<void> {
  const { id: contact, epoch, ended, state } = record;
  if (state === "queued") desk.flow.board.forget(contact);
  else if (state === "offered") from.send({ type: "contact/offered", contact, epoch });
  else if (isInCall(state)) await desk.flow.tellAccepted(record, "device");
  else from.send({ type: "contact/ended", contact, by: ended?.by ?? "desk", reason: ended?.reason ?? "" });
}
