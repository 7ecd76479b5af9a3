import type { RunReport } from "../request.ts";
import { must, run } from "./command.ts";
import { unitOf } from "./units.ts";

/** How a unit is started, watched and weighed, and folders that would go when the probe ends: no borders. */
const OTHER =
  /^(Type|NotifyAccess|ExecStart|Restart\w*|WatchdogSec|Timeout\w*|RuntimeDirectory\w*|OOM\w*|StartupCPUWeight|Memory(High|Max))$/;

/** The borders of a unit, as `name=value`, from what `systemctl cat` tells of it and its drop-ins, in the order in which they hold. */
export function bordersOf(text: string): string[] {
  const borders: string[] = [];
  let section = "";
  for (const line of text.split("\n")) {
    section = /^\[(\w+)\]$/.exec(line)?.[1] ?? section;
    const name = /^(\w+)=/.exec(line)?.[1];
    if (section === "Service" && name && !OTHER.test(name)) borders.push(line);
  }
  return borders;
}

/** Runs a command inside the borders of a process's unit, drop-ins and all: what it cannot do, the process cannot. */
export async function probe(name: string, argv: readonly string[]): Promise<RunReport> {
  const borders = bordersOf(await must("systemctl", "cat", "--no-pager", unitOf(name)));
  // A transient unit: writing one and telling systemd to read all units again takes an emulated machine half a minute.
  return run([
    "systemd-run",
    "--quiet",
    "--wait",
    "--pipe",
    "--collect",
    ...borders.map((border) => `--property=${border}`),
    "--",
    ...argv,
  ]);
}
