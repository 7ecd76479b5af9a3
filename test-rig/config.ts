import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asRoot } from "./namespace.ts";

export interface DeviceConfig {
  /** Port of the desk on loopback. */
  readonly deskPort: number;
  readonly label: string;
  readonly locale?: string;
  readonly model?: string;
  /** How the agent's hand reaches the kiosk; only the headless body does without uinput. */
  readonly input?: "uinput" | "virtual";
  /** After so long without a touch the customer is asked whether they are there; the product's own 60 s when absent. */
  readonly idleSeconds?: number;
  /** After so long without a touch the app begins anew; the product's own 120 s when absent. */
  readonly appIdleSeconds?: number;
  /** By when an accepted agent must be connected; the product's own 20 s when absent. */
  readonly connectSeconds?: number;
  /** Below 1500 a call begins with a smaller picture; the product's own 4000 when absent. */
  readonly startKbps?: number;
  /** The daemon says once a second how long the agent's events took. */
  readonly inputStats?: boolean;
}

/** For runs in which nobody touches the glass for minutes. */
export const NEVER_IDLE = { idleSeconds: 86_400, appIdleSeconds: 0 } as const;

/** Writes what lies at /etc/alongside in the headless body. */
export function writeDeviceConfig(dir: string, config: DeviceConfig): void {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "alongside.toml"), deviceConfig({ input: "virtual", ...config }));
}

/** The text of alongside.toml. */
export function deviceConfig(config: DeviceConfig): string {
  const { deskPort, label, locale = "en", model = "headless body", input = "uinput", inputStats = false } = config;
  const { idleSeconds, appIdleSeconds, connectSeconds, startKbps } = config;
  const media = [
    ...(connectSeconds === undefined ? [] : [`connectSeconds = ${connectSeconds}`]),
    ...(startKbps === undefined ? [] : [`startKbps = ${startKbps}`]),
  ];
  return [
    "[desk]",
    `url = "ws://127.0.0.1:${deskPort}"`,
    "",
    "[device]",
    `label = ${JSON.stringify(label)}`,
    `model = ${JSON.stringify(model)}`,
    'serial = "RIG-0001"',
    `locale = ${JSON.stringify(locale)}`,
    "",
    "[input]",
    `backend = "${input}"`,
    `stats = ${inputStats}`,
    "",
    ...(idleSeconds === undefined ? [] : ["[policy]", `idleSeconds = ${idleSeconds}`, ""]),
    ...(appIdleSeconds === undefined ? [] : ["[app]", `idleSeconds = ${appIdleSeconds}`, ""]),
    ...(media.length === 0 ? [] : ["[media]", ...media, ""]),
  ].join("\n");
}

/** Whether the device of this state folder knows its desk already. The folder is the daemon's own, so root looks. */
export function isEnrolled(stateDir: string): boolean {
  const [command = "", ...args] = asRoot(["test", "-e", join(stateDir, "enrolment.json")]);
  return spawnSync(command, args).status === 0;
}

/** Puts a one-time code where the daemon finds it at its start and takes it away after use. */
export function writeEnrolCode(stateDir: string, code: string): void {
  mkdirSync(stateDir, { recursive: true });
  const [command = "", ...args] = asRoot(["tee", join(stateDir, "enrol-code")]);
  execFileSync(command, args, { input: `${code}\n`, stdio: ["pipe", "ignore", "inherit"] });
}
