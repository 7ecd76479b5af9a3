import { timingSafeEqual } from "node:crypto";

/** What decides whether a request may see the glass. */
export interface AccessRequest {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly cookie: string | undefined;
  /** Path with query. */
  readonly url: string;
}

/** A request's fate: refused, sent on with a cookie instead of the token in its address, or served. */
export type Access =
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "redirect"; readonly to: string; readonly cookie: string }
  | { readonly kind: "granted" };

/**
 * The glass is for the person who was given its address: loopback alone, with a token, and not from another page's script.
 * @param port the server's own, part of the cookie's name because cookies do not know ports
 */
export function decideAccess(request: AccessRequest, token: string, port: number): Access {
  const { host, origin, url, cookie } = request;
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`)
    return { kind: "refused", why: "the glass answers to 127.0.0.1 and localhost alone" };
  if (origin !== undefined && origin !== `http://${host}`) return { kind: "refused", why: "another page may not open the glass" };
  const target = new URL(url, `http://${host}`);
  const offered = target.searchParams.get("token");
  const name = `alongside_glass_${port}`;
  if (offered !== null && isSame(offered, token)) {
    target.searchParams.delete("token");
    return { kind: "redirect", to: `${target.pathname}${target.search}`, cookie: `${name}=${token}; HttpOnly; SameSite=Strict; Path=/` };
  }
  const kept = (cookie ?? "").split(/;\s*/).find((pair) => pair.startsWith(`${name}=`));
  if (kept !== undefined && isSame(kept.slice(name.length + 1), token)) return { kind: "granted" };
  return { kind: "refused", why: "open the address that npm start printed: its token is missing or of an earlier run" };
}

function isSame(offered: string, token: string): boolean {
  const [a, b] = [Buffer.from(offered), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
