import { parseArgs } from "node:util";
import { systemClock } from "../clock.ts";
import { CONFIG_PATH, type Config, isConfigError, readConfig } from "../config.ts";
import { readSystem, SYSTEM_PLACES } from "../system-notes.ts";
import { VERSION } from "../version.ts";
import { runCommand } from "./command.ts";
import { Notes } from "./notes.ts";
import { restartForUpdate } from "./restart.ts";
import { restartPolicy, UPDATE_DEFAULTS } from "./update-config.ts";
import { readUse } from "./use-facts.ts";

const USAGE = `update.mjs restart   starts the machine again for a version that waits, when nobody uses the kiosk
  --config PATH      another file than ${CONFIG_PATH}
`;
const RUN_FOLDER = "/run/alongside/daemon";

/** The journal reads the level (sd-daemon(3)). */
function say(level: number, text: string): void {
  process.stdout.write(`<${level}>${text}\n`);
}

/** A broken file is the daemon's to tell; an update may be what mends it. */
function configAt(path: string): Pick<Config, "update"> & { readonly run: string } {
  try {
    const { update, paths } = readConfig(path);
    return { update, run: paths.run };
  } catch (error) {
    if (!isConfigError(error)) throw error;
    say(4, error.message);
    return { update: UPDATE_DEFAULTS, run: RUN_FOLDER };
  }
}

async function reboot(): Promise<void> {
  const { code, errors } = await runCommand("systemctl", ["--no-block", "reboot"]);
  if (code !== 0) throw new Error(`systemctl reboot: ${errors.trim()}`);
}

async function main(): Promise<void> {
  const options = { config: { type: "string", default: CONFIG_PATH }, help: { type: "boolean", default: false } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [verb = "", ...rest] = positionals;
  if (values.help) return void process.stdout.write(USAGE);
  const { update, run } = configAt(values.config);
  const notes = new Notes(SYSTEM_PLACES.notes);
  const { version } = readSystem(SYSTEM_PLACES, VERSION);
  if (verb !== "restart" || rest.length > 0) {
    process.stderr.write(USAGE);
    process.exitCode = 64;
    return;
  }
  const clock = { nowS: () => systemClock.nowMs() / 1000, wall: () => new Date() };
  await restartForUpdate({ notes, version, policy: restartPolicy(update), readUse: () => readUse(run), ...clock, reboot, say });
}

main().catch((error: unknown) => {
  process.stderr.write(`<3>${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
