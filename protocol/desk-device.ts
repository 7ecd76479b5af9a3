import { Type } from "typebox";
import { callFromConsole, callFromDevice } from "./call.ts";
import { createCodec, type MessageOf } from "./codec.ts";
import { Count, EndedBy, EpochMs, IceServer, Id, Label, literals, Mark, MonotonicMs, message, Optional } from "./common.ts";
import { DeviceSystem } from "./device-system.ts";
import { helloFromDesk, helloFromDevice } from "./hello.ts";
import { Envelope } from "./reliable.ts";

/** What an agent sees of a device before the call. Labels only, never content of fields. */
export const DeviceContext = Type.Object(
  {
    app: Label,
    page: Label,
    locale: Type.String({ maxLength: 35 }),
    health: literals("good", "degraded", "bad"),
    healthNotes: Type.Array(Label, { maxItems: 16 }),
    version: Label,
  },
  { additionalProperties: false },
);

/**
 * What can be wrong with a machine: a unit that ends again and again, a picture of one colour, an app that hangs, no display at all, a
 * root file system that somebody or something has changed.
 */
export const TroubleKind = literals("crash-loop", "black", "frozen", "no-display", "damaged");
/** `unit`: whose trouble it is, as the device names its parts. `sinceMs` is of the boot that the message names. */
export const Trouble = Type.Object({ unit: Id, kind: TroubleKind, sinceMs: MonotonicMs }, { additionalProperties: false });

export const AgentCard = Type.Object({ id: Id, name: Label }, { additionalProperties: false });

/** Bodies of envelopes, device → desk. */
export const deviceToDesk = {
  ...callFromDevice,
  "device/context": message("device/context", { context: DeviceContext }),
  "device/system": message("device/system", { system: DeviceSystem }),
  /** Everything that is wrong just now, said again at each change and whenever the device comes back; an empty list: nothing is. */
  "device/trouble": message("device/trouble", { boot: Id, troubles: Type.Array(Trouble, { maxItems: 16 }) }),
  /** Idempotent by `contact`, which the device makes. */
  "contact/request": message("contact/request", { contact: Id, context: DeviceContext }),
  "contact/cancel": message("contact/cancel", { contact: Id }),
  /** Media and heartbeat run: the contact is active. */
  "contact/connected": message("contact/connected", { contact: Id }),
  /** The device lost the console (heartbeat); it waits for the console to come back. */
  "contact/interrupted": message("contact/interrupted", { contact: Id }),
  "contact/end": message("contact/end", { contact: Id, by: EndedBy, reason: Label }),
  /** The customer's answer to "Did that help?", after the end. A later one takes the place of an earlier one. */
  "contact/feedback": message("contact/feedback", { contact: Id, resolved: Type.Boolean() }),
  /** A right was given, refused or ended on the device: for the audit. `by`: whose will it was. */
  "contact/rights": message("contact/rights", {
    contact: Id,
    right: literals("view", "hear", "touch", "type"),
    change: literals("asked", "granted", "declined", "ended"),
    by: literals("customer", "agent", "device"),
    participant: Id,
  }),
  "contact/marks": message("contact/marks", { contact: Id, marks: Type.Array(Mark, { maxItems: 64 }) }),
  "clock/probe": message("clock/probe", { sentMs: MonotonicMs }),
  /** This end's offset: deskMs = deviceMs + offsetMs, give or take errorMs (half the least round trip). */
  "clock/offset": message("clock/offset", { boot: Id, offsetMs: Type.Number(), errorMs: Type.Number({ minimum: 0 }) }),
} as const;
export type DeviceToDesk = MessageOf<typeof deviceToDesk>;

/** Bodies of envelopes, desk → device. */
export const deskToDevice = {
  ...callFromConsole,
  /** Who is there, before anybody asks. `etaSeconds` null: unknown, never a number then. */
  "desk/presence": message("desk/presence", {
    agentsOnline: Count,
    agentsFree: Count,
    waiting: Count,
    etaSeconds: Type.Union([Count, Type.Null()]),
  }),
  "contact/queued": message("contact/queued", { contact: Id, position: Count, etaSeconds: Type.Union([Count, Type.Null()]) }),
  "contact/offered": message("contact/offered", { contact: Id, epoch: Count }),
  "contact/accepted": message("contact/accepted", {
    contact: Id,
    epoch: Count,
    agent: AgentCard,
    iceServers: Type.Array(IceServer, { maxItems: 8 }),
  }),
  /** The console is gone for now; the desk holds the contact for it until `holdMs` are over. */
  "contact/interrupted": message("contact/interrupted", { contact: Id, holdMs: Count }),
  "contact/ended": message("contact/ended", { contact: Id, by: EndedBy, reason: Label }),
  "contact/refused": message("contact/refused", { contact: Id, code: Id, message: Label }),
  "clock/reply": message("clock/reply", { sentMs: MonotonicMs, deskMs: MonotonicMs, deskBoot: Id, wallMs: EpochMs }),
  /** A message the desk could not accept; the link goes on. */
  "link/error": message("link/error", { code: Id, message: Label, refused: Optional(Id) }),
} as const;
export type DeskToDevice = MessageOf<typeof deskToDevice>;

export const deviceToDeskCodec = createCodec(deviceToDesk);
export const deskToDeviceCodec = createCodec(deskToDevice);
/** What arrives at the desk on the raw socket: hello or envelope. */
export const deviceSocketCodec = createCodec({ ...helloFromDevice, "link/envelope": Envelope });
/** What arrives at the device on the raw socket. */
export const deviceSocketReplyCodec = createCodec({ ...helloFromDesk, "link/envelope": Envelope });
