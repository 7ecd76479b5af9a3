import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inTop } from "../../test-rig/paths.ts";

interface Device {
  /** ActiveState of units; all others are active. */
  readonly states?: Readonly<Record<string, string>>;
  /** What systemd-bless-boot says of the version that runs. */
  readonly slot: "indeterminate" | "dirty" | "good" | "clean";
  /** Files below the root. */
  readonly files?: Readonly<Record<string, string>>;
  /** The daemon's log. */
  readonly log?: string;
  /** How long a contact may be. */
  readonly contactS?: number;
  /** For a version that is good: how slow this machine is does not matter. */
  readonly isPatient?: boolean;
}

interface Outcome {
  readonly code: number | null;
  readonly hasRestarted: boolean;
  /** A note of /var/lib/alongside-update, or null. */
  note(name: string): string | null;
}

const NOTES = "var/lib/alongside-update";
const folder = mkdtempSync(join(tmpdir(), "alongside-health-"));
const test = suite("health check");
let count = 0;

/** Runs the image's script with programs that play a device's part. */
function check({ states = {}, slot, files = {}, log = "", contactS = 0, isPatient = false }: Device): Outcome {
  const root = join(folder, String(count++));
  const put = (path: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    chmodSync(join(root, path), mode);
  };
  const all = { "usr/lib/os-release": "IMAGE_VERSION=1.0.1\n", "boot/EFI/Linux/alongside_1.0.1.efi": "", ...files };
  for (const [path, text] of Object.entries(all)) put(path, text);
  const cases = Object.entries(states).map(([unit, state]) => `*ActiveState*${unit}) echo ${state} ;;`);
  put(
    "bin/systemctl",
    `#!/bin/sh\ncase "$*" in ${cases.join(" ")} *ActiveState*) echo active ;; *MainPID*) echo 7 ;; *reboot) : >${root}/restarted ;; esac\n`,
    0o755,
  );
  put("bin/systemd-bless-boot", `#!/bin/sh\necho ${slot}\n`, 0o755);
  put("bin/journalctl", `#!/bin/sh\necho '${log}'\n`, 0o755);
  const env = {
    PATH: `${root}/bin:/usr/bin:/bin`,
    ALONGSIDE_HEALTH_ROOT: root,
    ALONGSIDE_HEALTH_LIMIT_S: isPatient ? "600" : "2",
    ALONGSIDE_HEALTH_STEADY_S: "0",
    ALONGSIDE_HEALTH_CONTACT_S: String(contactS),
  };
  const { status } = spawnSync(inTop("image/tree/usr/lib/alongside/health"), { env });
  const note = (name: string) => (existsSync(join(root, NOTES, name)) ? readFileSync(join(root, NOTES, name), "utf8").trim() : null);
  return { code: status, hasRestarted: existsSync(join(root, "restarted")), note };
}

const tried = { [`${NOTES}/trying`]: "1.0.1\n" };

test.after(() => rmSync(folder, { recursive: true, force: true }));

test("finds a version good when everything stays up, and forgets that it was tried", () => {
  const { code, hasRestarted, note } = check({ slot: "indeterminate", files: tried, isPatient: true });
  assert.equal([code, hasRestarted, note("trying"), note("rolled-back")], [0, false, null, null]);
});

test("a version whose root is damaged is not good, and on trial it is left", () => {
  const damaged = { ...tried, "run/alongside/trouble/root": "damaged 61000\n", "boot/EFI/Linux/alongside_1.0.0.efi": "" };
  const trial = check({ slot: "indeterminate", files: damaged });
  assert.equal([trial.code, trial.hasRestarted, trial.note("reason")], [1, true, "the root is damaged"]);
  const committed = check({ slot: "clean", files: damaged });
  assert.equal([committed.code, committed.hasRestarted], [1, false]);
});

test("without a display it is enough that app and panel run; with one they have to be painted", () => {
  const connector = (status: string) => ({ ...tried, "sys/class/drm/card0-HDMI-A-1/status": `${status}\n` });
  const states = { "kiosk-app": "activating" };
  const goodAt = (status: string, isPatient: boolean) =>
    check({ slot: "indeterminate", states, files: connector(status), isPatient }).code === 0;
  assert.is(goodAt("disconnected", true), true);
  assert.is(goodAt("connected", false), false);
  assert.is(goodAt("unknown", false), false);
  const failed = { states: { "kiosk-app": "failed" }, files: connector("disconnected") };
  assert.is(check({ slot: "indeterminate", ...failed }).code, 1);
});

test("a version on trial that is good ends the roll-back before it; a committed one does not", () => {
  const earlier = { [`${NOTES}/rolled-back`]: "1.0.0: labwc is failed\n" };
  assert.is(check({ slot: "indeterminate", files: { ...tried, ...earlier }, isPatient: true }).note("rolled-back"), null);
  assert.is(check({ slot: "good", files: earlier, isPatient: true }).note("rolled-back"), "1.0.0: labwc is failed");
});

test("starts a version on trial again when a unit is down, and writes down which", () => {
  const { code, hasRestarted, note } = check({ slot: "indeterminate", states: { labwc: "failed" }, files: tried });
  assert.equal([code, hasRestarted, note("reason"), note("trying")], [1, true, "labwc is failed", "1.0.1"]);
});

test("does not start again in a contact, but for one that never ends", () => {
  const contact = { "run/alongside/daemon/use": "contact 12\n", ...tried };
  const began = Date.now();
  assert.ok(check({ slot: "indeterminate", states: { labwc: "failed" }, files: contact, contactS: 4 }).hasRestarted);
  assert.ok(Date.now() - began > 4500, "2 s, and 4 s more, by a clock of whole seconds");
});

test("waits for no contact where there is none, or no daemon that could have one", () => {
  const free = { "run/alongside/daemon/use": "free 12\n", ...tried };
  const contact = { "run/alongside/daemon/use": "contact 12\n", ...tried };
  // Longer than a test may take: whoever waited for it would not come back.
  const contactS = 1_000_000;
  assert.ok(check({ slot: "indeterminate", states: { labwc: "failed" }, files: free, contactS }).hasRestarted);
  assert.ok(
    check({ slot: "indeterminate", states: { "alongside-daemon": "failed", labwc: "failed" }, files: contact, contactS }).hasRestarted,
  );
});

test("lets a committed version run even when something is down", () => {
  for (const slot of ["good", "clean"] as const) {
    const { code, hasRestarted } = check({ slot, states: { "kiosk-app": "activating" } });
    assert.equal([code, hasRestarted], [1, false]);
  }
});

test("ends the last try only when there is another version to start", () => {
  const states = { labwc: "failed" };
  assert.is(check({ slot: "dirty", states }).hasRestarted, false);
  assert.is(check({ slot: "dirty", states, files: { "boot/EFI/Linux/alongside_1.0.0.efi": "" } }).hasRestarted, true);
});

test("needs daemon, panel, screen and media where there is a configuration", () => {
  const states = { "alongside-daemon": "failed" };
  assert.is(check({ slot: "good", states, isPatient: true }).code, 0);
  const log = '{"msg":"panel connected"}';
  const configured = check({ slot: "good", states, files: { "etc/alongside/alongside.toml": "" }, log });
  assert.equal([configured.code, configured.note("reason")], [1, "alongside-daemon is failed"]);
});

test("needs a panel that answers where there is a configuration", () => {
  const files = { "etc/alongside/alongside.toml": "" };
  assert.is(check({ slot: "good", files }).note("reason"), "the help panel does not answer");
  assert.is(check({ slot: "good", files, log: '{"level":30,"msg":"panel connected"}', isPatient: true }).code, 0);
});

test("needs the desk of an enrolled device", () => {
  const files = { "var/lib/alongside/enrolment.json": "{}" };
  assert.is(check({ slot: "good", files }).note("reason"), "the desk is not reached");
  assert.is(check({ slot: "good", files, log: '{"level":30,"msg":"online"}', isPatient: true }).code, 0);
});

test("tells which version was rolled back, and why", () => {
  const files = { [`${NOTES}/trying`]: "1.0.2\n", [`${NOTES}/reason`]: "labwc is failed\n" };
  const { code, note } = check({ slot: "good", files, isPatient: true });
  assert.equal([code, note("rolled-back"), note("trying")], [0, "1.0.2: labwc is failed", null]);
  const early = check({ slot: "good", files: { [`${NOTES}/trying`]: "1.0.2\n" } });
  assert.is(early.note("rolled-back"), "1.0.2: it did not get as far as its health check");
});

test.run();
