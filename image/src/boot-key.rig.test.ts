import { createPrivateKey, createPublicKey, generateKeyPairSync, verify, X509Certificate } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { runTool } from "../../test-rig/vm/tools.ts";
import { addBootKey, makeBootKey, signForFirmware } from "./boot-key.ts";
import { settleSigningTime } from "./signing-time.ts";

const EPOCH = Date.UTC(2025, 9, 9, 8, 53, 20) / 1000;
const LOADER = "boot.efi";

const test = suite("key for Secure Boot");
const folder = mkdtempSync(join(tmpdir(), "alongside-boot-key-"));
const made = join(folder, "made");
const keys = join(folder, "keys");
for (const path of [made, keys]) mkdirSync(path);
const own = await makeBootKey(made);
await addBootKey(keys, own);

/** A boot loader, signed. */
async function signed(): Promise<Buffer> {
  await runTool(["cp", "/usr/lib/systemd/boot/efi/systemd-bootx64.efi", `/run/out/${LOADER}`], { out: folder });
  await signForFirmware(keys, folder, LOADER, EPOCH);
  return readFileSync(join(folder, LOADER));
}

const key = () => createPrivateKey(readFileSync(own.key, "utf8"));

test.after(() => rmSync(folder, { recursive: true, force: true }));

test("has a certificate of its own, for code, which does not expire", () => {
  const certificate = new X509Certificate(readFileSync(own.certificate));
  assert.ok(certificate.checkPrivateKey(key()));
  assert.equal(certificate.keyUsage, ["1.3.6.1.5.5.7.3.3"]);
  assert.match(certificate.validTo, /9999/);
});

test("signs with the time it is given, so that the same file has the same signature", async () => {
  const file = await signed();
  assert.ok(file.includes("251009085320Z"));
  assert.equal(await signed(), file);
});

test("signs what RFC 2315 says is signed", async () => {
  const file = await signed();
  // The attributes end where the signature's own algorithm begins, 256 bytes and two headers before the last byte of the structure.
  const at = file.lastIndexOf(Buffer.from("300d06092a864886f70d010101050004820100", "hex"));
  const begin = file.lastIndexOf(Buffer.from("06092a864886f70d010903", "hex"), at) - 2;
  const header = [4, 3, 2].find((bytes) => file.readUInt8(begin - bytes) === 0xa0) ?? 0;
  const attributes = Buffer.concat([Buffer.from([0x31]), file.subarray(begin - header + 1, at)]);
  assert.ok(verify("sha256", attributes, createPublicKey(key()), file.subarray(at + 19, at + 19 + 256)));
});

test("is refused when it is no RSA key", async () => {
  const path = join(folder, "ec.key");
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  writeFileSync(path, privateKey.export({ type: "pkcs8", format: "pem" }));
  let said = "";
  await addBootKey(keys, { ...own, key: path }).catch((error: Error) => (said = error.message));
  assert.match(said, /no RSA key/);
});

test("a file without a signature, or with half of one, is refused by name", async () => {
  const file = await signed();
  const unsigned = Buffer.from(file);
  unsigned.fill(0, unsigned.readUInt32LE(0x3c) + 24 + 144, unsigned.readUInt32LE(0x3c) + 24 + 152);
  assert.throws(() => settleSigningTime(unsigned, key(), EPOCH), /without a signature/);
  assert.throws(() => settleSigningTime(Buffer.from(file.subarray(0, file.length - 400)), key(), EPOCH), /cut short/);
});

test.run();
