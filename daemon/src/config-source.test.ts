import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { FakeLog } from "../core/fake-ports.ts";
import { ConfigError } from "./config.ts";
import { tellFault } from "./config-notice.ts";
import { configInForce, keepLastGood, LAST_GOOD_FILE } from "./config-source.ts";

interface Context {
  folder: string;
  file: string;
  state: string;
  log: FakeLog;
}

const GOOD = '[desk]\nurl = "wss://desk.example.org"\n[device]\nlabel = "Hall"\n';
const test = suite<Context>("configuration in force");
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), "alongside-config-"));
  context.file = join(context.folder, "alongside.toml");
  context.state = join(context.folder, "state");
  context.log = new FakeLog();
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

test("a broken file leaves the last good one in force, and says where it is broken", ({ file, state, log }) => {
  writeFileSync(file, GOOD);
  const first = configInForce(file, state);
  assert.is(first.fault, null);
  keepLastGood(join(state, LAST_GOOD_FILE), first.text, log);
  for (const [text, words] of [
    [`${GOOD}[media]\nstartKbps = "fast"\n`, `${file}: line 6: media.startKbps: must be integer`],
    ["[desk", `${file}: line 1: `],
    ["", `${file}: desk.url is missing`],
    ["\0\0\0\0", `${file}: line 1: `],
  ] as const) {
    writeFileSync(file, text);
    const { value, fault } = configInForce(file, state);
    assert.is(value.device.label, "Hall");
    assert.ok(fault?.startsWith(words), String(fault));
  }
  assert.is(readFileSync(join(state, LAST_GOOD_FILE), "utf8"), GOOD, "what is broken is never kept");
});

test("a file that this machine cannot use is broken as well", ({ file, state, log }) => {
  keepLastGood(join(state, LAST_GOOD_FILE), GOOD, log);
  writeFileSync(file, GOOD.replace("Hall", "Office"));
  const check = ({ device }: { device: { label: string } }) => {
    if (device.label === "Office") throw new ConfigError("peers.screen: there is no user nobody-here");
  };
  assert.match(configInForce(file, state, check).fault ?? "", /there is no user/);
});

test("without a last good one, or with one that is no better, the fault is the answer", ({ file, state, log }) => {
  writeFileSync(file, "[desk");
  assert.throws(() => configInForce(file, state), /line 1/);
  assert.throws(() => configInForce(file, null), /line 1/);
  keepLastGood(join(state, LAST_GOOD_FILE), "url = 5", log);
  assert.throws(() => configInForce(file, state), /alongside\.toml: line 1/);
});

test("a file that is not there is named, whatever was good before", ({ file, state, log }) => {
  keepLastGood(join(state, LAST_GOOD_FILE), GOOD, log);
  assert.throws(() => configInForce(file, state), /cannot read .*alongside\.toml/);
});

test("the same text is not written again, and a folder that cannot be written stops nothing", ({ folder, state, log }) => {
  keepLastGood(join(state, LAST_GOOD_FILE), GOOD, log);
  const { ino } = statSync(join(state, LAST_GOOD_FILE));
  keepLastGood(join(state, LAST_GOOD_FILE), GOOD, log);
  assert.is(statSync(join(state, LAST_GOOD_FILE)).ino, ino);
  writeFileSync(join(folder, "file"), "");
  keepLastGood(join(folder, "file", LAST_GOOD_FILE), GOOD, log);
  assert.match(log.lines.at(-1)?.text ?? "", /could not be kept/);
});

test("the fault is in the log and in a file that anybody may read, until it is mended", ({ folder, log }) => {
  const run = join(folder, "run");
  mkdirSync(run);
  tellFault("line 6: wrong", run, log);
  assert.is(readFileSync(join(run, "config-fault"), "utf8"), "line 6: wrong\n");
  assert.is(statSync(join(run, "config-fault")).mode & 0o777, 0o644);
  assert.equal(log.lines.at(-1)?.facts, { why: "line 6: wrong" });
  tellFault(null, run, log);
  assert.not(existsSync(join(run, "config-fault")));
});

test.run();
