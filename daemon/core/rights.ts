import type { Static } from "typebox";
import type { Id } from "#protocol/common";
import type { deviceToDesk } from "#protocol/desk-device";
import type { Leases } from "./lease.ts";
import type { SessionEvent } from "./session-event.ts";
import type { Session } from "./session-state.ts";

export type RightsTold = Static<(typeof deviceToDesk)["contact/rights"]>;
export type Right = RightsTold["right"];
export type Will = RightsTold["by"];

const AUDITED: readonly string[] = ["view", "hear", "touch", "type"] satisfies Right[];

interface Held {
  readonly right: Right;
  readonly participant: Id;
  readonly by: Will;
}

/** What an agent really has: what the customer hides or mutes, nobody has. */
function heldOf({ held, hidden, muted }: Leases): Held[] {
  return held
    .filter(({ kind }) => AUDITED.includes(kind) && !(kind === "view" && hidden) && !(kind === "hear" && muted))
    .map(({ kind, participant, grantedBy }) => ({
      right: kind as Right,
      participant,
      by: grantedBy === "customer" ? "customer" : "device",
    }));
}

/** What has changed between two moments, for the desk's audit. @param endedBy whose will it was where something ended */
export function rightsChanged(before: Leases, after: Leases, endedBy: Will): RightsTold[] {
  const contact = before.contact ?? after.contact;
  if (contact === null || before === after) return [];
  const [had, has] = [heldOf(before), heldOf(after)];
  const among = (list: readonly Held[], { right, participant }: Held) =>
    list.some((other) => other.right === right && other.participant === participant);
  const told = ({ right, participant, by }: Held, change: RightsTold["change"]): RightsTold => ({
    type: "contact/rights",
    contact,
    right,
    change,
    by,
    participant,
  });
  return [
    ...had.filter((one) => !among(has, one)).map((one) => told({ ...one, by: endedBy }, "ended")),
    ...has.filter((one) => !among(had, one)).map((one) => told(one, "granted")),
  ];
}

/** Whose will it is that a right ends with this event. */
export function willOf(event: SessionEvent): Will {
  if (event.type === "customer/left") return "device";
  if (event.type.startsWith("customer/")) return "customer";
  if (event.type === "console/ended") return "agent";
  if (event.type === "desk/ended") return event.by === "customer" || event.by === "agent" ? event.by : "device";
  return "device";
}

/** Control belongs to one agent in one unbroken call. */
export function isSameCall(before: Session, after: Session): boolean {
  return before.name === "live" && after.name === "live" && before.call === after.call && before.agent.id === after.agent.id;
}
