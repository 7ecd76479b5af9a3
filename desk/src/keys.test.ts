import { generateKeyPairSync, sign } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deviceText, shiftText } from "#protocol/signing";
import { isKeyFileUnusable, isRawKey, isSignedBy, loadOperatorKey } from "./keys.ts";
import { newKey } from "./testing/device-client.ts";

const test = suite<{ path: string; folder: string }>("keys");
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), "desk-keys-"));
  context.path = join(context.folder, "operator.key");
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

const refusal = (path: string) => {
  try {
    loadOperatorKey(path);
  } catch (error) {
    if (isKeyFileUnusable(error)) return error.message;
  }
  return "loaded";
};

test("makes the operator's key once, for its owner alone", ({ path }) => {
  const first = loadOperatorKey(path);
  assert.is(statSync(path).mode & 0o777, 0o600);
  assert.match(readFileSync(path, "utf8"), "BEGIN PRIVATE KEY");
  assert.is(loadOperatorKey(path).publicKey, first.publicKey);
  assert.ok(isRawKey(first.publicKey));
});

test("refuses a key that others may read, a key of another kind and no key", ({ path, folder }) => {
  loadOperatorKey(path);
  chmodSync(path, 0o644);
  assert.match(refusal(path), "chmod 600");
  const other = join(folder, "rsa.key");
  const pem = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" });
  writeFileSync(other, pem, { mode: 0o600 });
  assert.match(refusal(other), "must be Ed25519");
  writeFileSync(other, "text");
  assert.match(refusal(other), "PKCS#8");
});

test("certifies devices and shifts", ({ path }) => {
  const key = loadOperatorKey(path);
  const device = key.certifyDevice("kiosk-1", newKey().publicKey);
  assert.ok(isSignedBy(key.publicKey, deviceText(device), device.signature));
  assert.not(isSignedBy(key.publicKey, deviceText({ ...device, device: "kiosk-2" }), device.signature));
  const shift = key.certifyShift("maria", newKey().publicKey, 5);
  assert.ok(isSignedBy(key.publicKey, shiftText(shift), shift.signature));
  assert.not(isSignedBy(key.publicKey, shiftText({ ...shift, expiresMs: 6 }), shift.signature));
});

test("a signature by another key, none, and nonsense are refused without an error", () => {
  const { key, publicKey } = newKey();
  const signature = sign(null, Buffer.from("text"), key).toString("base64url");
  assert.ok(isSignedBy(publicKey, "text", signature));
  assert.not(isSignedBy(newKey().publicKey, "text", signature));
  assert.not(isSignedBy(publicKey, "other", signature));
  let seed = 9;
  for (let i = 0; i < 2000; i++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const bytes = Buffer.from(signature, "base64url");
    bytes[seed % bytes.length] = (bytes[seed % bytes.length] ?? 0) ^ (1 + (seed % 255));
    assert.not(isSignedBy(publicKey, "text", bytes.toString("base64url")));
    assert.not(isSignedBy(publicKey.slice(0, seed % 43), "text", signature));
  }
});

test.run();
