import type { FastifyRequest } from "fastify";
import { may, type Permission } from "../../core/permissions.ts";
import type { DeskStore, Login } from "../store/port.ts";
import { HttpFailure } from "./failure.ts";
import { secretHash } from "./secrets.ts";

/** The cookie holds a random token; the store knows its hash. */
export const COOKIE = "alongside_session";
export const LOGIN_LASTS_MS = 12 * 3600_000;

/** The cookie's value (RFC 6265), or null. */
export function tokenOf(cookies: string | undefined): string | null {
  for (const part of (cookies ?? "").split(";")) {
    const [name, value] = part.trim().split("=", 2);
    if (name === COOKIE && value) return value;
  }
  return null;
}

/** Strict: no other site's link or form carries it along. @param isSecure false only on plain http, for trials on loopback */
export function cookieFor(token: string, lastsMs: number, isSecure: boolean): string {
  return `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${Math.floor(lastsMs / 1000)}${isSecure ? "; Secure" : ""}`;
}

export type SignedIn = Login & { readonly tokenHash: Buffer };

/** Who sends this request. @throws HttpFailure 401 or 403 */
export async function signedIn(store: DeskStore, request: FastifyRequest, permission?: Permission): Promise<SignedIn> {
  const token = tokenOf(request.headers.cookie);
  const tokenHash = secretHash(token ?? "");
  const login = token === null ? null : await store.login(tokenHash);
  if (!login) throw new HttpFailure(401, "signed-out", "Sign in first.");
  if (permission && !may(login.role, permission)) {
    throw new HttpFailure(403, "not-permitted", `Your role ${login.role} does not allow this.`);
  }
  return { ...login, tokenHash };
}
