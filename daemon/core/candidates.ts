import type { IceCandidate, Id } from "#protocol/common";

/** Kept per direction until the other side can take them; a browser gathers a dozen, a flood is cut. */
export const KEPT_CANDIDATES = 64;

/** Candidates of the present call that came before the description they belong to. */
export interface Candidates {
  readonly contact: Id | null;
  readonly call: number;
  /** The console has our offer. */
  readonly isOffered: boolean;
  /** Media has the checked answer. */
  readonly isAnswered: boolean;
  readonly toConsole: readonly IceCandidate[];
  readonly toMedia: readonly IceCandidate[];
}

export interface CandidatesStep {
  readonly state: Candidates;
  readonly console: readonly IceCandidate[];
  readonly media: readonly IceCandidate[];
}

export const NO_CANDIDATES: Candidates = { contact: null, call: 0, isOffered: false, isAnswered: false, toConsole: [], toMedia: [] };

/** A new call: what belonged to an older one is dropped. */
export function candidatesOfCall(contact: Id, call: number): Candidates {
  return { ...NO_CANDIDATES, contact, call };
}

export function afterOffer(state: Candidates): CandidatesStep {
  return { state: { ...state, isOffered: true, toConsole: [] }, console: state.toConsole, media: [] };
}

export function afterAnswer(state: Candidates): CandidatesStep {
  return { state: { ...state, isAnswered: true, toMedia: [] }, console: [], media: state.toMedia };
}

/** One of media's own. */
export function localCandidate(state: Candidates, candidate: IceCandidate): CandidatesStep {
  if (state.contact === null) return { state, console: [], media: [] };
  if (state.isOffered) return { state, console: [candidate], media: [] };
  return { state: { ...state, toConsole: kept(state.toConsole, candidate) }, console: [], media: [] };
}

/** One of the console's; of another call it is dropped. */
export function remoteCandidate(state: Candidates, contact: Id, call: number, candidate: IceCandidate): CandidatesStep {
  if (state.contact !== contact || state.call !== call) return { state, console: [], media: [] };
  if (state.isAnswered) return { state, console: [], media: [candidate] };
  return { state: { ...state, toMedia: kept(state.toMedia, candidate) }, console: [], media: [] };
}

function kept(list: readonly IceCandidate[], candidate: IceCandidate): readonly IceCandidate[] {
  return list.length >= KEPT_CANDIDATES ? list : [...list, candidate];
}
