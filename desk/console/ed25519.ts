/** Ed25519 (RFC 8032) by WebCrypto; keys are raw, in base64url. */

const encoder = new TextEncoder();

/** Base64url without padding. */
export function toBase64Url(bytes: ArrayBuffer | Uint8Array): string {
  const binary = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @throws Error when the text is no base64url */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}

/** A fresh nonce of 32 bytes. */
export function freshNonce(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}

/** True when `signature` is the key's over the text. False for anything that is no key or no signature. */
export async function isSignedBy(publicKey: string, text: string, signature: string): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey("raw", fromBase64Url(publicKey), "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, fromBase64Url(signature), encoder.encode(text));
  } catch {
    return false;
  }
}

/** A key that signs and never leaves this page: not even its own code can read the private half. */
export class SigningKey {
  readonly publicKey: string;
  readonly #key: CryptoKey;

  private constructor(publicKey: string, key: CryptoKey) {
    this.publicKey = publicKey;
    this.#key = key;
  }

  static async generate(): Promise<SigningKey> {
    const { publicKey, privateKey } = (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair;
    return new SigningKey(toBase64Url(await crypto.subtle.exportKey("raw", publicKey)), privateKey);
  }

  async sign(text: string): Promise<string> {
    return toBase64Url(await crypto.subtle.sign("Ed25519", this.#key, encoder.encode(text)));
  }
}
