import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inTop } from "../../test-rig/paths.ts";
import { ensureRoot } from "../../test-rig/roots.ts";
import { runTool } from "../../test-rig/vm/tools.ts";
import { readBoard } from "./board.ts";
import { stagePlaces } from "./image.ts";
import { brokenModules } from "./left-out.ts";
import { openSigningKey } from "./signing-key.ts";

// The root of an image before it is packed: what was left out is missed by nothing that stays.

const test = suite("what is left out of the root");
const board = readBoard("amd64");
const root = await ensureRoot("kiosk");
const keys = await openSigningKey();

test.after(() => rmSync(keys, { recursive: true, force: true }));

/** Runs a script in the root as an image has it, whose own programs it finds. */
async function inStage(script: string): Promise<string> {
  const stage = ["/run/steps/stage.sh", "1760000000", "1.0.0", ...board.withoutModules].map((word) => `'${word}'`).join(" ");
  const mounts = "mount --bind /proc /tmp/stage/proc && mount --rbind /dev /tmp/stage/dev";
  const places = { ...stagePlaces(root, keys), "tree-0": inTop("image/tree") };
  return runTool(["sh", "-euc", `${stage}\n${mounts}\nexec chroot /tmp/stage /bin/sh -euc "$1"`, "sh", script], places);
}

test("each pattern names something that the kiosk root has", async () => {
  const script = "cd /run/root; grep -v -e '^#' -e '^$' /run/steps/left-out | while read -r pattern; do ls -d $pattern; done";
  await runTool(["sh", "-euc", script], { root, steps: inTop("image/steps") });
});

test("no kernel module that stays needs one that does not", () => {
  const modules = join(root, "usr/lib/modules");
  const [kernel = ""] = readdirSync(modules);
  assert.equal(brokenModules(readFileSync(join(modules, kernel, "modules.dep"), "utf8"), board.withoutModules), []);
});

// stage.sh ends with an error when a library is missing.
test("compositor, browser, sound and sound's session start with what is left", async () => {
  const words = await inStage(programs);
  for (const word of ["labwc 0.", "Compiled with libpipewire", "wireplumber", "v20.", "curl ", "gpg (GnuPG)", "nftables v"])
    assert.ok(words.includes(word), `${word} is not in:\n${words}`);
});

test("PipeWire loads all modules of its configuration, and WirePlumber its scripts, up to the echo canceller's voice", async () => {
  assert.match(await inStage(sound), /alongside-voice/);
});

/** --version loads all libraries that a program is linked with. */
const programs = `
labwc --version; pipewire --version; wireplumber --version; node --version; curl --version; gpg --version; nft --version
ldd -r /usr/lib/*/libWPEWebKit-2.0.so.1 /usr/lib/*/wpe-webkit-2.0/WPE*Process /opt/alongside/bin/host 2>&1 | grep -e 'not found' -e 'undefined symbol' && exit 1
node -e 'fetch; require("/opt/alongside/node_modules/@roamhq/wrtc"); require("/opt/alongside/node_modules/node-hid")'
for plugin in /usr/lib/*/gstreamer-1.0/*.so /usr/lib/*/pipewire-0.3/*.so /usr/lib/*/spa-0.2/*/*.so /usr/lib/*/gio/modules/*.so; do
  ldd "$plugin" | grep 'not found' && exit 1
done
true`;

const sound = `
export XDG_RUNTIME_DIR=/tmp HOME=/tmp PIPEWIRE_RUNTIME_DIR=/tmp
mkdir -p /run/alongside/app-sound
pipewire & pipewire=$!
wireplumber & wireplumber=$!
for try in $(seq 300); do
  pw-dump 2>/dev/null | grep -q '"node.name": "alongside-voice"' && echo alongside-voice && break
  sleep 0.2
done
kill $pipewire $wireplumber`;

test.run();
