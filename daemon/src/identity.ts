import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { join } from "node:path";
import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";
import { Base64Url, Id } from "#protocol/common";
import { DeviceCertificate, deviceText } from "#protocol/signing";
import type { Signer } from "../core/ports.ts";
import { readIfThere, writeAtomic } from "./atomic-file.ts";

const KEY_FILE = "device-key.pem";
const ENROLMENT_FILE = "enrolment.json";

/** What the desk gave at enrolment: the device's name, the operator's word for its key, and the operator's public key. */
export const Enrolment = Type.Object(
  { device: Id, certificate: DeviceCertificate, operatorKey: Base64Url },
  { additionalProperties: false },
);
export type Enrolment = Static<typeof Enrolment>;

const validator = Compile(Enrolment);

/** A raw Ed25519 public key in base64url as a key object. @throws Error when it is none */
export function publicKeyOf(raw: string): KeyObject {
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: raw }, format: "jwk" });
}

/** Whether `signature` (base64url) is this key's Ed25519 over `text`. False for anything malformed. */
export function isSignedBy(rawPublicKey: string, text: string, signature: string): boolean {
  try {
    return verify(null, Buffer.from(text), publicKeyOf(rawPublicKey), Buffer.from(signature, "base64url"));
  } catch {
    return false;
  }
}

/** The device's private key, made here at its first use and never sent anywhere. @param folder `paths.state` */
export function deviceKey(folder: string): KeyObject {
  const path = join(folder, KEY_FILE);
  const known = readIfThere(path);
  if (known !== null) return createPrivateKey(known);
  const { privateKey } = generateKeyPairSync("ed25519");
  writeAtomic(path, privateKey.export({ type: "pkcs8", format: "pem" }).toString(), 0o600);
  return privateKey;
}

/** The public half as raw base64url. */
export function rawPublicKey(key: KeyObject): string {
  return createPublicKey(key).export({ format: "jwk" }).x ?? "";
}

/** Why an enrolment cannot be this device's, null when it can. */
export function enrolmentFault(enrolment: unknown, key: KeyObject): string | null {
  if (!validator.Check(enrolment)) return "it must hold device, certificate and operatorKey";
  const { device, certificate, operatorKey } = enrolment;
  if (certificate.publicKey !== rawPublicKey(key)) return "its certificate is for another key";
  if (certificate.device !== device) return "its certificate is for another device";
  if (!isSignedBy(operatorKey, deviceText(certificate), certificate.signature))
    return "its certificate is not signed by the operator's key";
  return null;
}

/** The enrolment kept in `folder`; null before enrolment. @throws Error when the file is damaged or not for this key */
export function readEnrolment(folder: string, key: KeyObject): Enrolment | null {
  const text = readIfThere(join(folder, ENROLMENT_FILE));
  if (text === null) return null;
  let enrolment: unknown;
  try {
    enrolment = JSON.parse(text);
  } catch {
    enrolment = null;
  }
  const fault = enrolmentFault(enrolment, key);
  if (fault) throw new Error(`${join(folder, ENROLMENT_FILE)}: ${fault}; enrol the device again`);
  return enrolment as Enrolment;
}

export function writeEnrolment(folder: string, enrolment: Enrolment): void {
  writeAtomic(join(folder, ENROLMENT_FILE), `${JSON.stringify(enrolment, null, 2)}\n`);
}

/** Signs with the device's key. */
export function createSigner(key: KeyObject, certificate: DeviceCertificate): Signer {
  return { certificate, sign: (text) => sign(null, Buffer.from(text), key).toString("base64url") };
}

/** Who this device is for the desk, and whom it believes. */
export interface Identity {
  readonly signer: Signer;
  /** The operator's public key, raw base64url: shift certificates of agents are signed by it. */
  readonly operatorKey: string;
}

export function identityOf(key: KeyObject, { certificate, operatorKey }: Enrolment): Identity {
  return { signer: createSigner(key, certificate), operatorKey };
}
