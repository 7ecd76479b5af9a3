import { existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { writeAtomic } from "./atomic-file.ts";
import { isConfigError } from "./config.ts";
import { inForce, keepLastGood } from "./config-source.ts";
import { NETWORK_PATH, parseNetwork, wiredUnit } from "./network-config.ts";

// Makes what systemd-networkd reads of what a technician has written, before the network starts (network-files.service).

const UNIT_FILE = "70-alongside-wired.network";
const LAST_GOOD_FILE = "network.last-good.toml";
/** One line on what is wrong with the file; there only while something is. */
const FAULT_FILE = "fault";

interface Places {
  readonly config: string;
  readonly state: string;
  readonly out: string;
}

/** @returns the exit status: EX_CONFIG of sysexits(3) when nothing that can be used is there */
function makeFiles({ config, state, out }: Places): number {
  const unit = join(out, UNIT_FILE);
  const faultFile = join(state, FAULT_FILE);
  if (!existsSync(config)) {
    // Taken away: back to what the network tells, and nothing is wrong any more.
    for (const file of [unit, faultFile]) rmSync(file, { force: true });
    return 0;
  }
  try {
    const { value, text, fault } = inForce(config, join(state, LAST_GOOD_FILE), parseNetwork);
    const made = wiredUnit(value);
    mkdirSync(dirname(unit), { recursive: true });
    if (made === null) rmSync(unit, { force: true });
    else writeAtomic(unit, made, 0o644);
    if (fault === null)
      keepLastGood(join(state, LAST_GOOD_FILE), text, { warn: (facts, words) => say(`${words}: ${JSON.stringify(facts)}`) });
    tell(faultFile, fault, "the last good one is in force");
    return 0;
  } catch (error) {
    if (!isConfigError(error)) throw error;
    rmSync(unit, { force: true });
    tell(faultFile, error.message, "there is no last good one, so every cable gets its address by DHCP");
    return 78;
  }
}

function tell(file: string, fault: string | null, instead: string): void {
  try {
    rmSync(file, { force: true });
    if (fault !== null) writeAtomic(file, `${fault}\n`, 0o644);
  } catch (error) {
    say(`the fault could not be written down: ${(error as Error).message}`);
  }
  if (fault !== null) say(`the network's configuration is broken (${fault}): ${instead}`);
}

function say(words: string): void {
  process.stderr.write(`${words}\n`);
}

const { values } = parseArgs({
  options: {
    config: { type: "string", default: NETWORK_PATH },
    state: { type: "string", default: "/var/lib/alongside-network" },
    out: { type: "string", default: "/run/systemd/network" },
  },
});
process.exitCode = makeFiles(values);
