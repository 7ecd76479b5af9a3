import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inTop } from "../../test-rig/paths.ts";
import { until } from "../../test-rig/wait.ts";

const LIMIT_MS = 60_000;
const folder = mkdtempSync(join(tmpdir(), "alongside-mend-"));
const test = suite("mend");
let count = 0;

/** A machine that the script finds: `state` says what systemctl tells of the unit, which a test changes as it goes on. */
class Machine {
  readonly #root = join(folder, String(count++));
  #child: ChildProcess | null = null;

  /** @param state `onStart`: what it is after a start, until it works; `atEnd`: after the glass has its first words again */
  constructor(state: { active: string; restarts?: number; status?: number; onStart?: string; atEnd?: string }) {
    const { active, restarts = 8, status = 1, onStart = active, atEnd = "" } = state;
    this.#put("run/alongside/trouble/.keep", "");
    this.#put("dev/fb0", "");
    this.#put(
      "opt/alongside/bin/backdrop",
      `#!/bin/sh
echo "$3" >>${this.#root}/shown
[ "$3" != starting ] || [ -z "${atEnd}" ] || echo "${atEnd}" >${this.#root}/active
`,
      0o755,
    );
    this.#put("active", `${active}\n`);
    this.#put("started", "");
    this.#put(
      "bin/systemctl",
      `#!/bin/sh
active=$(cat ${this.#root}/active)
case "$*" in
  is-failed*) [ "$active" = failed ] ;;
  start*) echo >>${this.#root}/started; [ -e ${this.#root}/works ] && active=active || active=${onStart}; echo $active >${this.#root}/active ;;
  *ExecMainStatus*) echo ${status} ;;
  *NRestarts*) echo ${restarts} ;;
  *-P*ActiveState*) echo "$active" ;;
  show*) echo "ActiveState=$active"; echo MainPID=7 ;;
esac
`,
      0o755,
    );
  }

  /** Begins to mend. */
  mend(): Promise<number | null> {
    const env = {
      PATH: `${this.#root}/bin:/usr/bin:/bin`,
      ALONGSIDE_MEND_ROOT: this.#root,
      ALONGSIDE_MEND_PAUSE_S: "0",
      ALONGSIDE_MEND_STEADY_S: "1",
    };
    this.#child = spawn(inTop("image/tree/usr/lib/alongside/mend"), ["kiosk-app"], { env, stdio: "ignore" });
    return once(this.#child, "exit").then(([code]) => code as number | null);
  }

  /** From the next start on. */
  works(): void {
    this.#put("works", "");
  }

  /** What the trouble's file says; null: there is none. */
  get trouble(): string | null {
    const path = join(this.#root, "run/alongside/trouble/kiosk-app");
    return existsSync(path) ? readFileSync(path, "utf8") : null;
  }

  get starts(): number {
    return readFileSync(join(this.#root, "started"), "utf8").length;
  }

  get shown(): string[] {
    const path = join(this.#root, "shown");
    return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
  }

  #put(path: string, text: string, mode = 0o644): void {
    mkdirSync(dirname(join(this.#root, path)), { recursive: true });
    writeFileSync(join(this.#root, path), text);
    chmodSync(join(this.#root, path), mode);
  }
}

test.after(() => rmSync(folder, { recursive: true, force: true }));

test("tries a unit again until it stays, and says so meanwhile", async () => {
  const machine = new Machine({ active: "failed" });
  const end = machine.mend();
  await until("some tries", LIMIT_MS, () => machine.starts >= 2);
  assert.match(machine.trouble ?? "", /^crash-loop \d+000\n$/);
  assert.equal(machine.shown, ["repairing"]);
  machine.works();
  assert.is(await end, 0);
  assert.is(machine.trouble, null);
  assert.equal(machine.shown, ["repairing", "starting"]);
});

test("leaves a unit alone that somebody has stopped", async () => {
  for (const state of [{ active: "inactive" }, { active: "failed", restarts: 0 }, { active: "activating" }]) {
    const machine = new Machine(state);
    assert.is(await machine.mend(), 0);
    assert.equal([machine.starts, machine.trouble, machine.shown], [0, null, []]);
  }
});

test("tries again after a wrong configuration, which somebody may have put right", async () => {
  const machine = new Machine({ active: "failed", restarts: 0, status: 78, onStart: "active" });
  assert.is(await machine.mend(), 0);
  assert.equal([machine.starts, machine.trouble], [1, null]);
});

test("is begun anew for a unit that was given up again just before its end", async () => {
  const machine = new Machine({ active: "failed", onStart: "active", atEnd: "failed" });
  assert.is(await machine.mend(), 1);
  assert.equal([machine.starts, machine.shown.at(-1)], [1, "starting"]);
});

test("ends when the unit is stopped while it is mended", async () => {
  const machine = new Machine({ active: "failed", onStart: "inactive" });
  assert.is(await machine.mend(), 0);
  assert.equal([machine.starts, machine.trouble, machine.shown.at(-1)], [1, null, "starting"]);
});

test.run();
