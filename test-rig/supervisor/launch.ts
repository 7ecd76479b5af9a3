import type { ProcessEntry } from "./table.ts";

/** A command as spawn takes it. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The folder that a process finds as HOME and XDG_RUNTIME_DIR, its own alone. */
export function homeOf(name: string): string {
  return `/run/alongside/home/${name}`;
}

/**
 * How an entry is started by root: the network namespace first, then user and groups, then no way back: no capability in any set,
 * and none to be had from files. Each step replaces the one before, so the process keeps the pid that spawn returns.
 */
export function launchOf(entry: Pick<ProcessEntry, "name" | "user" | "argv" | "env" | "network" | "nice">): Launch {
  const border = [
    ...(entry.network ? [] : ["unshare", "--net", "--"]),
    // Without the right to it (a user namespace) `nice` says so and goes on.
    ...(entry.nice === undefined ? [] : ["nice", "-n", String(entry.nice)]),
    ...["setpriv", `--reuid=${entry.user}`, `--regid=${entry.user}`, "--init-groups"],
    ...["--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all", "--no-new-privs", "--"],
  ];
  const [command = "", ...args] = [...border, ...entry.argv];
  const home = homeOf(entry.name);
  return {
    command,
    args,
    env: { PATH: "/usr/bin:/bin:/usr/sbin:/sbin", LANG: "C.UTF-8", HOME: home, XDG_RUNTIME_DIR: home, ...entry.env },
  };
}
