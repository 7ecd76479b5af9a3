import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inTop } from "../../test-rig/paths.ts";
import { runTool } from "../../test-rig/vm/tools.ts";
import { makeSigningKey, openSigningKey, PUBLIC } from "./signing-key.ts";
import { MANIFEST, writeManifest } from "./update-set.ts";

const KERNEL = "alongside_1.0.1.efi";

const test = suite("update set");
const folder = mkdtempSync(join(tmpdir(), "alongside-update-"));
const [own, foreign] = [await newKey("own"), await newKey("foreign")];

async function newKey(name: string): Promise<string> {
  mkdirSync(join(folder, name));
  return openSigningKey(await makeSigningKey(join(folder, name)));
}

/** A set with a kernel of a few bytes, signed. */
async function newSet(name: string, keys = own): Promise<string> {
  const set = join(folder, name);
  mkdirSync(set);
  writeFileSync(join(set, KERNEL), `kernel of ${name}`);
  await writeManifest(set, keys);
  return set;
}

/** What a device that trusts our own key takes from a set, by the image's own description of kernels. @throws Error when it refuses */
async function take(set: string): Promise<string> {
  const out = mkdtempSync(join(folder, "taken-"));
  const sysupdate = "/usr/lib/systemd/systemd-sysupdate --definitions=/tmp/definitions";
  const script = [
    `mount --bind /run/keys/${PUBLIC} /usr/lib/systemd/${PUBLIC}`,
    "mkdir /tmp/definitions",
    "sed -e 's|^Path=/EFI/Linux|Path=/run/out|; /^PathRelativeTo/d; s|^Path=file:.*|Path=file:///run/set|' /run/transfers/30-uki.transfer >/tmp/definitions/30-uki.transfer",
    `${sysupdate} update`,
  ].join("\n");
  const places = { keys: own, set, out, transfers: inTop("image/tree/usr/lib/sysupdate.d") };
  await runTool(["sh", "-euc", script], places);
  return readFileSync(join(out, KERNEL.replace(".efi", "+3-0.efi")), "utf8");
}

async function refuses(set: string, words: RegExp): Promise<void> {
  let said = "";
  await take(set).catch((error: Error) => (said = error.message));
  assert.match(said, words);
}

test.after(() => {
  for (const path of [folder, own, foreign]) rmSync(path, { recursive: true, force: true });
});

test("is taken when the manifest is signed by the key in the image, with three tries", async () => {
  assert.is(await take(await newSet("good")), "kernel of good");
});

test("is refused when a line of the manifest was changed", async () => {
  const set = await newSet("changed");
  const path = join(set, MANIFEST);
  writeFileSync(
    path,
    readFileSync(path, "utf8").replace(/^[0-9a-f]/, (digit) => (digit === "0" ? "1" : "0")),
  );
  await refuses(set, /BAD signature|signature verification failed/i);
});

test("is refused when another key has signed it", async () => {
  await refuses(await newSet("other", foreign), /No public key|signature verification failed/i);
});

test("is refused without a signature", async () => {
  const set = await newSet("unsigned");
  rmSync(join(set, `${MANIFEST}.gpg`));
  await refuses(set, /cannot verify/i);
});

test("is refused when a file is not the one in the manifest", async () => {
  const set = await newSet("tampered");
  writeFileSync(join(set, KERNEL), "kernel of somebody else");
  await refuses(set, /checksum|hash/i);
});

test("has the same signature when it is made again", async () => {
  const set = await newSet("again");
  const before = readFileSync(join(set, `${MANIFEST}.gpg`));
  await writeManifest(set, own);
  assert.equal(readFileSync(join(set, `${MANIFEST}.gpg`)), before);
});

test.run();
