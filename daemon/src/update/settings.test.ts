import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { LAST_GOOD_FILE } from "../config-source.ts";
import { keepSettings, settingsOf } from "./settings.ts";
import { UPDATE_DEFAULTS } from "./update-config.ts";

const GOOD = '[desk]\nurl = "wss://desk.example.org"\n[update]\nurl = "https://updates.example.org/kiosk"\n';
const test = suite<{ folder: string; config: string; said: string[] }>("settings of updates");

test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), "alongside-settings-"));
  context.config = join(context.folder, "alongside.toml");
  context.said = [];
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

test("a broken configuration leaves the last good one in force, so that an update may mend it", ({ folder, config, said }) => {
  const state = join(folder, "state");
  const say = (_level: number, text: string) => void said.push(text);
  writeFileSync(config, GOOD);
  keepSettings(settingsOf(config, state, say), state, say);
  assert.equal(said, []);
  assert.is(statSync(join(state, LAST_GOOD_FILE)).mode & 0o077, 0);
  writeFileSync(config, "[desk");
  const settings = settingsOf(config, state, say);
  assert.is(settings.update.url, "https://updates.example.org/kiosk");
  assert.match(said[0] ?? "", /alongside\.toml: line 1/);
  keepSettings(settings, state, say);
  assert.is(settingsOf(config, state, say).update.url, "https://updates.example.org/kiosk", "the broken one was not kept");
});

test("without a good one nothing is asked for", ({ folder, config, said }) => {
  const settings = settingsOf(config, folder, (_level, text) => void said.push(text));
  assert.equal([settings.update, settings.good], [UPDATE_DEFAULTS, null]);
  assert.match(said[0] ?? "", "cannot read");
});

test.run();
