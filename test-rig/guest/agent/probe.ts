import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { RunReport } from "../request.ts";
import { must, run } from "./command.ts";
import { parseShow, unitOf } from "./units.ts";

const RUN = "/run/rig/probe";
const UNITS = "/run/systemd/system";

/** What a probe must not have of the unit that it stands for: how it is started and watched, and a folder that would go when it ends. */
const OWN = ["ExecStart=", "RuntimeDirectory="];
const OVERRIDE = "Type=oneshot\nRestart=no\nWatchdogSec=0\nTimeoutStartSec=60\nRemainAfterExit=no\n";

/** The unit of a probe: the fragment of the unit itself, without what hangs it onto the rest of the system. */
export function probeUnit(fragment: string): string {
  return fragment.replace(/^(BindsTo|Wants|Requires|After|ConditionPathExists)=.*$/gm, "");
}

/** The drop-in, read after all others, that makes a unit run `argv` instead and leave its words in a file. */
export function probeDropIn(argv: readonly string[], output: string): string {
  const command = argv.map(
    (word) => `"${word.replace(/[\\"]/g, "\\$&").replaceAll("%", "%%").replaceAll("$", "$$$$").replaceAll("\n", "\\n")}"`,
  );
  return `[Service]\n${OWN.map((setting) => `${setting}\n`).join("")}${OVERRIDE}ExecStart=${command.join(" ")}\nStandardOutput=truncate:${output}\nStandardError=inherit\n`;
}

/** Runs a command inside the borders of a process's unit, drop-ins and all: what it cannot do, the process cannot. */
export async function probe(name: string, argv: readonly string[]): Promise<RunReport> {
  const unit = unitOf(name);
  // The same prefix, so that systemd finds the same drop-ins.
  const own = unit.replace(".service", "-rigprobe.service");
  const output = `${RUN}/${name}`;
  const folder = `${UNITS}/${own}.d`;
  const [paths] = parseShow(await must("systemctl", "show", "--property=FragmentPath,DropInPaths", unit));
  mkdirSync(RUN, { recursive: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${UNITS}/${own}`, probeUnit(readFileSync(paths?.FragmentPath ?? "", "utf8")));
  const dropIns = (paths?.DropInPaths ?? "").split(" ").filter((path) => path !== "");
  for (const [index, path] of dropIns.entries()) writeFileSync(`${folder}/50-${index}.conf`, readFileSync(path, "utf8"));
  writeFileSync(`${folder}/99-probe.conf`, probeDropIn(argv, output));
  await must("systemctl", "daemon-reload");
  try {
    const { code } = await run(["systemctl", "start", own]);
    const [ended] = parseShow(await must("systemctl", "show", "--property=ExecMainStatus,ExecMainCode,Result", own));
    if (ended?.Result === "resources" || (code !== 0 && ended?.ExecMainCode === "0"))
      throw new Error(`the probe did not start: ${ended?.Result}`);
    const isExited = ended?.ExecMainCode === "1";
    return { code: isExited ? Number(ended?.ExecMainStatus) : null, output: readFileSync(output, "utf8") };
  } finally {
    rmSync(`${UNITS}/${own}`, { force: true });
    rmSync(folder, { recursive: true, force: true });
    await run(["systemctl", "reset-failed", own]);
    await run(["systemctl", "daemon-reload"]);
  }
}
