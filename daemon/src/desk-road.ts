import { readFileSync } from "node:fs";
import { type Agent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { readIfThere } from "./atomic-file.ts";
import type { Config } from "./config.ts";
import { type HttpProxy, ProxyAgent } from "./proxy-tunnel.ts";

const TIMEOUT_MS = 15_000;
const LONGEST_REPLY_BYTES = 16 * 1024;
/** USER:PASSWORD in one line; beside the config, in the state folder, or as a systemd credential. */
export const CREDENTIALS_FILE = "proxy-credentials";

export interface Reply {
  readonly status: number;
  readonly text: string;
}

export interface RoadRequest {
  readonly method: "GET" | "POST";
  readonly body?: string;
  /** The answer proves itself: it is taken from whoever gives it, whatever the certificate says. */
  readonly provesItself?: boolean;
}

/** How this device gets to its desk: through which proxy, and whose certificates it believes there. */
export interface DeskRoad {
  /** For one connection. @throws Error when the file with the desk's CA cannot be read */
  agent(): Agent;
  /** One request. @throws Error in words, also for an answer that is longer than any of the desk's */
  request(url: string, request: RoadRequest): Promise<Reply>;
}

/** @param folders where the proxy's credentials may lie */
export function createRoad({ ca, proxy }: Config["desk"], folders: readonly string[]): DeskRoad {
  const way: HttpProxy | null = proxy === undefined ? null : { url: proxy, credentials: () => credentialsIn(folders) };
  const agent = (provesItself = false): Agent => {
    const trust = provesItself ? { rejectUnauthorized: false } : ca === undefined ? {} : { ca: [...rootCertificates, certificatesOf(ca)] };
    return way ? new ProxyAgent(way, trust) : new HttpsAgent(trust);
  };
  return { agent, request: (url, request) => ask(url, request, agent(request.provesItself)) };
}

/** The file, where a desk's CA is none of the world's. @throws Error that names the file */
function certificatesOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`desk.ca: ${(error as Error).message}`);
  }
}

function credentialsIn(folders: readonly string[]): string | null {
  for (const folder of folders) {
    const text = readIfThere(join(folder, CREDENTIALS_FILE))?.trim();
    if (text) return text;
  }
  return null;
}

function ask(url: string, { method, body }: RoadRequest, agent: Agent): Promise<Reply> {
  const headers = body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const options = { method, headers, signal: AbortSignal.timeout(TIMEOUT_MS) };
  return new Promise((resolve, reject) => {
    const request = url.startsWith("https:") ? httpsRequest(url, { ...options, agent }) : httpRequest(url, options);
    request.on("error", reject);
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length > LONGEST_REPLY_BYTES) request.destroy(new Error("its answer is longer than any of a desk's"));
      });
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }));
    });
    request.end(body);
  });
}
