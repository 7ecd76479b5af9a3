import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inTop } from "../../test-rig/paths.ts";
import { until } from "../../test-rig/wait.ts";

const LIMIT_MS = 60_000;
const root = mkdtempSync(join(tmpdir(), "alongside-update-"));
const script = inTop("image/tree/usr/lib/alongside/update");
const env = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, ALONGSIDE_UPDATE_ROOT: root };
const test = suite("update");

test.before(() => {
  for (const path of ["run", "opt/alongside"]) mkdirSync(join(root, path), { recursive: true });
  // Writes down what it was asked, and stays for as long as its input does.
  writeFileSync(
    join(root, "opt/alongside/update.mjs"),
    `import { writeFileSync } from "node:fs";
writeFileSync("${root}/asked", process.argv.slice(2).join(" "));
process.stdin.resume();
`,
  );
});
test.after(() => rmSync(root, { recursive: true, force: true }));

const asked = () => readFileSync(join(root, "asked"), "utf8");

test("takes one update at a time, and the next one when that is done", async () => {
  const first = spawn(script, ["fetch"], { env, stdio: ["pipe", "ignore", "ignore"] });
  const ended = once(first, "exit");
  await until("the first one to run", LIMIT_MS, () => existsSync(join(root, "asked")) && asked() === "fetch");
  const second = spawnSync(script, ["/media/stick"], { env, encoding: "utf8" });
  assert.is(second.status, 75);
  assert.match(second.stderr, "another update is being taken");
  assert.is(asked(), "fetch");
  assert.is(statSync(join(root, "run/alongside-update.lock")).mode & 0o077, 0, "nobody else may hold it");
  first.stdin?.end();
  await ended;
  assert.is(spawnSync(script, ["/media/stick"], { env, input: "" }).status, 0);
  assert.is(asked(), "take /media/stick");
});

test.run();
