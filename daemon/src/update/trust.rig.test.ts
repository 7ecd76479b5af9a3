import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { isUpdateRefused } from "./refusal.ts";
import { demandSignature } from "./trust.ts";

// Real keys and a real gpg.

const folder = mkdtempSync(join(tmpdir(), "alongside-trust-"));
const test = suite("trust in an update");
const path = (...parts: string[]) => join(folder, ...parts);

function gpg(key: string, day: string, ...args: string[]): Buffer {
  const common = ["--batch", "--quiet", "--no-tty", "--pinentry-mode=loopback", "--passphrase=", `--faked-system-time=${day}T000000!`];
  return execFileSync("gpg", [`--homedir=${path(key)}`, ...common, ...args], { stdio: ["ignore", "pipe", "ignore"] });
}

/** Makes a key, and a manifest signed by it a day later. */
function made(key: string, lasts: string): void {
  mkdirSync(path(key), { mode: 0o700 });
  gpg(key, "20240101", "--quick-generate-key", `Updates of ${key}`, "ed25519", "sign", lasts);
  writeFileSync(path(key, "ring.gpg"), gpg(key, "20240101", "--export"));
  writeFileSync(path(key, "SHA256SUMS"), `${"a".repeat(64)}  alongside_1.0.1.efi\n`);
  gpg(key, "20240102", "--detach-sign", path(key, "SHA256SUMS"));
  cpSync(path(key, "SHA256SUMS.sig"), path(key, "SHA256SUMS.gpg"));
}

/** What a device with the key `ring` says of a manifest; nothing when it trusts it. */
function fault(key: string, ring = key): Promise<string> {
  return demandSignature(path(key, "SHA256SUMS"), path(key, "SHA256SUMS.gpg"), path(ring, "ring.gpg")).then(
    () => "",
    (error: unknown) => {
      if (!isUpdateRefused(error)) throw error;
      return error.message;
    },
  );
}

test.before(() => {
  made("good", "never");
  made("old", "30d");
});
test.after(() => {
  for (const key of ["good", "old"]) execFileSync("gpgconf", ["--homedir", path(key), "--kill", "all"]);
  rmSync(folder, { recursive: true, force: true });
});

test("takes what the device's key has signed", async () => {
  assert.is(await fault("good"), "");
});

test("refuses a key that has expired since, to which gpg itself says yes", async () => {
  assert.is(await fault("old"), "the key that signed this update has expired");
  const own = ["--batch", "--trust-model=always", "--no-default-keyring", `--keyring=${path("old/ring.gpg")}`, `--homedir=${path("old")}`];
  execFileSync("gpg", [...own, "--verify", path("old/SHA256SUMS.gpg"), path("old/SHA256SUMS")], { stdio: "ignore" });
});

test("refuses another key", async () => {
  assert.is(await fault("good", "old"), "this update is signed by a key that this device does not know");
});

test("refuses a manifest that was changed", async () => {
  appendFileSync(path("good/SHA256SUMS"), `${"b".repeat(64)}  alongside_1.0.1_x.root\n`);
  assert.is(await fault("good"), "the signature of this update is wrong: its list of files was changed");
});

test("refuses what is no signature", async () => {
  for (const text of ["", "no signature"]) {
    writeFileSync(path("good/SHA256SUMS.gpg"), text);
    assert.match(await fault("good"), /damaged|cannot be checked/);
  }
});

test.run();
