import { Type } from "typebox";
import { Base64Url, IceCandidate, Id, message, Sdp } from "./common.ts";
import { CallClaims, DeviceCertificate, ShiftCertificate } from "./signing.ts";

/**
 * Signalling between device and console, carried by the desk and not trusted to it.
 * `call` counts the attempts within a contact (a new media process makes a new call): messages of an older call are dropped.
 */
const call = { contact: Id, call: Type.Integer({ minimum: 1, maximum: 10_000 }) };

export const callFromDevice = {
  "call/offer": message("call/offer", { ...call, sdp: Sdp, nonce: Base64Url, certificate: DeviceCertificate }),
  "call/candidate": message("call/candidate", { ...call, candidate: IceCandidate }),
  /** The device has checked the console's signature and gives its own (role "device"). */
  "call/confirm": message("call/confirm", { ...call, claims: CallClaims, signature: Base64Url }),
} as const;

export const callFromConsole = {
  "call/answer": message("call/answer", { ...call, sdp: Sdp, claims: CallClaims, certificate: ShiftCertificate, signature: Base64Url }),
  "call/candidate": message("call/candidate", { ...call, candidate: IceCandidate }),
  /** The console lost its peer connection or was reloaded and asks the device for a new offer. */
  "call/renew": message("call/renew", { contact: Id }),
} as const;
