import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DEFAULT_LIMITS, type Limits } from "../../core/contact-state.ts";
import { LocalBus } from "../bus/local.ts";
import { machineClock } from "../desk-clock.ts";
import type { IceConfig } from "../ice.ts";
import { isKeyFileUnusable, loadOperatorKey, type OperatorKey } from "../keys.ts";
import { createLog } from "../log.ts";
import { type RunningDesk, startDesk } from "../server.ts";
import { isStoreUnusable } from "../store/port.ts";
import { CommandError } from "./command-error.ts";
import { readArguments, readNumber, STORE_OPTION, storeFor } from "./options.ts";

const OPTIONS = {
  ...STORE_OPTION,
  port: { type: "string", default: "8080" },
  host: { type: "string", default: "127.0.0.1" },
  "operator-key": { type: "string", default: "operator.key" },
  console: { type: "string" },
  "public-origin": { type: "string" },
  "tls-cert": { type: "string" },
  "tls-key": { type: "string" },
  "ice-url": { type: "string", multiple: true, default: [] as string[] },
  "turn-secret-file": { type: "string" },
  "offer-seconds": { type: "string", default: String(DEFAULT_LIMITS.offerMs / 1000) },
  "hold-seconds": { type: "string", default: String(DEFAULT_LIMITS.holdMs / 1000) },
  "wrapup-seconds": { type: "string", default: String(DEFAULT_LIMITS.wrapupMs / 1000) },
  "log-level": { type: "string", default: "info" },
} as const;
const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

/** `desk serve`: runs until SIGTERM or SIGINT. Prints {"event":"listening","port":N} when it answers. */
export async function serve(args: readonly string[]): Promise<void> {
  const { values } = readArguments(args, OPTIONS);
  const seconds = (name: "offer-seconds" | "hold-seconds" | "wrapup-seconds") => readNumber(name, values[name], 1, 86_400) * 1000;
  const limits: Limits = {
    ...DEFAULT_LIMITS,
    offerMs: seconds("offer-seconds"),
    holdMs: seconds("hold-seconds"),
    wrapupMs: seconds("wrapup-seconds"),
  };
  if (!LOG_LEVELS.includes(values["log-level"])) throw new CommandError(`--log-level is one of ${LOG_LEVELS.join(", ")}`, 2);
  const port = readNumber("port", values.port, 0, 65_535);
  const consoleFolder = readConsoleFolder(values.console);
  const publicOrigin = readOrigin(values["public-origin"]);
  const tls = readTls(values["tls-cert"], values["tls-key"]);
  const ice = readIce(values["ice-url"], values["turn-secret-file"]);
  const operatorKey = readOperatorKey(values["operator-key"]);
  const store = storeFor(values.store, limits);
  const bus = new LocalBus();
  const log = createLog(values["log-level"]);
  const desk = await listen(
    startDesk({
      store,
      bus,
      clock: machineClock(),
      operatorKey,
      ice,
      log,
      host: values.host,
      port,
      consoleFolder,
      publicOrigin,
      tls,
      limits,
    }),
    `${values.host}:${port}`,
  );
  process.stdout.write(`${JSON.stringify({ event: "listening", port: desk.port })}\n`);
  await untilSignal();
  await desk.stop();
  await bus.close();
  await store.close();
}

async function listen(starting: Promise<RunningDesk>, where: string): Promise<RunningDesk> {
  try {
    return await starting;
  } catch (error) {
    if (isStoreUnusable(error)) throw new CommandError(error.message);
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EADDRINUSE") throw new CommandError(`${where} is in use already: choose another --port, or end what runs there`);
    if (code === "EACCES") throw new CommandError(`this user may not listen on ${where}: choose a --port above 1023`);
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
      throw new CommandError(`${where} is no address of this machine: choose another --host`);
    throw error;
  }
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
  });
}

/** The console's folder: the one that is named, else the one that lies beside the bundled desk, else none. */
function readConsoleFolder(folder: string | undefined): string | null {
  if (folder === undefined) {
    const beside = fileURLToPath(new URL("console", import.meta.url));
    return existsSync(join(beside, "index.html")) ? beside : null;
  }
  if (!existsSync(join(folder, "index.html"))) throw new CommandError(`--console names a folder with index.html; ${folder} has none`);
  return folder;
}

function readOrigin(origin: string | undefined): string | null {
  if (origin === undefined) return null;
  if (URL.canParse(origin) && new URL(origin).origin === origin) return origin;
  throw new CommandError(`--public-origin is a scheme and host as https://desk.example, not ${JSON.stringify(origin)}`, 2);
}

function readFile(option: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CommandError(`--${option}: cannot read ${path} (${(error as Error).message})`);
  }
}

function readTls(cert: string | undefined, key: string | undefined): { cert: Buffer; key: Buffer } | null {
  if (cert === undefined && key === undefined) return null;
  if (cert === undefined || key === undefined) throw new CommandError("--tls-cert and --tls-key go together", 2);
  return { cert: readFile("tls-cert", cert), key: readFile("tls-key", key) };
}

function readIce(urls: readonly string[], secretFile: string | undefined): IceConfig {
  const odd = urls.find((url) => !/^(stun|turn)s?:[^\s]+$/.test(url));
  if (odd !== undefined) throw new CommandError(`--ice-url is a stun: or turn: address, not ${JSON.stringify(odd)}`, 2);
  const secret = secretFile === undefined ? null : readFile("turn-secret-file", secretFile).toString("utf8").trim();
  if (secret === null && urls.some((url) => url.startsWith("turn"))) {
    throw new CommandError("a turn: address needs --turn-secret-file, the secret that it shares with the relay", 2);
  }
  return { urls, secret };
}

function readOperatorKey(path: string): OperatorKey {
  try {
    return loadOperatorKey(path);
  } catch (error) {
    if (isKeyFileUnusable(error)) throw new CommandError(error.message);
    throw error;
  }
}
