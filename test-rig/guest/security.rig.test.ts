import { spawn } from "node:child_process";
import { buffer } from "node:stream/consumers";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { asRoot } from "../namespace.ts";
import { inTop } from "../paths.ts";
import { ensureRoot } from "../roots.ts";

/** The design's limit for those that read what strangers send, or see the screen; WebKit's own sandbox needs namespaces and mounts. */
const limits: Readonly<Record<string, number>> = {
  "alongside-daemon.service": 2.5,
  "alongside-screen.service": 2.5,
  "alongside-media.service": 2.5,
  "labwc.service": 2.5,
  "pipewire.service": 2.5,
  "wireplumber.service": 2.5,
  "desk-clock.service": 2.5,
  "name-servers.service": 2.5,
  "network-files.service": 2.5,
  "brightness.service": 2.5,
  "kiosk-shell.service": 3.5,
  "kiosk-app.service": 3.5,
};

/** Runs a shell command in the kiosk root with image/tree laid over it. */
async function inKiosk(command: string): Promise<string> {
  const root = await ensureRoot("kiosk");
  const script = [
    'mount -t tmpfs tmpfs /mnt && mkdir /mnt/upper /mnt/work /mnt/root && attributes=""',
    '[ "$(cut -d" " -f3 /proc/self/uid_map | tail -c 11)" = 4294967295 ] || attributes=,userxattr',
    'mount -t overlay -o "lowerdir=$1,upperdir=/mnt/upper,workdir=/mnt/work$attributes" overlay /mnt/root',
    'cp -R --preserve=mode,links "$2/." /mnt/root/ && mount --rbind /dev /mnt/root/dev && mount -t proc proc /mnt/root/proc',
    'exec chroot /mnt/root /bin/sh -c "$3"',
  ].join("\n");
  const namespaces = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-euc", script, "sh"];
  const [program = "", ...args] = asRoot([...namespaces, root, inTop("image/tree"), command]);
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"], env: { PATH: "/usr/bin:/bin:/usr/sbin:/sbin" } });
  return (await buffer(child.stdout)).toString();
}

test("systemd finds nothing wrong with the units", async () => {
  assert.is(
    await inKiosk(
      "mkdir -p /opt/alongside/bin; for name in screen host; do ln -s /bin/true /opt/alongside/bin/$name; done; systemd-analyze verify alongside.target 2>&1 || true",
    ),
    "",
  );
});

test("no unit is exposed more than the design allows", async () => {
  const words = await inKiosk(
    `for unit in ${Object.keys(limits).join(" ")}; do systemd-analyze security --offline=true --no-pager $unit | tail -n 1; done`,
  );
  for (const [unit, limit] of Object.entries(limits)) {
    const exposure = Number(new RegExp(`for ${unit}: ([0-9.]+)`).exec(words)?.[1]);
    assert.ok(exposure <= limit, `${unit}: ${exposure}, at most ${limit}\n${words}`);
  }
});

test("the daemon gets the HID devices that the configuration names, and no other", async () => {
  const toml = "[help]\\n[[help.buttons]]\\nvendor = 0x1209\\nproduct = 16962 # a comment\\n[[help.buttons]]\\nvendor = 7\\nproduct = 8\\n";
  const ids = ["0003:1209:4242.0001", "0003:0007:0008.0002", "0003:1209:0008.0003", "0003:046D:C31C.0004"];
  const words = await inKiosk(
    `printf '${toml}' >/tmp/toml; for id in ${ids.join(" ")}; do /usr/lib/alongside/is-help-button $id /tmp/toml && echo $id; done; true`,
  );
  assert.equal(words.trim().split("\n"), ids.slice(0, 2));
  for (const name of ["60-alongside-usb", "70-alongside", "99-zz-alongside-hand"])
    await inKiosk(`udevadm verify --no-summary /usr/lib/udev/rules.d/${name}.rules`);
});

test("nobody can log in at the glass, and nothing runs at night that nobody asked for", async () => {
  const masked = "getty@.service serial-getty@.service autovt@.service debug-shell.service ctrl-alt-del.target apt-daily.timer";
  const states = await inKiosk(`systemctl is-enabled ${masked} || true`);
  assert.equal(
    states.trim().split("\n"),
    masked.split(" ").map(() => "masked"),
  );
});

test.run();
