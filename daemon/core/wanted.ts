import type { Static } from "typebox";
import type { daemonToScreen } from "#protocol/local-screen";
import { type Leases, mayParticipant } from "./lease.ts";
import type { Session } from "./session-state.ts";

export type ScreenView = Static<(typeof daemonToScreen)["screen/view"]>["state"];

/** What the other processes should be doing now. Derived anew after each event, so that a restarted process is told the same. */
export interface Wanted {
  readonly view: ScreenView;
  /** Media feeds what screen fills. */
  readonly feeding: boolean;
  readonly microphone: boolean;
  /** The agent's face is on the glass. */
  readonly face: boolean;
}

export interface WantedFacts {
  /** The shell host has said where our own surfaces are: without that nobody could blank them. */
  readonly ownKnown: boolean;
  /** Media has a picture of the agent. */
  readonly faceShown: boolean;
}

const NOTHING: Wanted = { view: "off", feeding: false, microphone: false, face: false };

/**
 * The picture is filled from the moment at which the console's signature is checked, so that the first stripe is ready when the
 * transport is. While the console is lost there is none: it may be somebody else's when it comes back.
 */
export function wantedOf(session: Session, leases: Leases, facts: WantedFacts, now: number): Wanted {
  const isLive = session.name === "live";
  const isConnecting = session.name === "connecting" && session.stage === "transport";
  if (!isLive && !isConnecting) return NOTHING;
  const agent = session.agent.id;
  const mayView = mayParticipant(leases, "view", agent, now) && facts.ownKnown;
  const mayHear = mayParticipant(leases, "hear", agent, now);
  return { view: mayView ? "live" : "hidden", feeding: true, microphone: isLive && mayHear, face: isLive && facts.faceShown };
}
