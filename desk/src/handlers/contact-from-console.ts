import type { ConsoleToDesk } from "#protocol/desk-console";
import { contactOfAgent, contactOrOfferOfAgent, type Handlers, mustBeAllowed } from "./desk.ts";

type FromConsole = Extract<ConsoleToDesk, { type: `contact/${string}` }>;

export const contactFromConsole: Handlers<FromConsole> = {
  "contact/end": async (desk, from, { contact, by, reason }) => {
    await contactOfAgent(desk, from, contact);
    mustBeAllowed(await desk.flow.change(contact, { type: "end", by, reason }, from.identity.id));
  },

  "contact/wrapup": async (desk, from, { contact, disposition, notes }) => {
    await contactOfAgent(desk, from, contact);
    const result = await desk.store.change(contact, { type: "wrapup", agent: from.identity.id }, from.identity.id);
    mustBeAllowed(result);
    // Also when the time limit was first: what the agent wrote is worth keeping.
    await desk.store.setWrapup(contact, disposition, notes);
    if (result.ok) await desk.flow.carryOut(result, "wrapup");
  },

  "contact/marks": async (desk, from, { contact, marks }) => {
    // The first mark, offer-shown, comes before the agent accepts.
    await contactOrOfferOfAgent(desk, from, contact);
    const own = marks.filter(({ machine }) => machine === "console");
    await desk.store.addMarks(contact, from.identity.id, own);
  },
};
