import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".mp3": "audio/mpeg",
  ".ogg": "audio/ogg",
  ".wav": "audio/wav",
};
/** Names of files and folders below the panel folder: no dot in front, so neither `..` nor hidden files. */
const SAFE_PATH = /^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;

/** What the panel page may do: load its own parts and speak to its own origin. @param origin `http://127.0.0.1:port` */
export function securityHeaders(origin: string): Readonly<Record<string, string>> {
  const own = `'self'`;
  return {
    "content-security-policy": [
      "default-src 'none'",
      `script-src ${own}`,
      `style-src ${own}`,
      `img-src ${own} data:`,
      `font-src ${own}`,
      `media-src ${own}`,
      `connect-src ${own} ${origin.replace(/^http/, "ws")}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
  };
}

/** Serves one file of the panel folder, or says why not. Host has been checked already. */
export async function servePanelFile(folder: string, origin: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = securityHeaders(origin);
  const path = request.url === "/" ? "/index.html" : (request.url?.split("?")[0] ?? "");
  const type = TYPES[extname(path)];
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (!isRead || !type || !SAFE_PATH.test(path)) {
    answer(response, isRead ? 404 : 405, headers);
    return;
  }
  try {
    const body = await readFile(join(folder, path));
    response.writeHead(200, { ...headers, "content-type": type, "content-length": body.length });
    response.end(request.method === "HEAD" ? undefined : body);
  } catch {
    answer(response, 404, headers);
  }
}

/** An answer in one line. */
export function answer(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { ...headers, "content-type": "text/plain" });
  response.end(`${status}\n`);
}
