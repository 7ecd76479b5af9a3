import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "../core/ports.ts";
import { readIfThere, writeAtomic } from "./atomic-file.ts";
import { type Config, ConfigError, isConfigError, parseConfig } from "./config.ts";

/** What the device last ran with, word for word, in the state folder. */
export const LAST_GOOD_FILE = "alongside.last-good.toml";

/** The configuration that is in force. */
export interface ConfigInForce {
  readonly config: Config;
  /** Its text. */
  readonly text: string;
  /** Why the file itself is not: where it is wrong and what would have been right; null when it is. */
  readonly fault: string | null;
}

/** Whether a configuration can be used on this machine. @throws ConfigError */
export type Check = (config: Config) => void;

/**
 * Reads the file; when it is broken, what was last good instead, so that a mistake at one kiosk does not take help away from its
 * customers. @param folder where the last good one is kept, null: nowhere
 * @throws ConfigError when neither can be used
 */
export function configInForce(path: string, folder: string | null, check: Check = () => undefined): ConfigInForce {
  try {
    return { ...read(path, check), fault: null };
  } catch (error) {
    if (!isConfigError(error)) throw error;
    // Without a file there is no daemon at all: it was taken away by somebody, not broken.
    const kept = folder === null || !existsSync(path) ? null : lastGood(join(folder, LAST_GOOD_FILE), check);
    if (!kept) throw error;
    return { ...kept, fault: error.message };
  }
}

/** Remembers what the device runs with. A state folder that cannot be written, for it is full, stops nothing. */
export function keepLastGood(folder: string, text: string, log: Log): void {
  const path = join(folder, LAST_GOOD_FILE);
  try {
    if (readIfThere(path) === text) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeAtomic(path, text);
  } catch (error) {
    log.warn({ path, error: (error as Error).message }, "this configuration could not be kept as the last good one");
  }
}

/** A version that wants more of a configuration than the last one did may refuse what was good for that. */
function lastGood(path: string, check: Check): Omit<ConfigInForce, "fault"> | null {
  try {
    return read(path, check);
  } catch {
    return null;
  }
}

function read(path: string, check: Check): Omit<ConfigInForce, "fault"> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new ConfigError(`cannot read ${path}: ${(error as Error).message}`);
  }
  try {
    const config = parseConfig(text);
    check(config);
    return { config, text };
  } catch (error) {
    throw isConfigError(error) ? new ConfigError(`${path}: ${error.message}`) : error;
  }
}
