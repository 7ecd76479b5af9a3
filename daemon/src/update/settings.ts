import { join } from "node:path";
import { type Config, isConfigError } from "../config.ts";
import { configInForce, keepLastGood, LAST_GOOD_FILE } from "../config-source.ts";
import { UPDATE_DEFAULTS } from "./update-config.ts";

const RUN_FOLDER = "/run/alongside/daemon";

/** What of the configuration updates go by. */
export interface Settings extends Pick<Config, "update"> {
  /** Where the daemon says how the kiosk is used. */
  readonly run: string;
  /** The text of a configuration that is good, else null. */
  readonly good: string | null;
}

type Say = (level: number, text: string) => void;

/**
 * As the daemon does: a broken file leaves the last good one in force, and an update may be what mends it.
 * @param folder where keepSettings has kept that: root's own, for the daemon's is closed to who writes partitions
 */
export function settingsOf(path: string, folder: string, say: Say): Settings {
  try {
    const { value, text, fault } = configInForce(path, folder);
    if (fault !== null) say(4, fault);
    return { update: value.update, run: value.paths.run, good: fault === null ? text : null };
  } catch (error) {
    if (!isConfigError(error)) throw error;
    say(4, error.message);
    return { update: UPDATE_DEFAULTS, run: RUN_FOLDER, good: null };
  }
}

/** Remembers a configuration that is good for the day on which it is broken. */
export function keepSettings({ good }: Settings, folder: string, say: Say): void {
  if (good !== null)
    keepLastGood(join(folder, LAST_GOOD_FILE), good, { warn: (facts, words) => say(4, `${words}: ${JSON.stringify(facts)}`) });
}
