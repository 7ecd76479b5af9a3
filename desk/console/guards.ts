import type { ControlReason, ControlState } from "#protocol/common";
import type { ContactCard, DeskToConsole } from "#protocol/desk-console";

import {
  count,
  createCheck,
  createReader,
  finite,
  flag,
  type Guard,
  list,
  type MessageGuards,
  nullable,
  object,
  oneOf,
  optional,
  text,
} from "#protocol/guard";
import type { DeviceToConsole } from "#protocol/peer";
import type { Envelope } from "#protocol/reliable";
import type { CallClaims, DeviceCertificate, ShiftCertificate } from "#protocol/signing";
import type { Refusal } from "./control.ts";

const health = object<ContactCard["context"]>({
  app: text,
  page: text,
  locale: text,
  health: oneOf("good", "degraded", "bad"),
  healthNotes: list(text, 16),
  version: text,
});
const card = object<ContactCard>({ contact: text, device: text, deviceLabel: text, context: health, waitedMs: count });
const deviceCertificate = object<DeviceCertificate>({ device: text, publicKey: text, signature: text });
const claims = object<CallClaims>({
  contact: text,
  deviceFingerprint: text,
  consoleFingerprint: text,
  role: oneOf("device", "console"),
  deviceNonce: text,
  consoleNonce: text,
  expiresMs: count,
});
const endedBy = oneOf("customer", "agent", "desk", "device", "network");
const iceServer = object<{ urls: string[]; username?: string; credential?: string }>({
  urls: list(text, 8),
  username: optional(text),
  credential: optional(text),
});
const candidate = object<{ candidate: string; sdpMid?: string | null; sdpMLineIndex?: number | null; usernameFragment?: string | null }>({
  candidate: text,
  sdpMid: optional(nullable(text)),
  sdpMLineIndex: optional(nullable(count)),
  usernameFragment: optional(nullable(text)),
});
const call = { contact: text, call: count };

const deskMessages: MessageGuards<DeskToConsole> = {
  "call/offer": { ...call, sdp: text, nonce: text, certificate: deviceCertificate },
  "call/candidate": { ...call, candidate },
  "call/confirm": { ...call, claims, signature: text },
  "agent/welcome": {
    agent: object<{ id: string; name: string }>({ id: text, name: text }),
    state: oneOf("available", "away"),
    operatorKey: text,
    active: optional(card),
    wrapup: optional(card),
  },
  "queue/state": { waiting: count, longestWaitMs: count, agentsOnline: count, agentsFree: count },
  "contact/context": { contact: text, context: health },
  "offer/made": { epoch: count, withinMs: count, card },
  "offer/withdrawn": { contact: text, epoch: count, reason: text },
  "contact/accepted": { contact: text, epoch: count, iceServers: list(iceServer, 8) },
  "contact/active": { contact: text },
  "contact/interrupted": { contact: text, holdMs: count },
  "contact/ended": { contact: text, by: endedBy, reason: text },
  "contact/closed": { contact: text },
  "clock/reply": { sentMs: finite, deskMs: finite, deskBoot: text },
  "link/error": { code: text, message: text, refused: optional(text) },
};

/** Checks the body of an envelope; null when it is no message of the desk. */
export const checkDeskMessage = createCheck<DeskToConsole>(deskMessages);

export type HelloReply =
  | { type: "hello/challenge"; version: number; nonce: string }
  | { type: "hello/welcome"; session: string; resumed: boolean; received: number }
  | { type: "hello/refused"; code: string; message: string };

const unknownBody = ((_value: unknown): _value is unknown => true) as Guard<unknown>;

/** Reads what comes on the raw socket: hello or envelope; null when it is neither. */
export const readSocketMessage = createReader<HelloReply | Envelope>({
  "hello/challenge": { version: count, nonce: text },
  "hello/welcome": { session: text, resumed: flag, received: count },
  "hello/refused": { code: text, message: text },
  "link/envelope": { seq: count, ack: count, body: unknownBody },
} as MessageGuards<HelloReply | Envelope>);

/** One of the keys: the compiler asks for every word of the union. */
const keyOf = <T extends string>(table: Readonly<Record<T, true>>) => oneOf(...(Object.keys(table) as T[]));
const controlState = keyOf<ControlState>({ none: true, asking: true, granted: true, paused: true });
const controlReason = keyOf<ControlReason>({
  "not-asked": true,
  "waiting-for-answer": true,
  allowed: true,
  declined: true,
  "no-answer": true,
  "asked-too-often": true,
  "declined-for-good": true,
  "ended-by-customer": true,
  "ended-by-agent": true,
  "time-over": true,
  "call-interrupted": true,
  "customer-touching": true,
  "getting-ready": true,
  "help-in-front": true,
  unavailable: true,
});
const refusal = keyOf<Refusal>({
  "not-granted": true,
  paused: true,
  "own-surface": true,
  "help-in-front": true,
  "too-many": true,
  malformed: true,
  "not-typed": true,
  unavailable: true,
});

/** Reads a message of the device on the control channel; null when it is none. */
export const readDeviceMessage = createReader<DeviceToConsole>(
  {
    "heart/beat": { n: count },
    "screen/describe": { width: count, height: count, stripRows: count },
    "view/state": { state: oneOf("live", "hidden", "unavailable"), reason: text },
    "clock/device": { offsetMs: finite, errorMs: finite },
    "contact/ended": { by: endedBy, reason: text },
    "control/state": {
      state: controlState,
      reason: controlReason,
      kinds: list(oneOf("touch", "type"), 2),
      grant: count,
      endsInMs: optional(count),
      askAgainInMs: optional(count),
    },
    "control/refused": { why: refusal, count },
  },
  16 * 1024,
);

/** Checks the desk's answer to the request for a shift certificate. */
export const isShiftCertificate: Guard<ShiftCertificate> = object<ShiftCertificate>({
  agent: text,
  publicKey: text,
  expiresMs: count,
  signature: text,
});
