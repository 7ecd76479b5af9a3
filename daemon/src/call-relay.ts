import type { IceCandidate, Id } from "#protocol/common";
import {
  afterAnswer,
  afterOffer,
  type Candidates,
  type CandidatesStep,
  candidatesOfCall,
  localCandidate,
  NO_CANDIDATES,
  remoteCandidate,
} from "../core/candidates.ts";
import type { DeskPort, MediaPort } from "../core/ports.ts";
import type { CallAnswer } from "../core/session-event.ts";
import type { CallTrust, Verdict } from "./trust.ts";

/** Rates of the picture and its ceiling, from the config. */
export interface Rates {
  readonly startKbps: number;
  readonly maxKbps: number;
}

/** Carries a call's offer, answer and candidates between media and the desk, in an order both can take. */
export class CallRelay {
  readonly #media: MediaPort;
  readonly #desk: Pick<DeskPort, "send">;
  readonly #trust: CallTrust;
  #candidates: Candidates = NO_CANDIDATES;

  constructor(media: MediaPort, desk: Pick<DeskPort, "send">, trust: CallTrust) {
    this.#media = media;
    this.#desk = desk;
    this.#trust = trust;
  }

  /** Checks an answer before anything else reads it. @param participant the agent who accepted */
  check(answer: CallAnswer, participant: Id): Verdict {
    return this.#trust.check(answer, participant);
  }

  begin(contact: Id, call: number): void {
    this.#candidates = candidatesOfCall(contact, call);
  }

  end(): void {
    this.#candidates = NO_CANDIDATES;
  }

  offer(contact: Id, call: number, sdp: string, fingerprint: string): void {
    const nonce = this.#trust.begin(contact, call, fingerprint);
    this.#desk.send({ type: "call/offer", contact, call, sdp, nonce, certificate: this.#trust.certificate });
    this.#carry(afterOffer(this.#candidates));
  }

  /** A checked answer: media may have it, and the console gets our word. */
  answer(contact: Id, call: number, { sdp, claims }: CallAnswer): void {
    this.#media.send({ type: "media/answer", sdp });
    this.#carry(afterAnswer(this.#candidates));
    this.#desk.send({ type: "call/confirm", contact, call, ...this.#trust.confirm(claims) });
  }

  local(candidate: IceCandidate): void {
    this.#carry(localCandidate(this.#candidates, candidate));
  }

  remote(contact: Id, call: number, candidate: IceCandidate): void {
    this.#carry(remoteCandidate(this.#candidates, contact, call, candidate));
  }

  #carry({ state, console, media }: CandidatesStep): void {
    this.#candidates = state;
    const { contact, call } = state;
    for (const candidate of media) this.#media.send({ type: "media/candidate", candidate });
    if (contact === null) return;
    for (const candidate of console) this.#desk.send({ type: "call/candidate", contact, call, candidate });
  }
}
