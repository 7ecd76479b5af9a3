import type { Refusal } from "./contact-state.ts";

export interface FreeAgent {
  readonly agent: string;
  /** Since when this agent has had nothing to do, ms. */
  readonly idleSinceMs: number;
}

export interface Routable {
  readonly contact: string;
  readonly refusals: readonly Refusal[];
}

/**
 * The next offer: the first contact in line that somebody free can take, to whoever has been idle longest.
 * A contact that no free agent can take does not hold up those behind it.
 * @param line contacts in the order of their turn; read only as far as needed
 */
export function route(line: Iterable<Routable>, free: readonly FreeAgent[], now: number): { contact: string; agent: string } | null {
  if (free.length === 0) return null;
  const byIdleness = [...free].sort((a, b) => a.idleSinceMs - b.idleSinceMs || (a.agent < b.agent ? -1 : 1));
  for (const { contact, refusals } of line) {
    const agent = byIdleness.find((candidate) => !hasRefused(refusals, candidate.agent, now));
    if (agent) return { contact, agent: agent.agent };
  }
  return null;
}

function hasRefused(refusals: readonly Refusal[], agent: string, now: number): boolean {
  return refusals.some((refusal) => refusal.agent === agent && refusal.untilMs > now);
}
