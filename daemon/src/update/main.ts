import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { systemClock } from "../clock.ts";
import { CONFIG_PATH } from "../config.ts";
import { readSystem, SYSTEM_PLACES } from "../system-notes.ts";
import { VERSION } from "../version.ts";
import { writeBootEntries } from "./boot-entries.ts";
import { runCommand } from "./command.ts";
import { Firmware } from "./firmware.ts";
import { KERNELS, kernelOf, kernelSeed } from "./kernel-hashes.ts";
import { Notes } from "./notes.ts";
import { isUpdateRefused } from "./refusal.ts";
import { restartForUpdate } from "./restart.ts";
import { runningSeed } from "./seed.ts";
import { keepSettings, type Settings, settingsOf } from "./settings.ts";
import { Staging } from "./staging.ts";
import { Sysupdate } from "./sysupdate.ts";
import { takeUpdate } from "./take.ts";
import { demandSignature } from "./trust.ts";
import { restartPolicy } from "./update-config.ts";
import { readUse } from "./use-facts.ts";

const USAGE = `update.mjs take FOLDER|https://…   writes a newer version into the slot that does not run
update.mjs fetch                   does so from [update] url of the configuration, if there is one
update.mjs restart                 starts the machine again for a version that waits, when nobody uses the kiosk
update.mjs entries                 tells firmware which versions it can start
  --config PATH                    another file than ${CONFIG_PATH}
`;
const LOOK_AGAIN_MS = 5000;
/** A stick's set is read where it lies; a server's is put together on the data partition. */
const STAGING = { folder: "/run/alongside-update", server: `${SYSTEM_PLACES.notes}/set` };

/** The journal reads the level (sd-daemon(3)); a person at a terminal does not need it. */
function say(level: number, text: string): void {
  process.stdout.write(process.stdout.isTTY ? `${text}\n` : `<${level}>${text}\n`);
}

async function systemctl(...words: string[]): Promise<void> {
  const { code, errors } = await runCommand("systemctl", ["--no-block", ...words]);
  if (code !== 0) throw new Error(`systemctl ${words.join(" ")}: ${errors.trim()}`);
}

/** Network, disk and processors are the contact's, as long as there is one. */
async function untilNoContact(run: string): Promise<void> {
  for (let isTold = false; ; isTold = true) {
    const { use, isDaemonRunning } = await readUse(run);
    if (!isDaemonRunning || !use?.inContact) return;
    if (!isTold) say(6, "the update waits: a contact is there");
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

async function take(settings: Settings, source: string): Promise<void> {
  const { update, run } = settings;
  keepSettings(settings, SYSTEM_PLACES.notes, say);
  const { version } = readSystem(SYSTEM_PLACES, VERSION);
  const staging = new Staging(source.startsWith("/") ? STAGING.folder : STAGING.server, demandSignature);
  const isWritten = (known: string) => existsSync(KERNELS) && kernelOf(known) !== null;
  const own = { notes: new Notes(SYSTEM_PLACES.notes), sysupdate: new Sysupdate(), config: update, version, isWritten };
  const seeds = { seed: await runningSeed(), kernelSeed: kernelSeed(version) };
  const written = await takeUpdate({ ...own, ...seeds, staging, pause: () => untilNoContact(run), say }, source);
  if (written !== null) await systemctl("start", "update-restart.timer");
  say(5, written === null ? `nothing newer than ${version} in ${source}` : `version ${written} is tried at the next start`);
}

/** By Node's names of processors. */
const EFI: Readonly<Record<string, string>> = { x64: "X64", arm64: "AA64" };

async function entries(): Promise<void> {
  const { version } = readSystem(SYSTEM_PLACES, VERSION);
  const efi = EFI[process.arch] ?? "X64";
  await writeBootEntries({ firmware: new Firmware(), notes: new Notes(SYSTEM_PLACES.notes), version, efi, say });
}

async function restart({ update, run }: Settings): Promise<void> {
  const { version } = readSystem(SYSTEM_PLACES, VERSION);
  const clock = { nowS: () => systemClock.nowMs() / 1000, wall: () => new Date() };
  const notes = new Notes(SYSTEM_PLACES.notes);
  await restartForUpdate({
    notes,
    version,
    policy: restartPolicy(update),
    readUse: () => readUse(run),
    ...clock,
    reboot: () => systemctl("reboot"),
    say,
  });
}

async function main(): Promise<void> {
  const options = { config: { type: "string", default: CONFIG_PATH }, help: { type: "boolean", default: false } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [verb = "", ...rest] = positionals;
  if (values.help) return void process.stdout.write(USAGE);
  const settings = settingsOf(values.config, SYSTEM_PLACES.notes, say);
  if (verb === "restart" && rest.length === 0) return restart(settings);
  if (verb === "take" && rest.length === 1) return take(settings, rest[0] ?? "");
  if (verb === "entries" && rest.length === 0) return entries();
  if (verb === "fetch" && rest.length === 0) return settings.update.url === "" ? undefined : take(settings, settings.update.url);
  process.stderr.write(USAGE);
  process.exitCode = 64;
}

main().catch((error: unknown) => {
  const isUsage = String((error as { code?: unknown }).code).startsWith("ERR_PARSE_ARGS");
  const isTold = isUsage || isUpdateRefused(error);
  process.stderr.write(`${isTold ? (error as Error).message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = isUsage ? 64 : 1;
});
