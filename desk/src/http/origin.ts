import type { IncomingMessage } from "node:http";

/**
 * True unless a page of another origin sent the request. Browsers name the origin with every request that changes something
 * and with every socket; programs name none.
 * @param publicOrigin as people reach the desk when a proxy stands before it, for example https://desk.example
 */
export function isOwnOrigin(request: Pick<IncomingMessage, "headers">, publicOrigin: string | null): boolean {
  const { origin, host } = request.headers;
  const site = request.headers["sec-fetch-site"];
  if (origin === undefined) return site === undefined || site === "same-origin" || site === "none";
  if (origin === publicOrigin) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}
