import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunCommand, runCommand } from "./command.ts";
import { UpdateRefused } from "./refusal.ts";

/** The one key of the image (image/steps/finish.sh); systemd-sysupdate trusts the same. */
export const KEYRING = "/usr/lib/systemd/import-pubring.gpg";

/**
 * Demands a signature by a key that is valid today. systemd-sysupdate asks for the signature once more, but goes by the exit status of
 * gpg alone, which is 0 for a key that has expired.
 * @throws UpdateRefused
 */
export async function demandSignature(file: string, signature: string, keyring = KEYRING, run: RunCommand = runCommand): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), "alongside-gpg-"));
  try {
    const own = [
      "--no-options",
      "--no-default-keyring",
      "--no-auto-key-locate",
      "--no-auto-check-trustdb",
      "--batch",
      "--trust-model=always",
    ];
    const { output } = await run("gpg", [
      ...own,
      `--homedir=${home}`,
      `--keyring=${keyring}`,
      "--status-fd=1",
      "--verify",
      signature,
      file,
    ]);
    const fault = signatureFault(output);
    if (fault !== null) throw new UpdateRefused(fault);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Words of GnuPG's doc/DETAILS, "Format of the --status-fd output": the first that is there decides. */
const FAULTS: readonly (readonly [string, string])[] = [
  ["EXPKEYSIG", "the key that signed this update has expired"],
  ["KEYEXPIRED", "the key that signed this update has expired"],
  ["EXPSIG", "the signature of this update has expired"],
  ["SIGEXPIRED", "the signature of this update has expired"],
  ["REVKEYSIG", "the key that signed this update was revoked"],
  ["BADSIG", "the signature of this update is wrong: its list of files was changed"],
  ["NO_PUBKEY", "this update is signed by a key that this device does not know"],
  ["ERRSIG", "the signature of this update cannot be checked"],
  ["NODATA", "the signature of this update is damaged"],
];

/** @param status what gpg wrote to its status descriptor @returns null for a good signature of a valid key */
export function signatureFault(status: string): string | null {
  const words = status.split("\n").flatMap((line) => /^\[GNUPG:\] (\S+)/.exec(line)?.[1] ?? []);
  const fault = FAULTS.find(([word]) => words.includes(word));
  if (fault) return fault[1];
  const isGood = words.includes("GOODSIG") && words.includes("VALIDSIG");
  return isGood ? null : "the signature of this update cannot be checked";
}
