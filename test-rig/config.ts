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
}

/** Writes what lies at /etc/alongside in the headless body. */
export function writeDeviceConfig(dir: string, config: DeviceConfig): void {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "alongside.toml"), deviceConfig(config));
}

/** The text of alongside.toml. */
export function deviceConfig({ deskPort, label, locale = "en", model = "headless body" }: DeviceConfig): string {
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
