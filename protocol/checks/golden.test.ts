import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { isProtocolError } from "../errors.ts";
import { codecs } from "./codecs.ts";

interface Golden {
  accepted: unknown[];
  refused: { why: string; message: unknown }[];
}
const golden = JSON.parse(readFileSync("protocol/golden/messages.json", "utf8")) as Record<string, Golden>;

for (const [name, { accepted, refused }] of Object.entries(golden)) {
  const codec = codecs[name];
  test(`${name} reads every accepted golden message and writes it unchanged`, () => {
    for (const message of accepted) assert.equal(JSON.parse(codec?.encode(codec.decode(JSON.stringify(message))) ?? ""), message);
  });
  for (const { why, message } of refused) {
    test(`${name} refuses: ${why}`, () => assert.throws(() => codec?.decode(JSON.stringify(message)), isProtocolError));
  }
}

/** A message with one field changed, dropped, added or put in another's place. */
function mutate(message: Record<string, unknown>, random: () => number): unknown {
  const strange = [null, -1, 1e99, "", "x".repeat(5000), [], {}, true, "\u0000", 0.5, { type: "heart/beat" }];
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const keys = Object.keys(message);
  const changed: Record<string, unknown> = { ...message };
  const key = pick(keys);
  const inner = changed[key];
  if (random() < 0.3 && typeof inner === "object" && inner !== null && !Array.isArray(inner) && Object.keys(inner).length > 0) {
    changed[key] = mutate(inner as Record<string, unknown>, random);
    return changed;
  }
  const change = pick(["drop", "add", "replace", "replace"]);
  if (change === "drop") delete changed[key];
  else changed[change === "add" ? `${key}2` : key] = pick(strange);
  return changed;
}

test("every codec answers mutated messages with a message or a named error, never anything else", () => {
  let seed = 99;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const messages = Object.values(golden).flatMap(({ accepted }) => accepted) as Record<string, unknown>[];
  for (const codec of Object.values(codecs)) {
    for (let round = 0; round < 300; round++) {
      const text = JSON.stringify(mutate(messages[round % messages.length] ?? {}, random));
      const torn = random() < 0.1 ? text.slice(0, Math.floor(random() * text.length)) : text;
      try {
        assert.ok(codec.types.includes((codec.decode(torn) as { type: string }).type));
      } catch (error) {
        assert.ok(isProtocolError(error), String(error));
      }
    }
  }
});

test("refuses what is too large before reading it, and says the limit", () => {
  for (const codec of Object.values(codecs)) assert.throws(() => codec.decode(" ".repeat(70_000)), /at most \d+ characters/);
});

test("says what an unknown message could have been", () => {
  assert.throws(() => codecs["consoleToDevice"]?.decode('{"type":"touch/down"}'), /unknown message type "touch\/down"; known: heart\/beat/);
  assert.throws(() => codecs["panelToDaemon"]?.decode('{"type":"panel/act","act":"talk","__proto__":{}}'), isProtocolError);
});

test.run();
