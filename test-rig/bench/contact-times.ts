/** A mark as GET /api/v1/contacts/:id tells it. */
export interface TimelineMark {
  readonly name: string;
  readonly machine: string;
  readonly boot: string;
  readonly atMs: number;
  /** On the desk's clock; null while the machine's offset is unknown. */
  readonly deskMs: number | null;
  readonly errorMs: number | null;
}

/** How long the parts of a contact took, in ms. */
export interface ContactTimes {
  readonly gestureToPanel: number;
  readonly acceptToAgentFace: number;
  readonly acceptToFirstStripe: number;
  readonly acceptToScreen: number;
  /** Gesture to face, less the customer's reading of the panel and the agent's own reaction to the offer. */
  readonly ownShare: number;
}

/** The marks that a full contact has. */
export const NEEDED = [
  ...["gesture", "panel-painted", "requested", "offer-shown", "accepted"],
  ...["agent-first-frame", "screen-first-stripe", "screen-whole"],
] as const;

/** @throws Error naming the marks that are missing or cannot be put on the desk's clock. */
export function contactTimes(timeline: readonly TimelineMark[]): ContactTimes {
  const missing = NEEDED.filter((name) => !timeline.some((mark) => mark.name === name));
  if (missing.length > 0) throw new Error(`the contact's timeline has no ${missing.join(", ")}`);
  const from = (first: string, last: string) => between(timeline, first, last);
  return {
    gestureToPanel: from("gesture", "panel-painted"),
    acceptToAgentFace: from("accepted", "agent-first-frame"),
    acceptToFirstStripe: from("accepted", "screen-first-stripe"),
    acceptToScreen: from("accepted", "screen-whole"),
    ownShare: from("gesture", "agent-first-frame") - from("panel-painted", "requested") - from("offer-shown", "accepted"),
  };
}

/** Two marks of one machine and boot are told apart by its own clock, others by the desk's. */
function between(timeline: readonly TimelineMark[], first: string, last: string): number {
  const [a, b] = [first, last].map((name) => timeline.find((mark) => mark.name === name));
  if (!a || !b) throw new Error(`the contact's timeline has no ${a ? last : first}`);
  if (a.machine === b.machine && a.boot === b.boot) return b.atMs - a.atMs;
  if (a.deskMs === null || b.deskMs === null) throw new Error(`${a.deskMs === null ? first : last} is not on the desk's clock`);
  return b.deskMs - a.deskMs;
}

/** The largest error of the clocks that are compared, in ms. */
export function clockErrorMs(timeline: readonly TimelineMark[]): number {
  return Math.max(0, ...timeline.map(({ errorMs }) => errorMs ?? 0));
}
