import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Outcome, type RunCommand, runCommand } from "./command.ts";
import { UpdateRefused } from "./refusal.ts";

export interface SysupdatePlaces {
  /** Folder with the .transfer files. */
  readonly transfers: string;
  /** Where their source is told (systemd's drop-ins); gone with the boot. */
  readonly dropIns: string;
}

export const SYSUPDATE_PLACES: SysupdatePlaces = { transfers: "/usr/lib/sysupdate.d", dropIns: "/run/sysupdate.d" };
const SYSUPDATE = "/usr/lib/systemd/systemd-sysupdate";

/** systemd-sysupdate(8) on a folder with an update set: it compares versions, checks signature and hashes again, and writes. */
export class Sysupdate {
  readonly #places: SysupdatePlaces;
  readonly #run: RunCommand;

  constructor(places = SYSUPDATE_PLACES, run: RunCommand = runCommand) {
    this.#places = places;
    this.#run = run;
  }

  /** Where the set lies. A folder counts as the network does (`url-file`): of a `regular-file` nothing would be checked. */
  pointTo(folder: string): void {
    for (const name of readdirSync(this.#places.transfers).filter((name) => name.endsWith(".transfer"))) {
      const dropIn = join(this.#places.dropIns, `${name}.d`);
      mkdirSync(dropIn, { recursive: true });
      writeFileSync(join(dropIn, "source.conf"), `[Source]\nPath=file://${folder}\n`);
    }
  }

  /** The version that is newer than all that are here; null when there is none. Asks for the manifest alone. @throws UpdateRefused */
  async newer(): Promise<string | null> {
    const { code, output, errors } = await this.#ask("check-new");
    const version = output.trim();
    if (code === 0 && version !== "") return version;
    const fault = faultOf(errors);
    if (fault !== null) throw new UpdateRefused(fault);
    return null;
  }

  /** Writes a version into the slot that does not run; whatever happens to the power afterwards, it is there. @throws UpdateRefused */
  async write(version: string): Promise<void> {
    const { code, errors } = await this.#ask("update", version);
    if (code !== 0) throw new UpdateRefused(faultOf(errors) ?? "systemd-sysupdate failed without a word");
    // The boot partition's FAT keeps a new name in memory for seconds: without it nothing of the version can be started.
    await this.#run("sync", []);
  }

  /** What is no warning is no part of an answer: "nothing new" is told by silence. */
  #ask(...words: string[]): Promise<Outcome> {
    return this.#run("env", ["SYSTEMD_LOG_LEVEL=warning", SYSUPDATE, ...words]);
  }
}

/** What systemd-sysupdate and systemd-pull say, in an operator's words; the first that fits. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/Checksum of (\S+) file did not check ?out/, "a file of the update is damaged or was changed"],
  [/Signature verification failed/i, "the signature of this update is wrong"],
  [/Signature is empty|SHA256SUMS\.gpg/, "this update is not signed"],
  [/No space left on device/, "there is no space left for the update"],
  [/(is|are) too (small|large)|larger than|does not fit/i, "the update is larger than its slot"],
  [/less than two partition slots|not have enough partition slots/, "this disk has no second slot"],
];

function faultOf(errors: string): string | null {
  const known = WORDS.find(([pattern]) => pattern.test(errors));
  if (known) return known[1];
  // gpg tells of good signatures, too.
  const lines = errors.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("gpg:"));
  const last = lines.at(-1)?.trim();
  return last ? `systemd-sysupdate: ${last}` : null;
}
