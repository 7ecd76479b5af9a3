import { type Static, Type } from "typebox";
import { callFromConsole, callFromDevice } from "./call.ts";
import { createCodec, type MessageOf } from "./codec.ts";
import { Base64Url, Count, EndedBy, IceServer, Id, Label, literals, Mark, MonotonicMs, message, Optional } from "./common.ts";
import { AgentCard, DeviceContext } from "./desk-device.ts";
import { helloFromConsole, helloFromDesk } from "./hello.ts";
import { Envelope } from "./reliable.ts";

/** What the console shows of a contact. */
export const ContactCard = Type.Object(
  { contact: Id, device: Id, deviceLabel: Label, context: DeviceContext, waitedMs: Count },
  { additionalProperties: false },
);
export type ContactCard = Static<typeof ContactCard>;

/** Bodies of envelopes, console → desk. */
export const consoleToDesk = {
  ...callFromConsole,
  "agent/state": message("agent/state", { state: literals("available", "away") }),
  "offer/accept": message("offer/accept", { contact: Id, epoch: Count }),
  "offer/decline": message("offer/decline", { contact: Id, epoch: Count }),
  "contact/end": message("contact/end", { contact: Id, by: EndedBy, reason: Label }),
  "contact/wrapup": message("contact/wrapup", {
    contact: Id,
    disposition: literals("resolved", "unresolved", "callback", "other"),
    notes: Type.String({ maxLength: 4000 }),
  }),
  "contact/marks": message("contact/marks", { contact: Id, marks: Type.Array(Mark, { maxItems: 64 }) }),
  "clock/probe": message("clock/probe", { sentMs: MonotonicMs }),
  "clock/offset": message("clock/offset", { boot: Id, offsetMs: Type.Number(), errorMs: Type.Number({ minimum: 0 }) }),
} as const;
export type ConsoleToDesk = MessageOf<typeof consoleToDesk>;

/** Bodies of envelopes, desk → console. */
export const deskToConsole = {
  ...callFromDevice,
  /** After hello: who you are, what you had. `active` is a contact to go on with after a reload. */
  "agent/welcome": message("agent/welcome", {
    agent: AgentCard,
    state: literals("available", "away"),
    operatorKey: Base64Url,
    active: Optional(ContactCard),
    wrapup: Optional(ContactCard),
  }),
  "queue/state": message("queue/state", { waiting: Count, longestWaitMs: Count, agentsOnline: Count, agentsFree: Count }),
  /** Must be answered within `withinMs`, else it goes to the next agent. */
  "offer/made": message("offer/made", { epoch: Count, withinMs: Count, card: ContactCard }),
  "offer/withdrawn": message("offer/withdrawn", { contact: Id, epoch: Count, reason: Label }),
  "contact/accepted": message("contact/accepted", { contact: Id, epoch: Count, iceServers: Type.Array(IceServer, { maxItems: 8 }) }),
  "contact/active": message("contact/active", { contact: Id }),
  /** What is known of the device has changed since the card: the customer is on another page, or its health is another. */
  "contact/context": message("contact/context", { contact: Id, context: DeviceContext }),
  "contact/interrupted": message("contact/interrupted", { contact: Id, holdMs: Count }),
  "contact/ended": message("contact/ended", { contact: Id, by: EndedBy, reason: Label }),
  "contact/closed": message("contact/closed", { contact: Id }),
  "clock/reply": message("clock/reply", { sentMs: MonotonicMs, deskMs: MonotonicMs, deskBoot: Id }),
  "link/error": message("link/error", { code: Id, message: Label, refused: Optional(Id) }),
} as const;
export type DeskToConsole = MessageOf<typeof deskToConsole>;

export const consoleToDeskCodec = createCodec(consoleToDesk);
export const deskToConsoleCodec = createCodec(deskToConsole);
export const consoleSocketCodec = createCodec({ ...helloFromConsole, "link/envelope": Envelope });
export const consoleSocketReplyCodec = createCodec({ ...helloFromDesk, "link/envelope": Envelope });
