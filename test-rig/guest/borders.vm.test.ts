import { test } from "uvu";
import * as assert from "uvu/assert";
import { processTable } from "../supervisor/table.ts";
import { until } from "../wait.ts";
import type { units } from "./agent/units.ts";
import { bootedBody } from "./testing/booted-body.ts";

// One test per row of the design's table of processes: a command inside the unit's own borders tries what the process may and may not do.

const body = await bootedBody();
const UP_MS = 30_000;

/** What a row's process tries: shell words that succeed when it can. */
const attempts = {
  uinput: ": <>/dev/uinput",
  "read input": ": </dev/input/event0",
  "write input": ": >>/dev/input/event0",
  "graphics card": ": <>/dev/dri/card0",
  "device key": "ls /var/lib/alongside",
  compositor: "test -w /run/alongside/wayland/wayland-0",
  "app's compositor": "test -w /run/alongside/app/wayland-app",
  "read frames": "ls /run/alongside/frames",
  "write frames": ": >/run/alongside/frames/probe && rm /run/alongside/frames/probe",
  "read face": "ls /run/alongside/face",
  sound: "test -w /run/alongside/sound/pipewire-0",
  "app's sound": "test -w /run/alongside/app-sound/pipewire-app",
  "photograph the glass": "timeout 120 grim /dev/null",
  // As media does it: 10 ms of the microphone, or of silence where there is none.
  "hear the microphone": `for remote in /run/alongside/sound/pipewire-0 /run/alongside/app-sound/pipewire-app; do
    [ -w $remote ] && PIPEWIRE_REMOTE=$remote timeout 30 setpriv --pdeathsig KILL pw-cat --record --target alongside-voice \\
      --raw --rate 48000 --channels 1 --format s16 - | head -c 960 | wc -c | grep -qx 960 && exit 0
    done; false`,
  // Refused by the other machine, or taken: there is a way. Nobody listens at port 9.
  network: '(: <>/dev/tcp/10.0.2.2/9) 2>&1 | grep -q "Connection refused"',
  loopback: '(: <>/dev/tcp/127.0.0.1/9) 2>&1 | grep -q "Connection refused"',
  "become root": "setpriv --reuid=0 true",
  "write programs": ": >>/opt/alongside/daemon.mjs",
  "write config": ": >>/etc/alongside/alongside.toml",
} as const;
type Attempt = keyof typeof attempts;

/** Tries everything inside the borders of a process. @returns what it can do */
async function abilitiesOf(name: string): Promise<Attempt[]> {
  const script = Object.entries(attempts).map(([what, command]) => `if (${command}) >/dev/null 2>&1; then echo "can ${what}"; fi`);
  const { code, output } = await body.guest.probe(name, ["/bin/bash", "-c", [...script, "exit 0"].join("\n")]);
  assert.is(code, 0, output);
  return Object.keys(attempts).filter((what): what is Attempt => output.split("\n").includes(`can ${what}`));
}

/** Every row: all that a process can do of the above, and nothing else. */
const rows: Readonly<Record<keyof typeof units, readonly Attempt[]>> = {
  labwc: ["graphics card", "compositor", "photograph the glass"],
  pipewire: ["sound", "app's sound"],
  wireplumber: ["sound", "app's sound"],
  daemon: ["uinput", "read input", "device key", "network", "loopback"],
  screen: ["compositor", "read frames", "write frames", "photograph the glass"],
  media: ["read frames", "read face", "sound", "hear the microphone", "network", "loopback"],
  shell: ["compositor", "app's compositor", "read face", "loopback", "photograph the glass"],
  app: ["app's compositor", "app's sound", "network", "loopback"],
};

for (const [name, abilities] of Object.entries(rows)) {
  test(`${name} can do what its row says, and nothing else`, async () => {
    assert.equal([...(await abilitiesOf(name))].sort(), [...abilities].sort());
  });
}

test("the daemon sends the app away from every socket but its own", async () => {
  const connect = `for (const peer of ["screen", "media", "shell"])
    require("node:net").connect("/run/alongside/daemon/" + peer + ".sock").on("close", () => console.log(peer, "closed")).on("error", () => {}).resume();`;
  const { output } = await body.guest.probe("app", ["/usr/bin/node", "--single-threaded", "-e", connect]);
  assert.equal(output.trim().split("\n").sort(), ["media closed", "screen closed", "shell closed"]);
  const refusals = () =>
    body.log.records.filter((record) => record.event === "line" && /connection of another user is refused.*|"uid":902/.test(record.text));
  await until("the daemon's words on three refusals", UP_MS * body.patience, () => refusals().length >= 3);
});

test("every process runs as the user that the headless body gives it", async () => {
  const table = processTable({
    width: 1280,
    height: 800,
    transform: 0,
    scale: 1,
    appPort: 1,
    appLabel: "",
    without: ["app-server", "glass"],
  });
  const users = (entries: readonly { name: string; user: string }[]) => Object.fromEntries(entries.map(({ name, user }) => [name, user]));
  assert.equal(users(await body.processes()), users(table));
});

test("nothing listens but on loopback", async () => {
  const { output } = await body.guest.run(["ss", "-Htln"]);
  const addresses = output.split("\n").flatMap((line) => line.split(/\s+/)[3] ?? []);
  assert.ok(addresses.length > 0, "the daemon's panel page should be among them");
  assert.equal(
    addresses.filter((address) => !/^(127\.0\.0\.1|\[::1\]):/.test(address)),
    [],
  );
});

test.after(() => body.stop());
test.run();
