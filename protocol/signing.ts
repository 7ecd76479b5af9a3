import { type Static, Type } from "typebox";
import { Base64Url, EpochMs, Fingerprint, Id } from "./common.ts";

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

/** The text that is signed with Ed25519: UTF-8 of a JSON array in fixed order. */
export function callText(claims: CallClaims): string {
  const { contact, deviceFingerprint, consoleFingerprint, role, deviceNonce, consoleNonce, expiresMs } = claims;
  return JSON.stringify(["alongside-call-1", contact, deviceFingerprint, consoleFingerprint, role, deviceNonce, consoleNonce, expiresMs]);
}

/** The operator's word that a console key belongs to an agent for one shift. Keys are raw Ed25519 public keys, base64url. */
export const ShiftCertificate = Type.Object(
  { agent: Id, publicKey: Base64Url, expiresMs: EpochMs, signature: Base64Url },
  { additionalProperties: false },
);
export type ShiftCertificate = Static<typeof ShiftCertificate>;

/** The text of a shift certificate that the operator's key signs. */
export function shiftText(certificate: Omit<ShiftCertificate, "signature">): string {
  return JSON.stringify(["alongside-shift-1", certificate.agent, certificate.publicKey, certificate.expiresMs]);
}

/** The operator's word that a device key was enrolled; the console learns the device's key from it. */
export const DeviceCertificate = Type.Object({ device: Id, publicKey: Base64Url, signature: Base64Url }, { additionalProperties: false });
export type DeviceCertificate = Static<typeof DeviceCertificate>;

/** The text of a device certificate that the operator's key signs. */
export function deviceText(certificate: Omit<DeviceCertificate, "signature">): string {
  return JSON.stringify(["alongside-device-1", certificate.device, certificate.publicKey]);
}

/** The text a device signs to prove its key in hello. `nonce` is the desk's, fresh for each connection. */
export function helloText(device: string, nonce: string): string {
  return JSON.stringify(["alongside-hello-1", device, nonce]);
}

/**
 * The one sha-256 fingerprint of an SDP, in the form of `Fingerprint`.
 * @throws Error when there is none, or when media sections name different ones: max-bundle has one transport.
 */
export function fingerprintOf(sdp: string): string {
  const found = new Set(
    [...sdp.matchAll(/^a=fingerprint:(\S+) ([0-9A-Fa-f:]+)\s*$/gm)].map(([, hash, hex]) => `${hash?.toLowerCase()} ${hex?.toUpperCase()}`),
  );
  const [only] = found;
  if (found.size !== 1 || only === undefined)
    throw new Error(`an SDP of one bundled transport names one fingerprint, this one ${found.size}`);
  if (!only.startsWith("sha-256 ")) throw new Error("the fingerprint must be sha-256");
  return only;
}
