import { readdirSync, readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import * as assert from "uvu/assert";
import type { Rig } from "../rig.ts";
import { scenarios } from "./scenarios.ts";

const scenario = scenarios("the headless body's borders");

/** Which user each process has, by docs/architecture.md. */
const uids = { labwc: 901, app: 902, shell: 903, screen: 904, media: 905, daemon: 906, pipewire: 907, wireplumber: 907, glass: 908 };

scenario("runs each process as its own user", async (rig) => {
  const found = Object.fromEntries((await rig.body.processes()).map(({ name, uid }) => [name, uid]));
  for (const [name, uid] of Object.entries(uids)) assert.is(found[name], uid, name);
});

scenario("leaves no process any capability, nor a way to get one", async (rig) => {
  const body = bodyProcesses(rig);
  assert.ok(body.length >= 10, `${body.length} processes`);
  for (const { pid, status } of body) {
    if (/^Uid:\t0\t/m.test(status) || isMappedRoot(status)) continue; // init and supervisor
    for (const set of ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"])
      assert.match(status, new RegExp(`^${set}:\t0{16}$`, "m"), `${pid} ${set}`);
    assert.match(status, /^NoNewPrivs:\t1$/m);
  }
});

scenario("shows the body no device of the host that holds anything", async (rig) => {
  const names = (await inBody(rig, "ls /dev")).trim().split("\n").sort();
  assert.equal(names, ["fd", "full", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin", "stdout", "urandom", "zero"]);
});

scenario("keeps strangers out of folders and sockets of others", async (rig) => {
  for (const path of ["app", "frames", "face", "home/daemon"]) {
    assert.match(await inBody(rig, `ls /run/alongside/${path}`), /Permission denied/, path);
  }
  assert.match(
    await inBody(rig, "touch /opt/alongside/x /etc/alongside/x /usr/x"),
    /(Read-only|denied)[\s\S]*(Read-only|denied)[\s\S]*denied/,
  );
  assert.match(await inBody(rig, "ls /var/lib/alongside"), /Permission denied/);
});

scenario("gives those without a network not even loopback", async (rig) => {
  const interfaces = await inBody(rig, "cat /proc/net/dev");
  assert.not.match(interfaces, /eth|ens|enp|wlan/);
  assert.match(await inBody(rig, "ip -brief address"), /^lo\s+DOWN\s*$/m);
});

scenario("refuses a foreign user at the daemon's sockets", async (rig) => {
  const knock = `node -e 'const s = require("net").connect("/run/alongside/daemon/media.sock"); s.on("close", () => console.log("closed")); s.on("error", () => {})'`;
  assert.match(await inBody(rig, knock), /closed/);
  await rig.until("the refusal in the log", 30_000, () => rig.hasSaid("daemon", /another user is refused/));
});

scenario("collects orphans", async (rig) => {
  await inBody(rig, "sh -c 'sleep 0.3 & echo orphan $!'; sleep 0.6");
  // Of a zombie only its parent tells where it belongs.
  const ours = new Set(bodyProcesses(rig).map(({ pid }) => pid));
  const zombies = allProcesses().filter(
    ({ status }) => /^State:\tZ/m.test(status) && ours.has(Number(/^PPid:\t(\d+)$/m.exec(status)?.[1])),
  );
  assert.equal(zombies, []);
});

scenario("starts a killed process again after 200 ms, longer each time", async (rig) => {
  const pauses: number[] = [];
  const end = rig.log.listen((record) => {
    if (record.name === "glass" && record.event === "exited" && record.restartInMs !== null) pauses.push(record.restartInMs);
  });
  for (let kill = 0; kill < 3; kill++) {
    await rig.until("the glass", 30_000, () =>
      rig.kill("glass").then(
        () => true,
        () => false,
      ),
    );
    await rig.until("its end", 30_000, () => pauses.length > kill);
  }
  end();
  // It ran long before the first kill.
  assert.equal(pauses, [200, 400, 800]);
});

scenario("ends every process of the body and of the desk", async (rig) => {
  const pids = bodyProcesses(rig).map(({ pid }) => pid);
  assert.ok(pids.length >= 10);
  await rig.stop();
  const left = pids.filter((pid) => bodyProcesses(rig).some((process) => process.pid === pid));
  assert.equal(left, []);
});

/** Runs a shell command as the rig's user; output and errors together. */
async function inBody(rig: Rig, command: string): Promise<string> {
  const stream = await rig.body.pipe(["sh", "-c", `exec 2>&1; ${command}`]);
  stream.end();
  return text(stream);
}

/** Processes of the body as this machine sees them: those whose root is the body's. */
function bodyProcesses(rig: Rig): { pid: number; status: string }[] {
  return allProcesses().filter(({ pid }) => readOrEmpty(`/proc/${pid}/mounts`).includes(`upperdir=${rig.body.runDir}/`));
}

function allProcesses(): { pid: number; status: string }[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => ({ pid: Number(pid), status: readOrEmpty(`/proc/${pid}/status`) }));
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // It ended meanwhile, or is not ours to see.
  }
}

/** Without root the namespace's root is this user. */
function isMappedRoot(status: string): boolean {
  return new RegExp(`^Uid:\t${process.getuid?.()}\t`, "m").test(status);
}

scenario.run();
