import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
};

/** Serves the sample app on loopback, so that it has an http origin like an operator's own. @param onReady called once it does */
export function serveApp(folder: string, port: number, onReady: () => void = () => undefined): void {
  const server = createServer((request, response) => {
    const file = fileFor(folder, request.url ?? "/");
    if (request.method !== "GET" || !file || !isFile(file)) {
      response.writeHead(404).end("not found");
      return;
    }
    response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream", "cache-control": "no-store" });
    createReadStream(file).pipe(response);
  });
  server.listen(port, "127.0.0.1", onReady);
}

/** The file that a request path means, or null when it leads out of the folder. */
export function fileFor(folder: string, url: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url, "http://app.invalid").pathname);
  } catch {
    return null;
  }
  const file = normalize(join(folder, path.endsWith("/") ? `${path}index.html` : path));
  return file.startsWith(`${normalize(folder)}/`) && !path.includes("\0") ? file : null;
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
