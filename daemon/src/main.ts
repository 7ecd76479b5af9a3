import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { loadNative } from "#native";
import { readBootId, systemClock } from "./clock.ts";
import { CONFIG_PATH, type Config, ConfigError, isConfigError } from "./config.ts";
import { tellFault } from "./config-notice.ts";
import { configInForce, type InForce, keepLastGood, LAST_GOOD_FILE } from "./config-source.ts";
import { Daemon, type PeerUids } from "./daemon.ts";
import { createRoad, type DeskRoad } from "./desk-road.ts";
import { codeFiles, enrol, isEnrolmentRefused, secretFolders } from "./enrolment.ts";
import { EnrolmentWatch } from "./enrolment-watch.ts";
import { createLog } from "./log.ts";
import { notifySystemd } from "./sd-notify.ts";
import { uidOf } from "./users.ts";
import { VERSION } from "./version.ts";

const USAGE = `daemon.mjs [--config PATH] [--print-config]     runs the device's daemon, or prints the configuration in force
daemon.mjs enrol --code CODE [--config PATH]    makes this device known to its desk
`;

/** The command line cannot be understood. */
class UsageError extends Error {}

/** Where the last good configuration lies: systemd's StateDirectory=, which no broken configuration can move. */
const STATE_FOLDER = process.env.STATE_DIRECTORY ?? "/var/lib/alongside";

/** Runs until a signal ends it. */
async function run({ value: config, text, fault }: InForce<Config>, configPath: string): Promise<void> {
  const log = createLog();
  mkdirSync(config.paths.run, { recursive: true });
  mkdirSync(config.paths.state, { recursive: true, mode: 0o700 });
  tellFault(fault, config.paths.run, log);
  const { peerCredentials, openInput } = loadNative();
  const uids = peerUids(config);
  const boot = readBootId();
  const road = roadOf(config, configPath);
  const adapters = { clock: systemClock, log, boot, version: VERSION, configFault: fault, road, uids, peerCredentials, openInput };

  const enrolment = new EnrolmentWatch(config, codeFiles(dirname(configPath), config.paths.state), systemClock, log, road);
  const daemon = new Daemon(config, adapters, enrolment.known());
  await daemon.start();
  enrolment.start((identity) => daemon.enrolled(identity));
  const endNotify = notifySystemd(systemClock);
  if (fault === null) keepLastGood(join(STATE_FOLDER, LAST_GOOD_FILE), text, log);
  log.info({ version: VERSION, panel: daemon.panelUrl }, "ready");

  const stop = (signal: string) => {
    log.info({ signal }, "stopping");
    endNotify();
    enrolment.stop();
    daemon.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

function roadOf(config: Config, configPath: string): DeskRoad {
  return createRoad(config.desk, secretFolders(dirname(configPath), config.paths.state));
}

async function enrolByHand(config: Config, configPath: string, code: string): Promise<void> {
  mkdirSync(config.paths.state, { recursive: true, mode: 0o700 });
  const { device } = await enrol(config, code, roadOf(config, configPath));
  process.stdout.write(`enrolled as ${device}\n`);
}

/** @throws ConfigError for a user that does not exist; only the headless body has a finger of its own */
function peerUids(config: Config): PeerUids {
  const uid = (peer: keyof Config["peers"]): number => {
    const found = uidOf(config.peers[peer]);
    if (found === null) throw new ConfigError(`peers.${peer}: there is no user ${config.peers[peer]}`);
    return found;
  };
  const touch = uidOf(config.peers.touch);
  return { screen: uid("screen"), media: uid("media"), shell: uid("shell"), app: uid("app"), touch };
}

async function main(): Promise<void> {
  const options = {
    config: { type: "string", default: CONFIG_PATH },
    "print-config": { type: "boolean", default: false },
    code: { type: "string" },
    help: { type: "boolean", default: false },
  } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) return void process.stdout.write(USAGE);
  const [verb, ...rest] = positionals;
  const runs = verb === undefined && !values["print-config"];
  // Only here its users must exist.
  const inForce = configInForce(values.config, STATE_FOLDER, runs ? (config) => void peerUids(config) : undefined);
  if (runs) return run(inForce, values.config);
  if (inForce.fault !== null) process.stderr.write(`${inForce.fault}\nthe last good configuration is in force instead\n`);
  if (values["print-config"]) return void process.stdout.write(`${JSON.stringify(inForce.value, null, 2)}\n`);
  if (verb !== "enrol" || rest.length > 0 || !values.code) throw new UsageError(`not understood\n${USAGE}`);
  return enrolByHand(inForce.value, values.config, values.code);
}

main().catch((error: unknown) => {
  // A mistake of the person who starts it is told in one line; anything else is a defect and shows where.
  const isUsage = error instanceof UsageError || String((error as { code?: unknown }).code).startsWith("ERR_PARSE_ARGS");
  const isTold = isConfigError(error) || isEnrolmentRefused(error) || isUsage;
  process.stderr.write(`${isTold ? (error as Error).message : error instanceof Error ? error.stack : String(error)}\n`);
  // sysexits(3): EX_CONFIG, EX_USAGE
  process.exit(isConfigError(error) ? 78 : isUsage ? 64 : 1);
});
