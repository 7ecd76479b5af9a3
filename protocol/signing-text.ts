import type { CallClaims, DeviceCertificate, ShiftCertificate } from "./signing.ts";

// The texts alone, without schemas: the console's bundle takes them and stays free of TypeBox.

/** The text that is signed with Ed25519: UTF-8 of a JSON array in fixed order. */
export function callText(claims: CallClaims): string {
  const { contact, deviceFingerprint, consoleFingerprint, role, deviceNonce, consoleNonce, expiresMs } = claims;
  return JSON.stringify(["alongside-call-1", contact, deviceFingerprint, consoleFingerprint, role, deviceNonce, consoleNonce, expiresMs]);
}

/** The text of a shift certificate that the operator's key signs. */
export function shiftText(certificate: Omit<ShiftCertificate, "signature">): string {
  return JSON.stringify(["alongside-shift-1", certificate.agent, certificate.publicKey, certificate.expiresMs]);
}

/** The text of a device certificate that the operator's key signs. */
export function deviceText(certificate: Omit<DeviceCertificate, "signature">): string {
  return JSON.stringify(["alongside-device-1", certificate.device, certificate.publicKey]);
}

/** The text a device signs to prove its key in hello. `nonce` is the desk's, fresh for each connection. */
export function helloText(device: string, nonce: string): string {
  return JSON.stringify(["alongside-hello-1", device, nonce]);
}

/** The text of the desk's word about the time, which the operator's key signs. `nonce` is the device's, fresh for each question. */
export function timeText(nonce: string, wallMs: number): string {
  return JSON.stringify(["alongside-time-1", nonce, wallMs]);
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
