import { spawn } from "node:child_process";
import { UpdateRefused } from "./refusal.ts";
import type { UpdateConfig } from "./update-config.ts";

/** The way to the server of updates. */
export interface Road {
  readonly url: string;
  readonly ca: string;
  readonly proxy: string;
  /** Told to the server. */
  readonly agent: string;
}

export function roadOf({ url, ca, proxy }: UpdateConfig, version: string): Road {
  return { url: url.replace(/\/+$/, ""), ca, proxy, agent: `alongside/${version}` };
}

export interface FileRequest {
  readonly name: string;
  /** Goes on where an earlier download ended. */
  readonly to: string;
  readonly mostBytes: number;
}

/** Fetches a whole file. @throws UpdateRefused */
export async function fetchFile(road: Road, { name, to, mostBytes }: FileRequest): Promise<void> {
  const config = [
    ...common(road),
    option("continue-at", "-"),
    option("output", to),
    option("max-filesize", String(mostBytes)),
    target(road, name),
  ];
  await curl(config, () => true, name);
}

export interface ByteRange {
  readonly from: number;
  readonly size: number;
}

/**
 * Fetches parts of a file one after the other over one connection.
 * @param onBytes gets them in their order; false ends it
 * @throws UpdateRefused, also for a server that knows no ranges
 */
export async function fetchRanges(
  road: Road,
  name: string,
  ranges: readonly ByteRange[],
  onBytes: (bytes: Buffer) => boolean,
): Promise<void> {
  const config = ranges.flatMap(({ from, size }, index) => [
    ...(index === 0 ? [] : ["next"]),
    ...common(road),
    option("range", `${from}-${from + size - 1}`),
    // A server without ranges would send all of it.
    option("max-filesize", String(size)),
    option("output", "-"),
    target(road, name),
  ]);
  await curl(config, onBytes, name);
}

function common({ url, ca, proxy, agent }: Road): string[] {
  return [
    "fail",
    "silent",
    "show-error",
    option("proto", url.startsWith("https:") ? "=https" : "=http"),
    option("user-agent", agent),
    option("connect-timeout", "20"),
    // What the proxy said is told apart from what the server said.
    option("write-out", "%{stderr}connect=%{http_connect}\\n"),
    // Slower than that for a minute is no connection.
    option("speed-limit", "200"),
    option("speed-time", "60"),
    ...(ca === "" ? [] : [option("cacert", ca)]),
    ...(proxy === "" ? [] : [option("proxy", proxy)]),
  ];
}

function target({ url }: Road, name: string): string {
  return option("url", `${url}/${encodeURIComponent(name)}`);
}

function option(name: string, value: string): string {
  return `${name} = "${value.replace(/[\\"]/g, "\\$&")}"`;
}

function curl(config: readonly string[], onBytes: (bytes: Buffer) => boolean, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // Without -q it would read a file of its own.
    const child = spawn("curl", ["-q", "--config", "-"], { stdio: "pipe" });
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-2000);
    });
    child.stdout.on("data", (chunk: Buffer) => {
      if (!onBytes(chunk)) child.kill();
    });
    child.stdin.on("error", () => {});
    child.stdin.end(config.join("\n"));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new UpdateRefused(wordsOf(code, errors, name)))));
  });
}

/** Exit codes of curl(1). */
const WORDS: Readonly<Record<number, string>> = {
  5: "the proxy's name is not known",
  6: "the name of the server of updates is not known",
  7: "the server of updates, or the proxy on the way there, cannot be reached",
  18: "the download was cut short",
  23: "the download cannot be written: there is no space left on the data partition",
  28: "the server of updates does not answer",
  33: "the server of updates cannot send parts of a file",
  35: "the server of updates speaks no TLS that this device can speak",
  56: "the connection to the server of updates was lost",
  60: "the certificate of the server of updates is not trusted here",
  63: "the server of updates sent more than was asked for: it cannot send parts of a file, or has another file there",
  77: "the file of update.ca cannot be read",
};

function wordsOf(code: number | null, errors: string, name: string): string {
  if (code === null) return "the server of updates sent another file than the one that is signed";
  const proxyStatus = /^connect=([3-5]\d\d)$/m.exec(errors)?.[1];
  if (proxyStatus === "407") return "the proxy asks for a password";
  if (proxyStatus !== undefined) return `the proxy refuses the way to the server of updates (${proxyStatus})`;
  const status = /returned error: (\d{3})/.exec(errors)?.[1];
  if (status !== undefined) return `the server of updates answers ${status} for ${name}`;
  return WORDS[code] ?? `the download failed: ${/^curl: (.*)$/m.exec(errors)?.[1] ?? code}`;
}
