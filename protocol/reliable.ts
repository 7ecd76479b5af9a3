import { type Static, Type } from "typebox";
import { Count } from "./common.ts";

/**
 * What travels on a wss link once hello is done: a message with the sender's number, and the last number received.
 * `seq` 0 carries no message (a bare acknowledgement).
 */
export const Envelope = Type.Object(
  { type: Type.Literal("link/envelope"), seq: Count, ack: Count, body: Type.Optional(Type.Unknown()) },
  { additionalProperties: false },
);
export type Envelope = Static<typeof Envelope>;

export { type Received, ReliableLink } from "./reliable-link.ts";
