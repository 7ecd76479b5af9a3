import { createHash, randomBytes, randomInt } from "node:crypto";

/** Letters and digits that are not mistaken for each other (Crockford's base 32). */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}

/** What is stored of a token or code: both are random, hence a fast hash is enough. */
export function secretHash(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

/** A sign-in's token, 256 bits. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** An enrolment code as `ABCD-EFGH-JKMN`, 60 bits. */
export function newEnrolCode(): string {
  return [randomText(4), randomText(4), randomText(4)].join("-");
}

/** As typed by a person: any case, with or without dashes, O for 0 and I or L for 1. */
export function normalCode(typed: string): string {
  const plain = typed.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  return plain.replace(/(.{4})(?=.)/g, "$1-");
}

/** A password that can be read out and typed, 80 bits. */
export function newPassword(): string {
  return [randomText(4), randomText(4), randomText(4), randomText(4)].join("-").toLowerCase();
}
