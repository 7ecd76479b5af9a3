import { type Static, Type } from "typebox";
import { Base64Url, Id, Label, message, Optional, Version } from "./common.ts";

/** First messages of a wss connection, outside envelopes. Versions are compared before anything else. */
export const helloFromDesk = {
  /** Desk speaks first: its version and a fresh nonce. */
  "hello/challenge": message("hello/challenge", { version: Version, nonce: Base64Url }),
  /** Session begins or goes on. `resumed` false: the other end starts a new ReliableLink. `received` is the desk's last number. */
  "hello/welcome": message("hello/welcome", { session: Id, resumed: Type.Boolean(), received: Type.Integer({ minimum: 0 }) }),
  /** Polite end, then the socket closes. `code` for programs, `message` for people. */
  "hello/refused": message("hello/refused", { code: Id, message: Label }),
} as const;

export const helloFromDevice = {
  /** `signature` = Ed25519 of helloText(device, nonce). `session` asks to resume. */
  "hello/prove": message("hello/prove", { version: Version, device: Id, signature: Base64Url, session: Optional(Id) }),
} as const;

export const helloFromConsole = {
  /** `ticket` from POST /api/v1/ticket: single use, 30 s. */
  "hello/ticket": message("hello/ticket", { version: Version, ticket: Base64Url, session: Optional(Id) }),
} as const;

export type HelloWelcome = Static<(typeof helloFromDesk)["hello/welcome"]>;
