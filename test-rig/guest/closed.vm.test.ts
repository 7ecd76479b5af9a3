import { test } from "uvu";
import * as assert from "uvu/assert";
import { bootedBody } from "./testing/booted-body.ts";

// Ways into the machine that it does not have.

const body = await bootedBody();

async function run(script: string): Promise<string> {
  const { output } = await body.guest.run(["sh", "-c", script]);
  return output.trim();
}

test("nobody waits for a login: no getty, no ssh, no debug shell", async () => {
  const units = ["getty@tty1.service", "serial-getty@ttyS0.service", "console-getty.service", "autovt@tty2.service", "debug-shell.service"];
  for (const unit of units)
    assert.is(await run(`systemctl show -P LoadState ${unit}; systemctl start ${unit} 2>/dev/null && echo started`), "masked", unit);
  assert.is(await run("cat /proc/[0-9]*/comm | grep -E '^(agetty|getty|login|sshd|sulogin|dropbear|telnetd)'"), "");
  assert.is(await run("command -v sshd dropbear telnetd || echo none"), "none");
});

test("no account has a password, and none but root could begin a session", async () => {
  assert.is(await run("cut -d: -f1,2 /etc/shadow | grep -v ':[!*]'"), "");
  assert.is(await run("cut -d: -f1,7 /etc/passwd | grep -v -E ':(/usr/sbin/nologin|/bin/false|/bin/sync)$'"), "root:/bin/bash");
});

test("no key reaches the kernel or the console: SysRq, Ctrl+Alt+Del, another terminal", async () => {
  assert.is(await run("cat /proc/sys/kernel/sysrq"), "0");
  assert.is(await run("cat /proc/sys/kernel/ctrl-alt-del"), "0");
  assert.is(await run("systemctl show -P LoadState ctrl-alt-del.target"), "masked");
  assert.is(await run("systemd-analyze cat-config systemd/system.conf | grep ^CtrlAltDel"), "CtrlAltDelBurstAction=none");
  const boot = await run("cat /proc/sys/kernel/random/boot_id");
  const terminal = () => run("cat /sys/class/tty/tty0/active");
  const before = await terminal();
  for (const keys of [
    ["ctrl", "alt", "delete"],
    ["ctrl", "alt", "f2"],
    ["alt", "f3"],
    ["alt", "sysrq", "b"],
    ["alt", "sysrq", "c"],
  ]) {
    const press = keys.map((key) => ({ type: "qcode", data: key }));
    for (let time = 0; time < 8; time++) await body.power.qmp.execute("send-key", { keys: press });
  }
  assert.equal([await run("cat /proc/sys/kernel/random/boot_id"), await terminal()], [boot, before]);
  assert.is((await body.guest.state()).state, "running");
});

test("a machine that cannot start as it should asks nobody for a command", async () => {
  for (const unit of ["emergency", "rescue"]) {
    const start = await run(`systemctl show -p ExecStart -p ExecStartPre ${unit}.service`);
    assert.match(start, /systemctl --no-block reboot/);
    assert.not.match(start, /sulogin/);
  }
});

test.after(() => body.stop());
test.run();
