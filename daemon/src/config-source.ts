import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Log } from "../core/ports.ts";
import { readIfThere, writeAtomic } from "./atomic-file.ts";
import { type Config, ConfigError, isConfigError, parseConfig } from "./config.ts";

/** What the device last ran with, word for word, in the state folder. */
export const LAST_GOOD_FILE = "alongside.last-good.toml";

/** What is in force of a file that people write. */
export interface InForce<T> {
  readonly value: T;
  /** Its text. */
  readonly text: string;
  /** Why the file itself is not: where it is wrong and what would have been right; null when it is. */
  readonly fault: string | null;
}

/**
 * Reads a file; when it is broken, what was last good instead, so that a mistake at one kiosk does not take help away from its
 * customers.
 * @param kept the last good one, null: there is none
 * @param parse throws ConfigError for a text that cannot be used, on this machine or at all
 * @throws ConfigError when neither can be used
 */
export function inForce<T>(path: string, kept: string | null, parse: (text: string) => T): InForce<T> {
  try {
    return { ...read(path, parse), fault: null };
  } catch (error) {
    if (!isConfigError(error)) throw error;
    // Without a file there is nothing to be done: it was taken away by somebody, not broken.
    const lastGood = kept === null || !existsSync(path) ? null : readKept(kept, parse);
    if (!lastGood) throw error;
    return { ...lastGood, fault: error.message };
  }
}

/** The daemon's configuration that is in force. @param folder where the last good one is kept @throws ConfigError */
export function configInForce(path: string, folder: string | null, check: (config: Config) => void = () => undefined): InForce<Config> {
  return inForce(path, folder === null ? null : join(folder, LAST_GOOD_FILE), (text) => {
    const config = parseConfig(text);
    check(config);
    return config;
  });
}

/** Remembers what the device runs with. A state folder that cannot be written, for it is full, stops nothing. */
export function keepLastGood(path: string, text: string, log: Pick<Log, "warn">): void {
  try {
    if (readIfThere(path) === text) return;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeAtomic(path, text);
  } catch (error) {
    log.warn({ path, error: (error as Error).message }, "this configuration could not be kept as the last good one");
  }
}

/** A version that wants more of a configuration than the last one did may refuse what was good for that. */
function readKept<T>(path: string, parse: (text: string) => T): Omit<InForce<T>, "fault"> | null {
  try {
    return read(path, parse);
  } catch {
    return null;
  }
}

function read<T>(path: string, parse: (text: string) => T): Omit<InForce<T>, "fault"> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new ConfigError(`cannot read ${path}: ${(error as Error).message}`);
  }
  try {
    return { value: parse(text), text };
  } catch (error) {
    throw isConfigError(error) ? new ConfigError(`${path}: ${error.message}`) : error;
  }
}
