import { test } from "uvu";
import * as assert from "uvu/assert";
import { daemonToPanelCodec } from "#protocol/local-panel";
import { readDaemonMessage } from "./panel-guard.ts";
import { sampleState } from "./sample-state.ts";

/** mulberry32: a seeded generator, so that a failure comes again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const valid = JSON.stringify({ type: "panel/state", state: sampleState({ agentName: "Maria" }) });
const isSchemaGood = (text: string) => {
  try {
    daemonToPanelCodec.decode(text);
    return true;
  } catch {
    return false;
  }
};

test("reads what the schema accepts", () => {
  assert.equal(readDaemonMessage(valid)?.type, "panel/state");
  assert.equal(readDaemonMessage('{"type":"panel/refused","code":"busy","message":"another page is connected"}')?.type, "panel/refused");
});

test("refuses what is no message, without throwing", () => {
  for (const data of ["", "null", "[]", "1", "{", '{"type":"panel/other"}', '{"type":"__proto__"}', new ArrayBuffer(8), undefined]) {
    assert.is(readDaemonMessage(data), null);
  }
});

test("agrees with the schema on 20,000 spoiled messages, but for the length of texts", () => {
  const next = random(7);
  const values = [null, true, 1.5, -1, 7, "x", "live", "panel", [], {}, "desk-unreachable", "en"];
  const fields = Object.keys(sampleState());
  for (let round = 0; round < 10_000; round++) {
    const state: Record<string, unknown> = { ...sampleState() };
    const field = fields[Math.floor(next() * fields.length)] ?? "";
    if (next() < 0.2) delete state[field];
    else state[next() < 0.1 ? `${field}s` : field] = values[Math.floor(next() * values.length)];
    const text = JSON.stringify({ type: "panel/state", state });
    assert.is(readDaemonMessage(text) !== null, isSchemaGood(text), text);
  }
  for (let round = 0; round < 10_000; round++) {
    const at = Math.floor(next() * valid.length);
    const text = valid.slice(0, at) + String.fromCharCode(Math.floor(next() * 128)) + valid.slice(at + (next() < 0.5 ? 1 : 0));
    assert.is(readDaemonMessage(text) !== null, isSchemaGood(text), text);
  }
});

test.run();
