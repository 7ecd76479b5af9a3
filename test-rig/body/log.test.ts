import { suite } from "uvu";
import * as assert from "uvu/assert";
import { BodyLog, describe } from "./log.ts";
import { readable } from "./log-words.ts";

const test = suite("body log");
const line = (text: string) => ({ name: "daemon", atMs: 1234.5, event: "line", stream: "stdout", text }) as const;

test("writes a record as seconds, process and words", () => {
  assert.is(describe(line("hello")), "1.234 daemon      hello");
  assert.is(
    describe({ name: "media", atMs: 0, event: "exited", code: null, signal: "SIGKILL", restartInMs: 200 }),
    "0.000 media       * ended with SIGKILL; again in 200 ms",
  );
});

test("writes pino's lines as message and fields, and leaves all others alone", () => {
  assert.is(
    readable('{"level":30,"time":1,"component":"daemon","from":null,"to":"idle","msg":"transition"}'),
    "transition from=null to=idle",
  );
  assert.is(readable('{"level":50,"error":{"code":"X"},"msg":"oh"}'), 'error: oh error={"code":"X"}');
  for (const other of ["", "null", "[1]", "{broken", '{"no":"message"}', "plain"]) assert.is(readable(other), other);
});

test("keeps the last records and calls listeners until they leave", () => {
  const log = new BodyLog();
  const heard: string[] = [];
  const leave = log.listen((record) => heard.push(record.name));
  log.push(line("a"));
  leave();
  log.push(line("b"));
  assert.is(heard.length, 1);
  assert.is(log.records.length, 2);
  assert.match(log.tail(1), / b$/);
});

test.run();
