import type { ConsoleToDesk } from "#protocol/desk-console";
import { type Handlers, mustBeAllowed } from "./desk.ts";

type FromConsole = Extract<ConsoleToDesk, { type: `offer/${string}` }>;

/** Answers to offers. Whose they are is decided by agent and epoch in core/contact, so that a stale answer is refused there. */
export const offerFromConsole: Handlers<FromConsole> = {
  "offer/accept": async (desk, from, { contact, epoch }) => {
    const agent = from.identity.id;
    mustBeAllowed(await desk.flow.change(contact, { type: "accept", agent, epoch }, agent));
  },
  "offer/decline": async (desk, from, { contact, epoch }) => {
    const agent = from.identity.id;
    mustBeAllowed(await desk.flow.change(contact, { type: "decline", agent, epoch }, agent));
  },
};
