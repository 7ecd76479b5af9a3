import type { EndedBy } from "#protocol/common";

/** Where a contact is. `wrapup` means the customer has gone and the agent still writes; `closed` is for ever. */
export const CONTACT_STATES = ["queued", "offered", "accepted", "connecting", "active", "interrupted", "wrapup", "closed"] as const;
export type ContactState = (typeof CONTACT_STATES)[number];

/** States in which an agent is taken by a contact; one per agent, which the store's unique index holds. */
export const AGENT_BUSY_STATES = ["offered", "accepted", "connecting", "active", "interrupted", "wrapup"] as const;
/** States in which a device is taken by a contact. */
export const DEVICE_BUSY_STATES = ["queued", "offered", "accepted", "connecting", "active", "interrupted"] as const;
/** States in which device and console may signal to each other. */
export const IN_CALL_STATES = ["accepted", "connecting", "active", "interrupted"] as const;

/** What a contact can be short of: either end's link to the desk, or the call between them. */
export type Part = "device" | "console" | "call";

/** An agent who declined or missed an offer, and until when this contact is not offered to them again. */
export interface Refusal {
  readonly agent: string;
  readonly untilMs: number;
}

export interface Contact {
  readonly state: ContactState;
  /** Set from `offered` on and kept for the record; null while queued. */
  readonly agent: string | null;
  /** Grows with each offer, so that an answer to an older offer is known as stale. */
  readonly epoch: number;
  /** When the state ends by itself; null when it does not. Milliseconds of the store's clock. */
  readonly untilMs: number | null;
  /** `queued`: maybe the device. `accepted`, `connecting`: the call. `interrupted`: at least one. Otherwise empty. */
  readonly missing: readonly Part[];
  readonly refusals: readonly Refusal[];
  readonly ended: { readonly by: EndedBy; readonly reason: string } | null;
}

/** How long a state lasts at most, in ms. */
export interface Limits {
  readonly offerMs: number;
  readonly connectMs: number;
  readonly holdMs: number;
  readonly wrapupMs: number;
  /** For how long a contact is not offered again to an agent who did not take it. */
  readonly refusalMs: number;
}

export const DEFAULT_LIMITS: Limits = { offerMs: 20_000, connectMs: 60_000, holdMs: 60_000, wrapupMs: 120_000, refusalMs: 30_000 };

export type ContactEvent =
  | { type: "offer"; agent: string }
  | { type: "accept"; agent: string; epoch: number }
  | { type: "decline"; agent: string; epoch: number }
  /** The device has sent the offer of a call. */
  | { type: "calling" }
  /** The device says that media and heartbeat run. */
  | { type: "connected" }
  | { type: "lost"; part: Part }
  | { type: "back"; part: Part }
  | { type: "end"; by: EndedBy; reason: string }
  | { type: "wrapup"; agent: string }
  /** `untilMs` has passed. */
  | { type: "expire" }
  /** The desk begins again: it has no connection to anybody. */
  | { type: "restart" };

/** What has to be done after a change, in this order. */
export type Effect =
  | { type: "make-offer"; agent: string; epoch: number }
  | { type: "withdraw-offer"; agent: string; epoch: number; reason: string }
  | { type: "connect"; agent: string; epoch: number }
  | { type: "announce-active"; agent: string }
  | { type: "announce-interruption"; agent: string; missing: readonly Part[]; holdMs: number }
  | { type: "announce-end"; agent: string | null; by: EndedBy; reason: string }
  | { type: "release-agent"; agent: string };

export type RefusalCode = "not-queued" | "device-absent" | "stale-offer" | "offer-expired" | "not-in-call" | "not-in-wrapup" | "not-due";

/** `ok` with the same contact and no effects: the event was a repeat and changes nothing. */
export type Step =
  | { readonly ok: true; readonly contact: Contact; readonly effects: readonly Effect[] }
  | { readonly ok: false; readonly code: RefusalCode; readonly message: string };

/** A contact as it enters the queue. */
export const NEW_CONTACT: Contact = { state: "queued", agent: null, epoch: 0, untilMs: null, missing: [], refusals: [], ended: null };

/** True for a contact in which device and console may signal to each other. */
export function isInCall(state: ContactState): boolean {
  return (IN_CALL_STATES as readonly ContactState[]).includes(state);
}
