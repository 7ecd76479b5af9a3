import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { DeviceToDesk } from "#protocol/desk-device";
import { type CallClaims, callText, fingerprintOf } from "#protocol/signing";
import type { CallAnswer } from "../../core/session-event.ts";
import { rawPublicKey } from "../identity.ts";
import type { TestDesk } from "./test-desk.ts";

type Offer = Extract<DeviceToDesk, { type: "call/offer" }>;

/** An SDP with a fingerprint of its own; `letter` is a hex digit. */
export function sdpWith(letter: string): string {
  const hex = Array.from({ length: 32 }, () => letter + letter).join(":");
  return `v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=fingerprint:sha-256 ${hex}\r\n`;
}

export interface AnswerChanges {
  readonly claims?: Partial<CallClaims>;
  /** Put in after signing, as a desk in between would. */
  readonly sdp?: string;
  readonly agent?: string;
  readonly certificateExpiresMs?: number;
  readonly certificate?: Partial<CallAnswer["certificate"]>;
  readonly signature?: string;
}

/** The agent's console: answers an offer as the browser does. */
export class TestConsole {
  readonly key = generateKeyPairSync("ed25519").privateKey;
  readonly publicKey = rawPublicKey(this.key);
  readonly #desk: Pick<TestDesk, "shiftCertificate">;
  readonly #agent: string;

  constructor(desk: Pick<TestDesk, "shiftCertificate">, agent = "ann") {
    this.#desk = desk;
    this.#agent = agent;
  }

  answer(offer: Pick<Offer, "contact" | "call" | "sdp" | "nonce">, changes: AnswerChanges = {}): CallAnswer {
    const sdp = sdpWith("C");
    const claims: CallClaims = {
      contact: offer.contact,
      deviceFingerprint: fingerprintOf(offer.sdp),
      consoleFingerprint: fingerprintOf(sdp),
      role: "console",
      deviceNonce: offer.nonce,
      consoleNonce: randomBytes(32).toString("base64url"),
      expiresMs: Date.now() + 60_000,
      ...changes.claims,
    };
    const signature = sign(null, Buffer.from(callText(claims)), this.key).toString("base64url");
    const certificate = this.#desk.shiftCertificate(changes.agent ?? this.#agent, this.publicKey, changes.certificateExpiresMs);
    return {
      type: "call/answer",
      contact: offer.contact,
      call: offer.call,
      sdp: changes.sdp ?? sdp,
      claims,
      certificate: { ...certificate, ...changes.certificate },
      signature: changes.signature ?? signature,
    };
  }
}
