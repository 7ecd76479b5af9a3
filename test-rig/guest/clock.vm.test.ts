import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { deviceConfig, NEVER_IDLE } from "../config.ts";
import { Desk } from "../desk.ts";
import { until } from "../wait.ts";
import { bootedBody } from "./testing/booted-body.ts";
import { putFile, shell } from "./testing/guest-file.ts";

// A device and its desk with TLS between them: a clock that is wrong, and a configuration that is broken.

const body = await bootedBody();
const LIMIT_MS = 30_000 * body.patience;
const YEAR_S = 31_557_600;
const CA = "/etc/alongside/desk-ca.pem";
const FAULT = "/run/alongside/daemon/config-fault";
const folder = mkdtempSync(join(tmpdir(), "alongside-clock-"));
const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
const desk = new Desk({ stateDir: folder, port: 0, log: body.log, options: ["--tls-cert", cert, "--tls-key", key] });

/** Its configuration, once the desk has a port. */
function toml(): string {
  const plain = deviceConfig({ deskPort: desk.port, label: "Kiosk", model: "virtual machine", ...NEVER_IDLE });
  return plain.replace(/^url = .*$/m, `url = "wss://127.0.0.1:${desk.port}"\nca = "${CA}"`);
}

/** How often the daemon said it since. */
function count(words: string, since = 0): number {
  const lines = body.log.records.slice(since).filter(({ name }) => name === "daemon");
  return lines.filter((record) => record.event === "line" && record.text.includes(words)).length;
}

const online = (since: number) => until("the device online", LIMIT_MS, () => count('"msg":"online"', since) > 0);
/** How far the guest's clock is ahead of this machine's, in seconds. */
const ahead = async () => Number(await shell(body, "date +%s")) - Date.now() / 1000;
const isRight = async () => Math.abs(await ahead()) < 60;

/** What the daemon has asked for is carried out: on an emulated machine that takes seconds. */
const isDone = () => shell(body, "while systemctl is-active -q desk-clock || systemctl list-jobs | grep -q desk-clock; do sleep 0.2; done");

test.before(async () => {
  const names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30"];
  execFileSync("openssl", ["req", "-x509", ...kind, "-keyout", key, "-out", cert, ...names], { stdio: "ignore" });
  await desk.start();
  await body.guest.forward(desk.port);
  await putFile(body, CA, readFileSync(cert, "utf8"));
});
test.after(async () => {
  await body.stop();
  await desk.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("reaches a desk by TLS", async () => {
  const since = body.log.records.length;
  await body.guest.configure({ toml: toml(), code: await desk.enrolCode() });
  await online(since);
});

for (const [name, years] of [
  ["behind", -10],
  ["ahead", 10],
] as const) {
  test(`a clock that is ten years ${name} is set by the desk's word, and the device reaches its desk`, async () => {
    await body.stopProcess("daemon");
    await isDone();
    // Also the one that runs on without power.
    await shell(body, `timedatectl set-time "@${Math.round(Date.now() / 1000) + years * YEAR_S}"`);
    assert.ok(Math.abs((await ahead()) - years * YEAR_S) < 3600);
    const since = body.log.records.length;
    await body.startProcess("daemon");
    await online(since);
    assert.ok(count("does not hold at the time", since) > 0, "the certificate was the reason");
    assert.ok(await isRight(), String(await ahead()));
    await until("the clock that runs on without power", LIMIT_MS, async () => {
      const seconds = Number(await shell(body, "cat /sys/class/rtc/rtc0/since_epoch"));
      return Math.abs(seconds - Date.now() / 1000) < 60;
    });
  });
}

test("a clock that goes wrong while the desk is there follows it", async () => {
  await body.guest.setClock(Date.now() + 3_600_000);
  await until("the right time", LIMIT_MS, isRight);
});

test("the daemon may not set the clock itself, nor have it set to before this version was made", async () => {
  assert.is.not((await body.guest.probe("daemon", ["/bin/date", "-s", "@1000000000"])).code, 0);
  const wish = `echo "1000000000 $(cut -d. -f1 /proc/uptime)" >/run/alongside/daemon/wish && mv /run/alongside/daemon/wish /run/alongside/daemon/clock`;
  await until("the refusal", LIMIT_MS, async () => {
    // Again and again: while the daemon's own wish is carried out nobody looks at another.
    const { code, output } = await body.guest.probe("daemon", ["/bin/sh", "-c", wish]);
    assert.is(code, 0, output);
    await isDone();
    return /before this version was made/.test(await shell(body, "journalctl -q -u desk-clock -o cat -n 5"));
  });
  assert.ok(await isRight());
});

test("with a broken configuration the device goes on with the last good one, and says what is wrong", async () => {
  const since = body.log.records.length;
  await body.guest.configure({ toml: `${toml()}\n[medai]\n` });
  await online(since);
  assert.match(await shell(body, `cat ${FAULT}`), /alongside\.toml: line \d+: \[medai\] is not a known table; known: desk, device/);
  assert.ok(count("the configuration is broken", since) > 0);
  await body.guest.configure({ toml: toml() });
  await until("the fault's end", LIMIT_MS, async () => (await body.guest.run(["test", "-e", FAULT])).code === 1);
});

test.run();
