import type { DeskToConsole } from "#protocol/desk-console";
import type { CallClaims, ShiftCertificate } from "#protocol/signing";
import { callText, deviceText, fingerprintOf } from "#protocol/signing-text";
import { freshNonce, isSignedBy, type SigningKey } from "./ed25519.ts";

export type CallOffer = Extract<DeskToConsole, { type: "call/offer" }>;
export type CallConfirm = Extract<DeskToConsole, { type: "call/confirm" }>;

/** Claims of one call hold for as long as an answer may take on its way. */
const CLAIMS_MS = 2 * 60_000;
/** Clocks of device and console may differ by this. */
const SKEW_MS = 2 * 60_000;

/** Why the other end of a call is not believed. */
export type Distrust = "certificate" | "device" | "claims" | "expired" | "signature" | "fingerprint";

export class CallDistrusted extends Error {
  readonly reason: Distrust;

  constructor(reason: Distrust) {
    super(`the device is not trusted: ${reason}`);
    this.name = "CallDistrusted";
    this.reason = reason;
  }
}

/** True for a CallDistrusted. */
export function isCallDistrusted(error: unknown): error is CallDistrusted {
  return error instanceof Error && error.name === "CallDistrusted";
}

/** This console's key for the shift with the operator's word for it. */
export interface ShiftIdentity {
  readonly key: SigningKey;
  readonly certificate: ShiftCertificate;
}

/** The device's key, if the operator has certified it for the device that this contact is about. @throws CallDistrusted */
export async function certifiedDeviceKey({ certificate }: CallOffer, device: string, operatorKey: string): Promise<string> {
  if (certificate.device !== device) throw new CallDistrusted("device");
  if (!(await isSignedBy(operatorKey, deviceText(certificate), certificate.signature))) throw new CallDistrusted("certificate");
  return certificate.publicKey;
}

/** What the console signs for its answer. @throws CallDistrusted when the offer's SDP has not one fingerprint */
export function claimsFor(offer: CallOffer, answerSdp: string, nowEpochMs: number): CallClaims {
  return {
    contact: offer.contact,
    deviceFingerprint: fingerprintIn(offer.sdp),
    consoleFingerprint: fingerprintIn(answerSdp),
    role: "console",
    deviceNonce: offer.nonce,
    consoleNonce: freshNonce(),
    expiresMs: Math.round(nowEpochMs + CLAIMS_MS),
  };
}

function fingerprintIn(sdp: string): string {
  try {
    return fingerprintOf(sdp);
  } catch {
    throw new CallDistrusted("fingerprint");
  }
}

/** Checks the device's own word: the same claims as ours, in its role, signed by its certified key. @throws CallDistrusted */
export async function checkConfirm(
  { claims, signature }: CallConfirm,
  own: CallClaims,
  deviceKey: string,
  nowEpochMs: number,
): Promise<void> {
  const expected = callText({ ...own, role: "device", expiresMs: claims.expiresMs });
  if (callText(claims) !== expected) throw new CallDistrusted("claims");
  if (claims.expiresMs < nowEpochMs - SKEW_MS) throw new CallDistrusted("expired");
  if (!(await isSignedBy(deviceKey, callText(claims), signature))) throw new CallDistrusted("signature");
}

/** Where the operator's key is remembered between visits. */
export interface PinStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const PIN = "alongside.operator-key";

/** Remembers the operator's key at first sight; afterwards another key is a warning, for the desk may have been taken over. */
export function pinOperatorKey(store: PinStore, key: string): "first" | "same" | "changed" {
  const known = store.getItem(PIN);
  if (known === key) return "same";
  if (known !== null) return "changed";
  store.setItem(PIN, key);
  return "first";
}

/** The agent has made sure of the new key. */
export function repinOperatorKey(store: PinStore, key: string): void {
  store.setItem(PIN, key);
}
