import { test } from "uvu";
import * as assert from "uvu/assert";
import { fingerprintOf } from "./signing.ts";

const hex = Array.from({ length: 32 }, (_, index) => index.toString(16).padStart(2, "0")).join(":");

test("finds the one fingerprint of a bundled SDP, in upper case", () => {
  const sdp = `v=0\r\na=fingerprint:sha-256 ${hex}\r\nm=audio 9\r\na=fingerprint:SHA-256 ${hex.toUpperCase()}\r\n`;
  assert.is(fingerprintOf(sdp), `sha-256 ${hex.toUpperCase()}`);
});

test("refuses an SDP with two fingerprints, with none, or with another hash", () => {
  const other = hex.replace("00", "ff");
  assert.throws(
    () => fingerprintOf(`a=fingerprint:sha-256 ${hex}\r\na=fingerprint:sha-256 ${other}\r\n`),
    /names one fingerprint, this one 2/,
  );
  assert.throws(() => fingerprintOf("v=0\r\n"), /this one 0/);
  assert.throws(() => fingerprintOf("a=fingerprint:sha-1 AA:BB\r\n"), /sha-256/);
});

test.run();
