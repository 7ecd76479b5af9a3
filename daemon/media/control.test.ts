import { suite } from "uvu";
import * as assert from "uvu/assert";
import { CONTROL_PER_SECOND, ControlGuard } from "./control.ts";

const test = suite("control guard");

const refusedOf = (text: string | null): string => {
  const found = new ControlGuard().read(text, 0);
  return found.kind === "refused" ? found.why : `taken as ${found.kind}`;
};

test("takes beats and known messages", () => {
  const guard = new ControlGuard();
  assert.equal(guard.read('{"type":"heart/beat","n":3}', 0), { kind: "beat" });
  const message = { type: "agent/media", camera: true, microphone: false } as const;
  assert.equal(guard.read(JSON.stringify(message), 0), { kind: "message", message });
});

test("refuses what is no text, too large, not JSON, unknown or wrong, and says what is right", () => {
  assert.match(refusedOf(null), /takes text/);
  assert.match(refusedOf("x".repeat(16 * 1024 + 1)), /at most 16384 characters/);
  assert.match(refusedOf("{"), /one JSON object/);
  assert.match(refusedOf('{"type":"touch/down"}'), /known: heart\/beat/);
  assert.match(refusedOf('{"type":"agent/media","camera":1,"microphone":true}'), /camera/);
  assert.match(refusedOf('{"type":"contact/end","reason":"","by":"device"}'), /by/);
});

test("takes no more than its number of messages a second, and goes on in the next", () => {
  const guard = new ControlGuard();
  const kinds = Array.from({ length: CONTROL_PER_SECOND + 5 }, () => guard.read('{"type":"heart/beat","n":1}', 500).kind);
  assert.is(kinds.filter((kind) => kind === "beat").length, CONTROL_PER_SECOND);
  assert.is(guard.read('{"type":"heart/beat","n":1}', 1500).kind, "beat");
});

test("never throws, whatever is sent", () => {
  const guard = new ControlGuard();
  const seedText = '{"type":"view/seen","what":"stripe","atMs":12.5}';
  let seed = 5;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed % below;
  };
  for (let round = 0; round < 4000; round++) {
    const at = random(seedText.length);
    const text = seedText.slice(0, at) + String.fromCharCode(random(65_536)).repeat(random(3)) + seedText.slice(at + random(4));
    assert.ok(["beat", "message", "refused"].includes(guard.read(text, round * 1000).kind));
  }
});

test.run();
