import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inTop } from "../../test-rig/paths.ts";

const test = suite("export of logs");
const folder = mkdtempSync(join(tmpdir(), "alongside-logs-"));
const JOURNAL = `2026-11-22T10:00:00 kernel: usb 1-1: SerialNumber: 4C530001230605117290
2026-11-22T10:00:01 systemd-networkd[1]: eth0: 52:54:00:12:34:56 has a lease
2026-11-22T10:00:02 node[2]: {"url":"https://someone:secret@desk.example.org/app/booking?name=Mary#x","msg":"no"}
`;

test.before(() => {
  for (const path of ["bin", "proc", "run/alongside/daemon", "usr/lib", "var"]) mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(join(folder, "usr/lib/os-release"), "IMAGE_VERSION=1.2.3\n");
  writeFileSync(join(folder, "proc/uptime"), "77.1 0\n");
  writeFileSync(join(folder, "run/alongside/daemon/config-fault"), "line 6: media.startKbps: must be integer\n");
  writeFileSync(join(folder, "journal"), JOURNAL);
  const programs = {
    journalctl: `echo "$*" >>${folder}/asked; case "$*" in *list-boots*) ;; *) cat ${folder}/journal ;; esac`,
    systemctl: "exit 1",
  };
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(folder, "bin", name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, "bin", name), 0o755);
  }
});
test.after(() => rmSync(folder, { recursive: true }));

function logs(...args: string[]) {
  const env = { PATH: `${folder}/bin:/usr/bin:/bin`, ALONGSIDE_LOGS_ROOT: folder };
  return spawnSync(inTop("image/tree/usr/lib/alongside/logs"), args, { env });
}

/** A file of the archive. */
function unpacked(archive: Buffer, name: string): string {
  return execFileSync("tar", ["-xzO", `logs/${name}`], { input: archive, encoding: "utf8" });
}

test("makes one archive: the journal, the state of the device, and what is wrong with its configuration", () => {
  const { status, stdout } = logs("-");
  assert.is(status, 0);
  assert.match(unpacked(stdout, "state.txt"), /IMAGE_VERSION=1\.2\.3\nnow: .*\nup: 77\.1 s/);
  assert.is(unpacked(stdout, "config-fault.txt"), "line 6: media.startKbps: must be integer\n");
  assert.is(unpacked(stdout, "journal.txt").split("\n").length, 4);
  const file = join(folder, "out.tar.gz");
  assert.is(logs(file).status, 0);
  assert.ok(readFileSync(file).length > 100);
  assert.equal(readdirSync(join(folder, "run")), ["alongside"], "nothing is left behind");
});

test("leaves out what is private", () => {
  const text = unpacked(logs("-").stdout, "journal.txt");
  for (const secret of ["4C530001230605117290", "12:34:56", "secret", "someone", "Mary", "booking"]) assert.not.match(text, secret);
  assert.match(text, "https://desk.example.org");
  assert.match(text, "52:54:00:…");
  assert.match(text, '"msg":"no"');
});

test("asks for no line that the operator's app has printed", () => {
  logs("-");
  const asked = readFileSync(join(folder, "asked"), "utf8");
  for (const unit of ["alongside-daemon", "update-fetch", "mend@kiosk-app"]) assert.match(asked, `_SYSTEMD_UNIT=${unit}.service`);
  assert.not.match(asked, "_SYSTEMD_UNIT=kiosk-app");
});

test("a link or a pipe in the daemon's folder has root read nothing", () => {
  const note = join(folder, "run/alongside/daemon/config-fault");
  const kept = readFileSync(note);
  writeFileSync(join(folder, "shadow"), "root:secret\n");
  rmSync(note);
  symlinkSync(join(folder, "shadow"), note);
  const listed = () => execFileSync("tar", ["-tz"], { input: logs("-").stdout, encoding: "utf8" });
  assert.not.match(listed(), "config-fault");
  rmSync(note);
  execFileSync("mkfifo", [note]);
  assert.not.match(listed(), "config-fault");
  rmSync(note);
  writeFileSync(note, kept);
});

test("says what it takes, and leaves no half of a file when the disk is full", () => {
  assert.is(logs("relative.tar.gz").status, 64);
  assert.match(String(logs().stderr), /logs takes a file/);
  assert.is.not(logs("/dev/full/out").status, 0);
  assert.not(existsSync("/dev/full/out"));
});

test.run();
