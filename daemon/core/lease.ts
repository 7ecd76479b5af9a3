import { type Static, Type } from "typebox";
import { type ControlKind, Id, literals, MonotonicMs, Optional } from "#protocol/common";

/** Every right there will be. `view`, `hear`, `touch` and `type` are granted so far; the others wait for their issue. */
export const LeaseKind = literals("view", "hear", "point", "touch", "type", "push", "browse", "files", "record", "camera");
export type LeaseKind = Static<typeof LeaseKind>;

/** A right of one participant in one contact. The device holds it; nobody else can make or widen one. */
export const Lease = Type.Object(
  {
    kind: LeaseKind,
    participant: Id,
    /** Whose will it is: the customer's own finger, or the operator's policy for the mild ones. */
    grantedBy: literals("customer", "policy"),
    /** Ends by itself then (monotonic ms); without it, with the contact. */
    untilMs: Optional(MonotonicMs),
  },
  { additionalProperties: false },
);
export type Lease = Static<typeof Lease>;

/** All rights of the device at one moment. */
export const Leases = Type.Object(
  {
    contact: Type.Union([Id, Type.Null()]),
    /** Asked for by the customer together with a person, not yet given to anybody. Consumed by the first participant. */
    promised: Type.Array(LeaseKind),
    held: Type.Array(Lease),
    /** The customer hides the screen: stronger than any lease, and survives every restart within the contact. */
    hidden: Type.Boolean(),
    /** The customer has closed the microphone: stronger than any lease. */
    muted: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type Leases = Static<typeof Leases>;

export const NO_LEASES: Leases = { contact: null, promised: [], held: [], hidden: false, muted: false };

/**
 * "Talk to a person" asks for these rights for whoever comes. What was hidden before stays hidden.
 * Asking again for the same contact promises nothing new: a participant may have them by now.
 */
export function promiseLeases(leases: Leases, contact: Id, kinds: readonly LeaseKind[]): Leases {
  if (leases.contact === contact) return leases;
  return { ...leases, contact, promised: [...kinds], held: [] };
}

/** A participant has come. The first one gets what was promised; any other starts with nothing, and a return changes nothing. */
export function bindLeases(leases: Leases, contact: Id, participant: Id, grantedBy: Lease["grantedBy"] = "customer"): Leases {
  if (leases.contact !== contact) return { ...NO_LEASES, contact, hidden: leases.hidden, muted: leases.muted };
  const fresh = leases.promised.map((kind): Lease => ({ kind, participant, grantedBy }));
  return { ...leases, promised: [], held: [...leases.held.filter((lease) => lease.participant === participant), ...fresh] };
}

/** The participant never came: what was promised waits for the next one. Limited rights are not given back. */
export function unbindLeases(leases: Leases): Leases {
  const kinds = leases.held.filter(({ untilMs }) => untilMs === undefined).map(({ kind }) => kind);
  return { ...leases, promised: [...new Set([...leases.promised, ...kinds])], held: [] };
}

/** The customer hides the screen; before the call this withholds the view. */
export function hideScreen(leases: Leases): Leases {
  return { ...leases, hidden: true };
}

/** The customer's own finger shows the screen: to `participant` when somebody is there, else to whoever comes. */
export function showScreen(leases: Leases, participant: Id | null): Leases {
  return { ...grantByFinger(leases, "view", participant), hidden: false };
}

export function muteMicrophone(leases: Leases): Leases {
  return { ...leases, muted: true };
}

/** The customer's own finger opens the microphone. */
export function openMicrophone(leases: Leases, participant: Id | null): Leases {
  return { ...grantByFinger(leases, "hear", participant), muted: false };
}

function grantByFinger(leases: Leases, kind: LeaseKind, participant: Id | null): Leases {
  if (leases.contact === null || participant === null) return leases;
  if (leases.held.some((lease) => lease.kind === kind && lease.participant === participant)) return leases;
  return { ...leases, held: [...leases.held, { kind, participant, grantedBy: "customer" }] };
}

/** Desk or console gives rights back. There is no way for them to ask for more here. */
export function narrowLeases(leases: Leases, kinds: readonly LeaseKind[]): Leases {
  const isKept = (kind: LeaseKind) => !kinds.includes(kind);
  return { ...leases, promised: leases.promised.filter(isKept), held: leases.held.filter(({ kind }) => isKept(kind)) };
}

/** The rights of an agent's hand. They belong to one unbroken call and are never taken up again. */
export const CONTROL_KINDS = ["touch", "type"] as const satisfies readonly LeaseKind[];

/** The customer's own finger gives control, limited in time; what was given before is replaced. */
export function grantControl(leases: Leases, kinds: readonly ControlKind[], participant: Id, untilMs: number): Leases {
  const fresh = kinds.map((kind): Lease => ({ kind, participant, grantedBy: "customer", untilMs }));
  const rest = endControl(leases);
  return { ...rest, held: [...rest.held, ...fresh] };
}

export function endControl(leases: Leases): Leases {
  return narrowLeases(leases, CONTROL_KINDS);
}

/** Until when a participant holds a right that is limited in time (monotonic ms); null: not at all. */
export function heldUntil(leases: Leases, kind: ControlKind, participant: Id | null): number | null {
  return leases.held.find((lease) => lease.kind === kind && lease.participant === participant)?.untilMs ?? null;
}

/**
 * After a restart of the daemon. Within one boot everything but control is as it was, for the same participant; after a reboot only
 * the narrowing choices are left.
 */
export function restoredLeases(record: Leases | null, sameBoot: boolean): Leases {
  if (!record) return NO_LEASES;
  return sameBoot ? endControl(record) : { ...NO_LEASES, hidden: record.hidden, muted: record.muted };
}

/** Whether `participant` has this right now. What the customer hides or mutes, nobody has. */
export function mayParticipant(leases: Leases, kind: LeaseKind, participant: Id, now: number): boolean {
  if ((kind === "view" && leases.hidden) || (kind === "hear" && leases.muted)) return false;
  return leases.held.some(
    (lease) => lease.kind === kind && lease.participant === participant && (lease.untilMs === undefined || now < lease.untilMs),
  );
}
