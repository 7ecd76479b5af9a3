import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("wrtc backend in a loop");

const child = spawnSync(process.execPath, [fileURLToPath(new URL("wrtc-loop-child.js", import.meta.url))], {
  encoding: "utf8",
  timeout: 30_000,
});
const result = child.status === 0 ? JSON.parse(child.stdout) : null;

test("ends cleanly by process.exit", () => {
  assert.is(child.status, 0, `${child.signal} ${child.stderr}`);
});

test("carries pictures one way, face and sound the other", () => {
  assert.ok(result.pictures > 10, `${result.pictures} pictures`);
  assert.ok(result.faces > 10, `${result.faces} faces`);
  assert.ok(result.sounds > 100, `${result.sounds} chunks of sound`);
  assert.ok(result.width >= 160 && result.height >= 120);
});

test("gets connected", () => {
  assert.is(result.states.at(-1), "connected");
});

test("hears the control channel, and hands on what comes on input and pointer when it is binary", () => {
  assert.equal(result.texts, ["hello on control", null]);
  assert.equal(result.input.sort(), ["input 1,2,255", "input null", "pointer 1,2,255", "pointer null"]);
});

test("reads the encoder's totals and the path's estimate", () => {
  const { framesEncoded, encodeMs, qpSum, bytesSent, availableKbps, rttMs } = result.stats;
  assert.ok(framesEncoded > 10 && encodeMs > 0 && qpSum > 0 && bytesSent > 10_000, JSON.stringify(result.stats));
  assert.ok(availableKbps > 100, `${availableKbps} kbit/s`);
  assert.type(rttMs, "number");
});

test("every thread of the encoder goes behind the others", () => {
  const { own, encoder } = result.priorities;
  // Two connections are in this process; the agent's has an encoder for the face, which no WrtcBackend feeds.
  assert.ok(encoder.length > 0, "the encoder's threads have that name");
  assert.ok(encoder.every((nice: number) => nice === own || nice === own + 10) && encoder.includes(own + 10), `${encoder} beside ${own}`);
});

test.run();
