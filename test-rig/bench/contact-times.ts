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

/** The marks that are read, and whose: the desk marks some of the same moments, a little later. */
const markers = {
  gesture: "device",
  "panel-painted": "device",
  requested: "device",
  "offer-shown": "console",
  accepted: "console",
  "agent-first-frame": "device",
  "screen-first-stripe": "console",
  "screen-whole": "console",
} as const;
type MarkName = keyof typeof markers;

/** @throws Error naming the marks that are missing or cannot be put on the desk's clock. */
export function contactTimes(timeline: readonly TimelineMark[]): ContactTimes {
  const names = Object.keys(markers) as MarkName[];
  const missing = names.filter((name) => !find(timeline, name));
  if (missing.length > 0)
    throw new Error(`the contact's timeline has no ${missing.map((name) => `${name} of the ${markers[name]}`).join(", ")}`);
  const from = (first: MarkName, last: MarkName) => between(timeline, first, last);
  return {
    gestureToPanel: from("gesture", "panel-painted"),
    acceptToAgentFace: from("accepted", "agent-first-frame"),
    acceptToFirstStripe: from("accepted", "screen-first-stripe"),
    acceptToScreen: from("accepted", "screen-whole"),
    ownShare: from("gesture", "agent-first-frame") - from("panel-painted", "requested") - from("offer-shown", "accepted"),
  };
}

function find(timeline: readonly TimelineMark[], name: MarkName): TimelineMark | undefined {
  return timeline.find((mark) => mark.name === name && mark.machine === markers[name]);
}

/** Two marks of one machine and boot are told apart by its own clock, others by the desk's. */
function between(timeline: readonly TimelineMark[], first: MarkName, last: MarkName): number {
  const [a, b] = [find(timeline, first), find(timeline, last)];
  if (!a || !b) throw new Error(`the contact's timeline has no ${a ? last : first}`);
  if (a.machine === b.machine && a.boot === b.boot) return b.atMs - a.atMs;
  if (a.deskMs === null || b.deskMs === null) throw new Error(`${a.deskMs === null ? first : last} is not on the desk's clock`);
  return b.deskMs - a.deskMs;
}

/** The largest error of the clocks that are compared, in ms. */
export function clockErrorMs(timeline: readonly TimelineMark[]): number {
  return Math.max(0, ...timeline.map(({ errorMs }) => errorMs ?? 0));
}
