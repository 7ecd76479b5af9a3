import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inTop } from "../../test-rig/paths.ts";

const test = suite("clock and name servers");
const folder = mkdtempSync(join(tmpdir(), "alongside-device-"));
const script = (name: string) => inTop("image/tree/usr/lib/alongside", name);
/** When the version was made, and how long the machine has been on. */
const MADE_S = 1_790_000_000;
const UPTIME_S = 1000;

test.before(() => {
  for (const path of ["bin", "proc", "usr/lib"]) mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(join(folder, "proc/uptime"), `${UPTIME_S}.52 2000.00\n`);
  writeFileSync(join(folder, "usr/lib/clock-epoch"), "");
  utimesSync(join(folder, "usr/lib/clock-epoch"), MADE_S, MADE_S);
  writeFileSync(join(folder, "bin/date"), `#!/bin/sh\ncase $1 in +%s) echo 5 ;; *) echo "$*" >${folder}/set ;; esac\n`);
  writeFileSync(join(folder, "bin/timedatectl"), `#!/bin/sh\necho "$*" >${folder}/kept\n`);
  for (const name of ["date", "timedatectl"]) chmodSync(join(folder, "bin", name), 0o755);
});
test.after(() => rmSync(folder, { recursive: true }));

/** What the clock is set to, in seconds; or why it is not set. */
function set(text: string): number | string {
  rmSync(join(folder, "set"), { force: true });
  writeFileSync(join(folder, "clock"), text);
  const env = { PATH: `${folder}/bin:/usr/bin:/bin`, ALONGSIDE_CLOCK_ROOT: folder };
  const { status, stderr } = spawnSync(script("set-clock"), [join(folder, "clock")], { env, encoding: "utf8" });
  const said = existsSync(join(folder, "set")) ? readFileSync(join(folder, "set"), "utf8") : null;
  assert.is(said === null, status !== 0, stderr);
  return said === null ? stderr.trim() : Number(/^-u -s @(\d+)$/m.exec(said)?.[1]);
}

test("sets the clock, and the one that runs on without power, to what it is by now", () => {
  assert.is(set(`${MADE_S + 500} ${UPTIME_S}\n`), MADE_S + 500);
  assert.is(set(`${MADE_S + 500} ${UPTIME_S - 20}\n`), MADE_S + 520);
  assert.is(readFileSync(join(folder, "kept"), "utf8"), `set-time @${MADE_S + 520}\n`);
});

test("sets it neither before this version was made nor long after, whatever the daemon says", () => {
  assert.match(String(set(`${MADE_S - 1} ${UPTIME_S}\n`)), /before this version was made/);
  assert.match(String(set(`0 ${UPTIME_S}\n`)), /before this version was made/);
  assert.match(String(set(`${MADE_S + 16 * 31_557_600} ${UPTIME_S}\n`)), /fifteen years/);
  assert.match(String(set(`${MADE_S} ${UPTIME_S + 1}\n`)), /-1 s old/);
  assert.match(String(set(`${MADE_S} ${UPTIME_S - 601}\n`)), /601 s old/);
});

test("takes two numbers and nothing else", () => {
  for (const text of [
    "",
    "\n",
    "1790000500",
    "now 5",
    `${MADE_S} 5 5`,
    `-${MADE_S} 5`,
    "99999999999 5",
    "$(reboot) 5",
    `${MADE_S};x 5`,
    "0x10 5",
  ]) {
    assert.type(set(text), "string", text);
  }
  assert.is(set(`${MADE_S + 8} 0${UPTIME_S}`), MADE_S + 8, "a zero in front makes no other number of it");
});

/** The resolv.conf that is made of a state file. */
function names(state: string): string[] {
  writeFileSync(join(folder, "state"), state);
  const { status, stderr } = spawnSync(script("write-resolv-conf"), [join(folder, "state"), join(folder, "resolv.conf")], {
    encoding: "utf8",
    env: { PATH: "/usr/bin:/bin", ALONGSIDE_STILL_S: "0" },
  });
  assert.is(status, 0, stderr);
  return readFileSync(join(folder, "resolv.conf"), "utf8").split("\n").slice(1, -2);
}

test("tells the name servers and domains that the network has, and no others", () => {
  const head = "# This is private data. Do not parse.\nOPER_STATE=routable\n";
  assert.equal(names(`${head}DNS=10.0.2.3 fe80::1%2 2001:db8::1#dns.example 9.9.9.9\nNTP=1.2.3.4\nDOMAINS=shop.example lan\n`), [
    "nameserver 10.0.2.3",
    "nameserver fe80::1%2",
    "nameserver 2001:db8::1",
    "search shop.example lan",
  ]);
  assert.equal(names(`${head}DNS=\nDOMAINS=\n`), []);
  assert.equal(names(head), []);
  assert.equal(names("DNS=$(reboot) ;x 10.0.0.1\nDOMAINS=a;b\n"), ["nameserver 10.0.0.1"]);
});

test("what changes while it writes is written too", () => {
  const [state, file] = [join(folder, "state"), join(folder, "resolv.conf")];
  writeFileSync(state, "DNS=10.0.0.1\n");
  rmSync(file, { force: true });
  // It is still once: then the new one must be there.
  writeFileSync(
    join(folder, "bin/sleep"),
    `#!/bin/sh\n[ -e ${folder}/slept ] || { echo DNS=10.0.0.2 >${state}.new && mv ${state}.new ${state}; }\n: >${folder}/slept\n`,
  );
  chmodSync(join(folder, "bin/sleep"), 0o755);
  const { status, stderr } = spawnSync(script("write-resolv-conf"), [state, file], {
    encoding: "utf8",
    env: { PATH: `${folder}/bin:/usr/bin:/bin` },
  });
  assert.is(status, 0, stderr);
  assert.match(readFileSync(file, "utf8"), /^nameserver 10\.0\.0\.2$/m);
});

test.run();
