import { type Static, type TLiteral, type TProperties, type TSchema, type TUnion, Type } from "typebox";

/** A message: `type` is `family/verb`; unknown fields are refused. */
export function message<const T extends string, P extends TProperties>(type: T, properties: P) {
  return Type.Object({ type: Type.Literal(type), ...properties }, { additionalProperties: false });
}

/** An optional list of literal strings. */
export function literals<const T extends string[]>(...values: T): TUnion<{ [K in keyof T]: TLiteral<T[K]> }> {
  // The tuple has to be said: of a plain array TypeBox infers `never`.
  return Type.Union(values.map((value) => Type.Literal(value))) as never;
}

/** Identifier made by either end: UUID, device name, account name. */
export const Id = Type.String({ minLength: 1, maxLength: 64, pattern: "^[A-Za-z0-9_.:-]+$" });
export type Id = Static<typeof Id>;

/** Short text shown to a person. */
export const Label = Type.String({ maxLength: 200 });
/** An SDP session description (RFC 8866). */
export const Sdp = Type.String({ minLength: 1, maxLength: 32_000 });
/** A DTLS certificate fingerprint as in SDP `a=fingerprint` (RFC 8122), algorithm and upper-case hex. */
export const Fingerprint = Type.String({ pattern: "^sha-256 [0-9A-F]{2}(:[0-9A-F]{2}){31}$" });
/** Base64url without padding. */
export const Base64Url = Type.String({ pattern: "^[A-Za-z0-9_-]*$", maxLength: 4096 });
/** Milliseconds of a monotonic clock (not the wall clock), fractions allowed. */
export const MonotonicMs = Type.Number({ minimum: 0, maximum: 1e13 });
/** Whole milliseconds since the Unix epoch. */
export const EpochMs = Type.Integer({ minimum: 0, maximum: 8.64e15 });
export const Count = Type.Integer({ minimum: 0, maximum: 1_000_000_000 });
export const Version = Type.Integer({ minimum: 0, maximum: 65_535 });
export const Optional = <T extends TSchema>(schema: T) => Type.Optional(schema);

/** A rectangle of the output in whole logical pixels, those of surfaces, origin top left. */
export const Rect = Type.Object(
  {
    x: Type.Integer({ minimum: -32_768, maximum: 32_767 }),
    y: Type.Integer({ minimum: -32_768, maximum: 32_767 }),
    width: Type.Integer({ minimum: 0, maximum: 32_767 }),
    height: Type.Integer({ minimum: 0, maximum: 32_767 }),
  },
  { additionalProperties: false },
);
export type Rect = Static<typeof Rect>;

/** A candidate as W3C RTCIceCandidateInit; an empty `candidate` says that no more follow. */
export const IceCandidate = Type.Object(
  {
    candidate: Type.String({ maxLength: 1024 }),
    sdpMid: Optional(Type.Union([Type.String({ maxLength: 64 }), Type.Null()])),
    sdpMLineIndex: Optional(Type.Union([Type.Integer({ minimum: 0, maximum: 64 }), Type.Null()])),
    usernameFragment: Optional(Type.Union([Type.String({ maxLength: 256 }), Type.Null()])),
  },
  { additionalProperties: false },
);
export type IceCandidate = Static<typeof IceCandidate>;

/** W3C RTCIceServer. */
export const IceServer = Type.Object(
  {
    urls: Type.Array(Type.String({ maxLength: 512 }), { minItems: 1, maxItems: 8 }),
    username: Optional(Type.String({ maxLength: 512 })),
    credential: Optional(Type.String({ maxLength: 512 })),
  },
  { additionalProperties: false },
);
export type IceServer = Static<typeof IceServer>;

/** Moments of a contact that are marked, in the order in which they normally happen. */
export const MarkName = literals(
  "gesture",
  "panel-painted",
  "requested",
  "queued",
  "offered",
  "offer-shown",
  "accepted",
  "agent-first-frame",
  "screen-first-stripe",
  "screen-whole",
  "control-granted",
  "ended",
);
export type MarkName = Static<typeof MarkName>;

/** A moment on one machine's monotonic clock. `boot` changes with each boot, so that clocks of two boots are never compared. */
export const Mark = Type.Object(
  { name: MarkName, machine: literals("device", "desk", "console"), boot: Id, atMs: MonotonicMs },
  { additionalProperties: false },
);
export type Mark = Static<typeof Mark>;

/** A part of control, each a right of its own: fingers and pointer; keys and text. */
export const ControlKind = literals("touch", "type");
export type ControlKind = Static<typeof ControlKind>;

/**
 * How control stands. `asking`: the question is on the glass. `granted`: events pass. `paused`: granted, and the customer's own finger
 * has the glass just now, or the virtual devices are being made.
 */
export const ControlState = literals("none", "asking", "granted", "paused");
export type ControlState = Static<typeof ControlState>;

/** Why control is as it is, for words at both ends. */
export const ControlReason = literals(
  "not-asked",
  "waiting-for-answer",
  "allowed",
  "declined",
  "no-answer",
  "asked-too-often",
  "declined-for-good",
  "ended-by-customer",
  "ended-by-agent",
  "time-over",
  "call-interrupted",
  "customer-touching",
  "getting-ready",
  "help-in-front",
  "unavailable",
);
export type ControlReason = Static<typeof ControlReason>;

/** Who or what ended a contact, in the contact record's words. */
export const EndedBy = literals("customer", "agent", "desk", "device", "network");
export type EndedBy = Static<typeof EndedBy>;
