import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { until } from "../wait.ts";
import { bootedBody, pidOf, runsAnew } from "./testing/booted-body.ts";
import { putFile, shell } from "./testing/guest-file.ts";

// What belongs to the device and to none of its processes: network, USB, packet filter, logs, a full disk.

const body = await bootedBody();
const LIMIT_MS = 30_000 * body.patience;
/** QEMU's memory stick and keyboard, as their descriptors say. */
const STICK = "46f4:0001";
const KEYBOARD = "0627:0001";
const OPEN_PORT = 7777;

test("programs know the name servers that the network has told", async () => {
  await until("a name server", LIMIT_MS, async () => /^nameserver 10\.0\.2\.3$/m.test(await shell(body, "cat /etc/resolv.conf || true")));
});

test("a cable gets the address and name servers that a technician wrote, and the network's again without", async () => {
  const restart = () => shell(body, "systemctl restart network-files systemd-networkd");
  const looksLike = (address: string, server: string) =>
    until(`${address} and ${server}`, LIMIT_MS, async () => {
      const all = await shell(body, "ip -4 -o address show; cat /etc/resolv.conf || true");
      return all.includes(`inet ${address}/24`) && all.includes(`nameserver ${server}\n`);
    });
  await putFile(body, "/etc/alongside/network.toml", '[wired]\naddress = "10.0.2.77/24"\ngateway = "10.0.2.2"\ndns = ["10.0.2.4"]\n');
  await restart();
  await looksLike("10.0.2.77", "10.0.2.4");
  await putFile(body, "/etc/alongside/network.toml", "[wired]\naddress = 5\n");
  await restart();
  assert.match(await shell(body, "cat /var/lib/alongside-network/fault"), /line 2: wired\.address: must be string/);
  await looksLike("10.0.2.77", "10.0.2.4");
  await putFile(body, "/etc/alongside/network.toml", "");
  await restart();
  await looksLike("10.0.2.15", "10.0.2.3");
});

/** vendor:product → authorized, of every USB device that is no root hub. */
async function usb(): Promise<Map<string, string>> {
  const script =
    'for d in /sys/bus/usb/devices/*-*; do [ -e "$d/idVendor" ] && echo "$(cat $d/idVendor):$(cat $d/idProduct) $(cat $d/authorized)"; done; true';
  return new Map((await shell(body, script)).split("\n").map((line) => line.split(" ") as [string, string]));
}

test("a keyboard may be plugged in, a memory stick only when it is named", async () => {
  const { qmp } = body.power;
  const isAllowed = (id: string, is: "0" | "1") => until(`${id} to be ${is}`, LIMIT_MS, async () => (await usb()).get(id) === is);
  const disks = () => shell(body, "ls /sys/block");
  await qmp.execute("device_add", { driver: "usb-kbd", id: "extra", bus: "usb.0" });
  await isAllowed(KEYBOARD, "1");
  await until("the keyboard", LIMIT_MS, async () => (await body.guest.inputs()).some(({ name }) => /USB Keyboard/.test(name)));
  await qmp.execute("blockdev-add", { driver: "null-co", "node-name": "stick", size: 1 << 20, "read-zeroes": true });
  await qmp.execute("device_add", { driver: "usb-storage", id: "stick", bus: "usb.0", drive: "stick" });
  await isAllowed(STICK, "0");
  await until("a word about it", LIMIT_MS, async () => (await shell(body, "dmesg")).includes(`usb: ${STICK} is not allowed: class 8`));
  assert.not.match(await disks(), /^sd/m);

  await putFile(body, "/etc/alongside/usb.allow", `device ${STICK}\n`);
  await shell(body, "udevadm trigger --action=add --subsystem-match=usb");
  await isAllowed(STICK, "1");
  await isAllowed(KEYBOARD, "0");
  await until("the stick's disk", LIMIT_MS, async () => /^sd/m.test(await disks()));
  await shell(body, "rm /etc/alongside/usb.allow");
  for (const id of ["extra", "stick"]) await qmp.execute("device_del", { id });
  await until("both to be gone", LIMIT_MS, async () => (await usb()).size <= 1 && !(await usb()).has(STICK));
});

test("nothing comes in, whoever listens", async () => {
  const { qmp } = body.power;
  const listen = `require("node:net").createServer((s) => s.end("hello")).listen(${OPEN_PORT}, "0.0.0.0")`;
  await shell(body, `systemd-run --quiet --unit=rig-listener node --single-threaded -e '${listen}'`);
  await until("the listener", LIMIT_MS, async () => (await shell(body, "ss -Htln")).includes(`:${OPEN_PORT} `));
  // It counts what arrives and decides nothing.
  await shell(body, `nft insert rule inet kiosk input tcp dport ${OPEN_PORT} counter comment rig`);
  const port = await forwardedPort(qmp);
  const call = hello(port);
  try {
    await until(
      "its packets",
      LIMIT_MS,
      async () => Number(/counter packets (\d+)/.exec(await shell(body, "nft list chain inet kiosk input"))?.[1]) > 0,
    );
    assert.is(await shell(body, `ss -Htan "sport = :${OPEN_PORT}" | grep -v LISTEN || true`), "");
    await shell(body, `nft insert rule inet kiosk input tcp dport ${OPEN_PORT} accept`);
    await until("a call that is let in", LIMIT_MS, async () => (await hello(port)) === "hello");
  } finally {
    await shell(body, "systemctl stop rig-listener; nft -f /etc/nftables.conf");
    await call;
  }
});

/** What is said on a connection until it ends. */
function hello(port: number): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port });
  return text(socket).catch(() => "");
}

test("a technician gets the logs as one archive, without what the app has printed", async () => {
  const names = await shell(body, "/usr/lib/alongside/logs /run/logs.tar.gz && tar -tzf /run/logs.tar.gz");
  for (const name of ["logs/journal.txt", "logs/state.txt"]) assert.ok(names.split("\n").includes(name), names);
  const journal = (filter: string) => shell(body, `tar -xzOf /run/logs.tar.gz logs/journal.txt | grep -c -e '${filter}' || true`);
  assert.ok(Number(await journal('"component":"daemon"')) > 0);
  assert.ok(Number(await journal("kernel: ")) > 0);
  assert.is(
    await shell(body, "journalctl -q -u kiosk-app _PID=1 -o cat -n 1 | wc -l"),
    "1",
    "systemd's own words on the app are among them",
  );
  assert.is(await shell(body, "ls /var/log/journal | wc -l"), "1", "the journal is kept");
});

test("a full data partition stops neither the daemon nor logging", async () => {
  await shell(body, "dd if=/dev/zero of=/var/lib/alongside/fill bs=64k 2>/dev/null; sync; ! head -c 8M /dev/zero >/var/lib/alongside/more");
  const before = await pidOf(body, "daemon");
  await body.kill("daemon", "SIGKILL");
  await runsAnew(body, "daemon", before, LIMIT_MS);
  await shell(body, "rm -f /var/lib/alongside/fill /var/lib/alongside/more");

  await shell(
    body,
    "mount -t tmpfs -o size=9M tmpfs /var/log/journal && dd if=/dev/zero of=/var/log/journal/fill bs=64k 2>/dev/null; systemctl restart systemd-journald",
  );
  await shell(body, "logger -t rig still-there");
  await until("the word", LIMIT_MS, async () => (await shell(body, "journalctl -q -t rig -o cat")).includes("still-there"));
});

/** A port of this machine's loopback that leads to the guest's. */
async function forwardedPort(qmp: typeof body.power.qmp): Promise<number> {
  for (let port = 20_000 + Math.floor(Math.random() * 20_000); ; port++) {
    const said = await qmp.execute<string>("human-monitor-command", {
      "command-line": `hostfwd_add net tcp:127.0.0.1:${port}-10.0.2.15:${OPEN_PORT}`,
    });
    if (!said) return port;
  }
}

test.after(() => body.stop());
test.run();
