import type { ConsoleToDesk } from "#protocol/desk-console";
import type { DeviceToDesk } from "#protocol/desk-device";
import { isInCall } from "../../core/contact-state.ts";
import { MessageRefused } from "../socket/link-role.ts";
import type { LinkSession } from "../socket/link-session.ts";
import type { ContactRecord } from "../store/port.ts";
import { contactOfAgent, contactOfDevice, type Desk, type Handlers, mustBeAllowed } from "./desk.ts";

type FromDevice = Extract<DeviceToDesk, { type: `call/${string}` }>;
type FromConsole = Extract<ConsoleToDesk, { type: `call/${string}` }>;

/** Signalling passes between the two parties of a contact, and nothing of it is kept. */
function mustBeInCall(record: ContactRecord): void {
  if (!isInCall(record.state)) throw new MessageRefused("not-in-call", `This contact is ${record.state}; a call needs an accepted one.`);
}

async function toConsole(desk: Desk, from: LinkSession, message: FromDevice): Promise<void> {
  const record = await contactOfDevice(desk, from, message.contact);
  mustBeInCall(record);
  // On its way first: the customer waits for it, and nobody waits for the record.
  await relay(desk, `agent.${record.agent}`, message);
  if (message.type === "call/offer") mustBeAllowed(await desk.flow.change(record.id, { type: "calling" }, from.identity.id));
}

async function toDevice(desk: Desk, from: LinkSession, message: FromConsole): Promise<void> {
  const record = await contactOfAgent(desk, from, message.contact);
  mustBeInCall(record);
  if (message.type === "call/renew") mustBeAllowed(await desk.flow.change(record.id, { type: "lost", part: "call" }, from.identity.id));
  await relay(desk, `device.${record.device}`, message);
}

async function relay(desk: Desk, address: string, message: FromDevice | FromConsole): Promise<void> {
  const isThere = await desk.bus.send(address, message);
  if (!isThere) throw new MessageRefused("party-absent", "The other end is not connected to the desk just now.");
}

export const callFromDevice: Handlers<FromDevice> = {
  "call/offer": toConsole,
  "call/candidate": toConsole,
  "call/confirm": toConsole,
};

export const callFromConsole: Handlers<FromConsole> = {
  "call/answer": toDevice,
  "call/candidate": toDevice,
  "call/renew": toDevice,
};
