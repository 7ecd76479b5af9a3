import { type Static, Type } from "typebox";
import { Base64Url, EpochMs, Fingerprint, Id } from "./common.ts";

export { callText, deviceText, fingerprintOf, helloText, shiftText, timeText } from "./signing-text.ts";

/** What both ends of a call sign, so that relay, network or a thief of the desk's database can neither listen nor join. */
export const CallClaims = Type.Object(
  {
    contact: Id,
    deviceFingerprint: Fingerprint,
    consoleFingerprint: Fingerprint,
    role: Type.Union([Type.Literal("device"), Type.Literal("console")]),
    deviceNonce: Base64Url,
    consoleNonce: Base64Url,
    expiresMs: EpochMs,
  },
  { additionalProperties: false },
);
export type CallClaims = Static<typeof CallClaims>;

/** The operator's word that a console key belongs to an agent for one shift. Keys are raw Ed25519 public keys, base64url. */
export const ShiftCertificate = Type.Object(
  { agent: Id, publicKey: Base64Url, expiresMs: EpochMs, signature: Base64Url },
  { additionalProperties: false },
);
export type ShiftCertificate = Static<typeof ShiftCertificate>;

/** The operator's word that a device key was enrolled; the console learns the device's key from it. */
export const DeviceCertificate = Type.Object({ device: Id, publicKey: Base64Url, signature: Base64Url }, { additionalProperties: false });
export type DeviceCertificate = Static<typeof DeviceCertificate>;

/**
 * The operator's word about the time, over a nonce of the asker (GET /api/v1/time). It holds whatever the clock of the asker says, and
 * with it the validity of certificates.
 */
export const SignedTime = Type.Object({ wallMs: EpochMs, signature: Base64Url }, { additionalProperties: false });
export type SignedTime = Static<typeof SignedTime>;
