import { randomBytes } from "node:crypto";
import type { Id } from "#protocol/common";
import { type CallClaims, callText, fingerprintOf, type ShiftCertificate, shiftText } from "#protocol/signing";
import type { Signer } from "../core/ports.ts";
import type { CallAnswer } from "../core/session-event.ts";
import { type Identity, isSignedBy } from "./identity.ts";

const NONCE_BYTES = 32;
/** A console's nonce must be as hard to guess as 16 random bytes. */
const SHORTEST_NONCE = 22;
/** How long the device's own word about a call holds. */
const CONFIRM_MS = 60_000;
/** Claims that hold for longer were not made for one call. */
const LONGEST_CLAIM_MS = 10 * 60_000;
/** Clocks of device and console may differ by this. */
const SKEW_MS = 2 * 60_000;

/** Why a console's answer is not trusted. */
export type Distrust =
  | "no call is being offered"
  | "the answer is about another contact"
  | "the answer is not signed as a console"
  | "the answer is for another offer (nonce)"
  | "the answer is for another offer (fingerprint)"
  | "the console's nonce is too short"
  | "the answer's fingerprint is not the signed one"
  | "the answer has expired"
  | "the answer holds for too long"
  | "the shift certificate is not the operator's"
  | "the shift certificate has expired"
  | "the shift certificate is for another agent"
  | "the signature is not the console's";

export type Verdict = { readonly isTrusted: true; readonly claims: CallClaims } | { readonly isTrusted: false; readonly reason: Distrust };

interface Offered {
  readonly contact: Id;
  readonly call: number;
  readonly nonce: string;
  readonly fingerprint: string;
}

/**
 * Who may be at the other end of a call. The desk carries offer and answer but cannot make either: the console signs both
 * fingerprints with a key that the operator has certified for its agent, and the device does the same with its own.
 */
export class CallTrust {
  readonly #identity: () => Identity | null;
  readonly #wallMs: () => number;
  #offered: Offered | null = null;

  /** @param identity null before enrolment: then no desk has brought a call either */
  constructor(identity: () => Identity | null, wallMs: () => number) {
    this.#identity = identity;
    this.#wallMs = wallMs;
  }

  /** @throws Error before enrolment */
  get #known(): Identity {
    const identity = this.#identity();
    if (!identity) throw new Error("the device is not enrolled: it has no key to sign a call with");
    return identity;
  }

  get certificate(): Signer["certificate"] {
    return this.#known.signer.certificate;
  }

  /** A new call: a fresh nonce, which one answer uses up. */
  begin(contact: Id, call: number, fingerprint: string): string {
    const nonce = randomBytes(NONCE_BYTES).toString("base64url");
    this.#offered = { contact, call, nonce, fingerprint };
    return nonce;
  }

  /** Checks an answer before anything else reads it. @param participant the agent who accepted */
  check(answer: CallAnswer, participant: Id): Verdict {
    const offered = this.#offered;
    this.#offered = null;
    if (!offered || offered.call !== answer.call) return { isTrusted: false, reason: "no call is being offered" };
    const reason = this.#claimsFault(answer, offered) ?? this.#certificateFault(answer.certificate, participant) ?? signatureFault(answer);
    return reason ? { isTrusted: false, reason } : { isTrusted: true, claims: answer.claims };
  }

  /** The device's own word about a checked call. */
  confirm(console: CallClaims): { claims: CallClaims; signature: string } {
    const claims: CallClaims = { ...console, role: "device", expiresMs: this.#wallMs() + CONFIRM_MS };
    return { claims, signature: this.#known.signer.sign(callText(claims)) };
  }

  #claimsFault({ claims, contact, sdp }: CallAnswer, offered: Offered): Distrust | null {
    const now = this.#wallMs();
    if (claims.contact !== offered.contact || contact !== offered.contact) return "the answer is about another contact";
    if (claims.role !== "console") return "the answer is not signed as a console";
    if (claims.deviceNonce !== offered.nonce) return "the answer is for another offer (nonce)";
    if (claims.deviceFingerprint !== offered.fingerprint) return "the answer is for another offer (fingerprint)";
    if (claims.consoleNonce.length < SHORTEST_NONCE) return "the console's nonce is too short";
    if (claims.consoleFingerprint !== fingerprintIn(sdp)) return "the answer's fingerprint is not the signed one";
    if (claims.expiresMs < now - SKEW_MS) return "the answer has expired";
    if (claims.expiresMs > now + LONGEST_CLAIM_MS + SKEW_MS) return "the answer holds for too long";
    return null;
  }

  #certificateFault(certificate: ShiftCertificate, participant: Id): Distrust | null {
    if (!isSignedBy(this.#known.operatorKey, shiftText(certificate), certificate.signature))
      return "the shift certificate is not the operator's";
    if (certificate.expiresMs < this.#wallMs() - SKEW_MS) return "the shift certificate has expired";
    if (certificate.agent !== participant) return "the shift certificate is for another agent";
    return null;
  }
}

function signatureFault({ certificate, claims, signature }: CallAnswer): Distrust | null {
  return isSignedBy(certificate.publicKey, callText(claims), signature) ? null : "the signature is not the console's";
}

function fingerprintIn(sdp: string): string | null {
  try {
    return fingerprintOf(sdp);
  } catch {
    return null;
  }
}
