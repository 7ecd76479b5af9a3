import { readFileSync } from "node:fs";
import type { ProcessReport } from "../../supervisor/control-message.ts";
import { usageOf } from "../../supervisor/memory.ts";
import { readUsers } from "../../supervisor/users.ts";
import { must } from "./command.ts";

/** The headless body's names (supervisor/table.ts) and the units that are the same processes here. */
export const units = {
  pipewire: "pipewire.service",
  wireplumber: "wireplumber.service",
  labwc: "labwc.service",
  daemon: "alongside-daemon.service",
  screen: "alongside-screen.service",
  media: "alongside-media.service",
  shell: "kiosk-shell.service",
  app: "kiosk-app.service",
} as const;

const names = new Map<string, string>(Object.entries(units).map(([name, unit]) => [unit, name]));

/** @throws Error naming those that exist. */
export function unitOf(name: string): string {
  const unit = Object.entries(units).find(([key]) => key === name)?.[1];
  if (!unit) throw new Error(`no process ${JSON.stringify(name)}; there are ${Object.keys(units).join(", ")}`);
  return unit;
}

/** The headless body's name of a unit, or null when it is none of ours. */
export function nameOf(unit: string | undefined): string | null {
  return (unit && names.get(unit)) ?? null;
}

export type Properties = Readonly<Record<string, string>>;

const PROPERTIES = ["Id", "MainPID", "ActiveState", "SubState", "User"];

/** Blocks of `name=value` lines with an empty line between (systemctl show). */
export function parseShow(text: string): Properties[] {
  return text
    .split(/\n\n+/)
    .map((block) => Object.fromEntries(block.split("\n").flatMap((line) => pair(line))))
    .filter((properties) => Object.keys(properties).length > 0);
}

function pair(line: string): [string, string][] {
  const at = line.indexOf("=");
  return at > 0 ? [[line.slice(0, at), line.slice(at + 1)]] : [];
}

/** systemd's states in the supervisor's words (supervisor/managed.ts). */
export function stateOf({ ActiveState, SubState }: Properties): string {
  if (SubState === "auto-restart") return "pausing";
  if (ActiveState === "activating") return "waiting";
  return ActiveState === "active" ? "running" : "stopped";
}

/** Every process as `list` tells of it. @param startsOf how often a unit was started since boot */
export async function listUnits(startsOf: (unit: string) => number): Promise<ProcessReport[]> {
  const shown = parseShow(await must("systemctl", "show", `--property=${PROPERTIES.join(",")}`, ...Object.values(units)));
  const users = readUsers();
  return shown.flatMap((properties) => {
    const { Id = "", User = "", MainPID = "0" } = properties;
    const name = nameOf(Id);
    if (!name) return [];
    const pid = Number(MainPID) || null;
    const { rssKb, pssKb, cpuMs } = pid === null ? { rssKb: 0, pssKb: 0, cpuMs: 0 } : usageOf(pid);
    return [
      { name, user: User, uid: users.uid(User || "root"), state: stateOf(properties), pid, starts: startsOf(Id), rssKb, pssKb, cpuMs },
    ];
  });
}

/** The first process of a unit, without asking systemd; 0 when it has none just now. */
export function firstPidOf(unit: string): number {
  try {
    return Number(readFileSync(`/sys/fs/cgroup/system.slice/${unit}/cgroup.procs`, "utf8").split("\n")[0]);
  } catch {
    return 0;
  }
}
