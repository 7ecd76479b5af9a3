import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { closeSync, existsSync, fsyncSync, linkSync, openSync, readFileSync, statSync, unlinkSync, writeSync } from "node:fs";
import { type DeviceCertificate, deviceText, type ShiftCertificate, type SignedTime, shiftText, timeText } from "#protocol/signing";

/** A raw Ed25519 public key has 32 bytes: 43 characters of base64url. */
const RAW_KEY = /^[A-Za-z0-9_-]{43}$/;

/** True for a raw Ed25519 public key in base64url. */
export function isRawKey(text: string): boolean {
  return RAW_KEY.test(text) && Buffer.from(text, "base64url").length === 32;
}

/** Checks an Ed25519 signature (RFC 8032) over UTF-8 text. False for whatever is no key or no signature. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  if (!isRawKey(publicKey)) return false;
  try {
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: publicKey }, format: "jwk" });
    return verify(null, Buffer.from(text), key, Buffer.from(signature, "base64url"));
  } catch {
    return false;
  }
}

/** The key file cannot be used; the message says what would have been right. */
export class KeyFileUnusable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "KeyFileUnusable";
  }
}

export function isKeyFileUnusable(error: unknown): error is KeyFileUnusable {
  return error instanceof Error && error.name === "KeyFileUnusable";
}

/** The operator's key: its word makes a device or a console known to the other. It lives in a file, never in the store. */
export class OperatorKey {
  readonly #key: KeyObject;
  /** Raw, base64url: what devices receive at enrolment. */
  readonly publicKey: string;

  constructor(key: KeyObject) {
    this.#key = key;
    this.publicKey = createPublicKey(key).export({ format: "jwk" }).x ?? "";
  }

  certifyDevice(device: string, publicKey: string): DeviceCertificate {
    return { device, publicKey, signature: this.#sign(deviceText({ device, publicKey })) };
  }

  certifyShift(agent: string, publicKey: string, expiresMs: number): ShiftCertificate {
    return { agent, publicKey, expiresMs, signature: this.#sign(shiftText({ agent, publicKey, expiresMs })) };
  }

  /** @param nonce of whoever asks, so that the answer cannot be kept and told again */
  signTime(nonce: string, wallMs: number): SignedTime {
    return { wallMs, signature: this.#sign(timeText(nonce, wallMs)) };
  }

  #sign(text: string): string {
    return sign(null, Buffer.from(text), this.#key).toString("base64url");
  }
}

/**
 * Reads the operator's key (Ed25519, PKCS#8 PEM, mode 0600) and makes it when there is none.
 * @throws KeyFileUnusable
 */
export function loadOperatorKey(path: string): OperatorKey {
  try {
    if (!existsSync(path)) makeKeyFile(path);
    if ((statSync(path).mode & 0o077) !== 0) throw new KeyFileUnusable(`others may read the operator key: chmod 600 ${path}`);
    const key = createPrivateKey(readFileSync(path));
    if (key.asymmetricKeyType !== "ed25519") throw new KeyFileUnusable(`the operator key ${path} must be Ed25519`);
    return new OperatorKey(key);
  } catch (error) {
    if (isKeyFileUnusable(error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new KeyFileUnusable(`cannot use the operator key ${path} (${why}): name an Ed25519 key in PKCS#8 PEM, or a new file to be made`);
  }
}

function makeKeyFile(path: string): void {
  const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
  const draft = `${path}.${process.pid}`;
  const file = openSync(draft, "wx", 0o600);
  try {
    writeSync(file, String(pem));
    fsyncSync(file);
    // link, not rename: whoever made the file at the same moment must not lose the key that is in use already.
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    closeSync(file);
    unlinkSync(draft);
  }
}
