import type { FastifyInstance } from "fastify";
import { type Static, Type } from "typebox";
import { EndedBy, Id, Label } from "#protocol/common";
import { DeviceContext, TroubleKind } from "#protocol/desk-device";
import { DeviceSystem } from "#protocol/device-system";
import { CONTACT_STATES } from "../../core/contact-state.ts";
import { may, mayReadContact } from "../../core/permissions.ts";
import type { ContactRecord } from "../store/port.ts";
import { answers, HttpFailure } from "./failure.ts";
import type { HttpParts } from "./parts.ts";
import { signedIn } from "./signed-in.ts";

const State = Type.Union(CONTACT_STATES.map((state) => Type.Literal(state)));
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const Time = Nullable(Type.Integer());

const Contact = Type.Object({
  contact: Id,
  state: State,
  device: Id,
  deviceLabel: Label,
  agent: Nullable(Id),
  agentLabel: Nullable(Label),
  epoch: Type.Integer(),
  context: DeviceContext,
  requestedMs: Type.Integer(),
  acceptedMs: Time,
  endedMs: Time,
  closedMs: Time,
  waitedMs: Type.Integer(),
  shownWaitS: Time,
  endedBy: Nullable(EndedBy),
  endedReason: Nullable(Label),
  disposition: Nullable(Type.String()),
  /** The customer's answer to "Did that help?". */
  resolved: Nullable(Type.Boolean()),
});
/** `deskMs` tells all marks on one clock, once the offset of their machine is known. */
const TimelineMark = Type.Object({
  name: Type.String(),
  machine: Type.String(),
  boot: Id,
  atMs: Type.Number(),
  deskMs: Nullable(Type.Number()),
  errorMs: Nullable(Type.Number()),
});
/** `by`: whose will it was. `right`, `change` and `by` are words of the protocol's contact/rights. */
const Right = Type.Object({ right: Type.String(), change: Type.String(), by: Type.String(), participant: Id, atMs: Type.Integer() });
const ContactWithTimeline = Type.Object({
  ...Contact.properties,
  notes: Nullable(Type.String()),
  timeline: Type.Array(TimelineMark),
  rights: Type.Array(Right),
});
const Query = Type.Object({
  state: Type.Optional(State),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
});
const Device = Type.Object({
  device: Id,
  label: Label,
  model: Label,
  serial: Label,
  enrolledMs: Type.Integer(),
  seenMs: Time,
  /** Version and what became of updates, in the device's own words; null until it has told. */
  system: Nullable(DeviceSystem),
  isConnected: Type.Boolean(),
  /** What it said is wrong with it, and has not taken back. */
  troubles: Type.Array(Type.Object({ unit: Id, kind: TroubleKind, toldMs: Type.Integer() })),
});

function summary(record: ContactRecord) {
  const { id: contact, state, device, deviceLabel, agent, agentLabel, epoch, context, shownWaitS, disposition, resolved, ended } = record;
  const { requestedMs, acceptedMs, endedMs, closedMs } = record;
  const waitedMs = Math.round(record.waitedMs);
  const who = { contact, state, device, deviceLabel, agent, agentLabel, epoch, context };
  const when = { requestedMs, acceptedMs, endedMs, closedMs, waitedMs, shownWaitS };
  return { ...who, ...when, endedBy: ended?.by ?? null, endedReason: ended?.reason ?? null, disposition, resolved };
}

/** Records of contacts and devices. */
export async function recordRoutes(app: FastifyInstance, parts: HttpParts & { isConnected: (device: string) => boolean }): Promise<void> {
  const { store } = parts;

  const list = {
    summary: "Contacts, newest first; an agent sees their own",
    querystring: Query,
    response: answers(Type.Object({ contacts: Type.Array(Contact) })),
  };
  app.get("/api/v1/contacts", { schema: list }, async (request) => {
    const { account, role } = await signedIn(store, request, "contact:read-own");
    const { state, limit = 50 } = request.query as Static<typeof Query>;
    const own = may(role, "contact:read-all") ? {} : { agent: account };
    const contacts = await store.contacts({ ...own, ...(state ? { state } : {}), limit });
    return { contacts: contacts.map(summary) };
  });

  const one = {
    summary: "A contact with its timeline and what became of each right",
    params: Type.Object({ id: Id }),
    response: answers(ContactWithTimeline),
  };
  app.get("/api/v1/contacts/:id", { schema: one }, async (request) => {
    const { account, role } = await signedIn(store, request, "contact:read-own");
    const record = await store.contact((request.params as { id: string }).id);
    if (!record || !mayReadContact(role, account, record.agent)) throw new HttpFailure(404, "unknown-contact", "There is no such contact.");
    const [timeline, rights] = await Promise.all([store.marks(record.id), store.rights(record.id)]);
    return { ...summary(record), notes: record.notes, timeline, rights };
  });

  const fleet = { summary: "Enrolled devices", response: answers(Type.Object({ devices: Type.Array(Device) })) };
  app.get("/api/v1/devices", { schema: fleet }, async (request) => {
    await signedIn(store, request, "device:read");
    const troubles = await store.openTroubles();
    const devices = (await store.devices()).map(({ id: device, label, model, serial, enrolledMs, seenMs, system }) => ({
      device,
      label,
      model,
      serial,
      enrolledMs,
      seenMs,
      system,
      isConnected: parts.isConnected(device),
      troubles: troubles.filter((one) => one.device === device).map(({ unit, kind, toldMs }) => ({ unit, kind, toldMs })),
    }));
    return { devices };
  });
}
