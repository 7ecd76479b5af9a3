import { test } from "uvu";
import * as assert from "uvu/assert";
import { until } from "../wait.ts";
import { bootedBody } from "./testing/booted-body.ts";

// The unit that starts the machine again for an update, with the daemon's real word on how the kiosk is used. The target that would
// start the machine is masked: that it is asked for is what counts.

const body = await bootedBody();
const UP_MS = 30_000;
const USE = "/run/alongside/daemon/use";
const TRYING = "/var/lib/alongside-update/trying";

async function sh(command: string): Promise<{ readonly code: number | null; readonly output: string }> {
  return body.guest.run(["sh", "-c", command]);
}

/** Runs the unit once. @returns what it has said */
async function look(): Promise<string> {
  await sh("journalctl --rotate && journalctl --vacuum-time=1us");
  await sh("systemctl start update-restart.service; true");
  return (await sh("journalctl -q -b -o cat -u update-restart.service")).output;
}

test.before(async () => {
  await sh("systemctl mask --runtime reboot.target && systemctl stop update-restart.timer");
  await until("the daemon's word", UP_MS * body.patience, async () => (await sh(`test -e ${USE}`)).code === 0);
});

test("the timer is part of what the machine boots into", async () => {
  assert.is((await sh("systemctl show -P Wants alongside.target | grep -w update-restart.timer")).code, 0);
});

test("the daemon says how the kiosk is used, for root to read and for nobody else to write", async () => {
  assert.match((await sh(`cat ${USE}`)).output, /^free \d+\n$/);
  assert.match((await sh(`stat -c '%U %a' ${USE}`)).output, "alongside 600");
});

test("without a version that waits nothing is done", async () => {
  assert.not.match(await look(), /starting again|waits/);
});

test("a contact holds the restart for as long as there is one", async () => {
  await sh(`mkdir -p /var/lib/alongside-update && echo 9.9.9 >${TRYING} && echo 'contact 1' >${USE}`);
  assert.match(await look(), "version 9.9.9 waits: a contact is there");
  // Long after the deadline, too.
  await sh(`touch -d '100 days ago' ${TRYING}`);
  assert.match(await look(), "version 9.9.9 waits: a contact is there");
});

test("afterwards the machine is asked to start again", async () => {
  await sh(`echo 'free 1' >${USE}`);
  const said = await look();
  assert.match(said, "starting again for version 9.9.9");
  // What logind says of a target that is masked.
  assert.match(said, /Call to Reboot failed: Access denied|masked/);
});

test("a contact of a daemon that is no more holds nothing", async () => {
  await sh(`echo 'contact 1' >${USE} && systemctl stop alongside-daemon.service`);
  assert.match(await look(), "starting again for version 9.9.9");
});

test.after(() => body.stop());
test.run();
