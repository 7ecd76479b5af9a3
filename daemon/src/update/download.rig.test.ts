import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { RunCommand } from "./command.ts";
import { kernelSeed, readKernelHashes } from "./kernel-hashes.ts";
import { MANIFEST, SIGNATURE } from "./manifest.ts";
import { Notes } from "./notes.ts";
import { isUpdateRefused, UpdateRefused } from "./refusal.ts";
import { Staging } from "./staging.ts";
import { Sysupdate } from "./sysupdate.ts";
import { type TakeParts, takeUpdate } from "./take.ts";
import { SetServer } from "./testing/set-server.ts";
import { verityFileOf } from "./testing/verity-file.ts";
import { UPDATE_DEFAULTS } from "./update-config.ts";
import { BLOCK, readBlockHashes } from "./verity.ts";

// A real web server and a real curl; signature and writing are played, and tried for real in image/src.

const ROOT = "alongside_1.0.1_11111111-2222-3333-4444-555555555555.root";
const VERITY = "alongside_1.0.1_66666666-7777-8888-9999-000000000000.verity";
const KERNEL = "alongside_1.0.1.efi";
const KERNEL_HASHES = "alongside_1.0.1.kernel-hashes";
const BLOCKS = 1000;

interface Bench {
  readonly folder: string;
  readonly set: string;
  readonly server: SetServer;
  readonly url: string;
  readonly notes: Notes;
  readonly parts: TakeParts;
  /** What systemd-sysupdate was asked, and where the set lay. */
  readonly asked: string[];
  /** The root that sysupdate would have written. */
  written: Buffer | null;
  writtenKernel: Buffer | null;
}

const test = suite<Bench>("download of an update");
const old = randomBytes(BLOCKS * BLOCK);

/** The old root with something taken out, something put in and something changed, at block borders: as a build does. */
function nextRoot(): Buffer {
  const cut = (from: number, to: number) => old.subarray(from * BLOCK, to * BLOCK);
  return Buffer.concat([cut(0, 300), randomBytes(20 * BLOCK), cut(310, 800), randomBytes(BLOCK), cut(801, BLOCKS)]);
}

test.before.each(async (bench) => {
  const folder = mkdtempSync(join(tmpdir(), "alongside-download-"));
  const path = (name: string) => join(folder, name);
  for (const name of ["set", "transfers", "notes"]) mkdirSync(path(name));
  writeFileSync(path("transfers/20-root.transfer"), "");
  writeFileSync(path("old.root"), old);
  writeFileSync(path("old.verity"), verityFileOf(old));
  const server = new SetServer(path("set"));
  const run: RunCommand = async (program, args) => {
    bench.asked.push(args.at(-1) ?? program);
    if (program === "sync") return { code: 0, output: "", errors: "" };
    const staged = /file:\/\/(.*)/.exec(readFileSync(path("drop-ins/20-root.transfer.d/source.conf"), "utf8"))?.[1] ?? "";
    if (args.includes("check-new")) return { code: 0, output: "1.0.1\n", errors: "" };
    bench.written = readFileSync(join(staged, ROOT));
    bench.writtenKernel = readFileSync(join(staged, KERNEL));
    return { code: 0, output: "", errors: "" };
  };
  const notes = new Notes(path("notes"));
  Object.assign(bench, {
    folder,
    set: path("set"),
    server,
    url: `${await server.start()}/`,
    notes,
    asked: [],
    written: null,
    writtenKernel: null,
  });
  const hashes = await readBlockHashes(path("old.verity"));
  (bench as { parts: TakeParts }).parts = {
    notes,
    staging: new Staging(path("staging"), async () => {}),
    sysupdate: new Sysupdate({ transfers: path("transfers"), dropIns: path("drop-ins") }, run),
    config: UPDATE_DEFAULTS,
    version: "1.0.0",
    seed: { hashes, path: path("old.root") },
    kernelSeed: null,
    isWritten: () => false,
    pause: async () => {},
    say: () => {},
  };
});
test.after.each(async ({ folder, server }) => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Lays a version on the server. */
function publish({ set }: Bench, root: Buffer, more: Record<string, Buffer> = {}): Buffer {
  const files: Record<string, Buffer> = { [ROOT]: root, [VERITY]: verityFileOf(root), [KERNEL]: randomBytes(100_000), ...more };
  const lines = Object.entries(files).map(([name, bytes]) => {
    writeFileSync(join(set, name), bytes);
    return `${createHash("sha256").update(bytes).digest("hex")}  ${name}\n`;
  });
  writeFileSync(join(set, MANIFEST), lines.join(""));
  writeFileSync(join(set, SIGNATURE), "signature");
  return root;
}

/** @returns why it was refused, as it is told to the desk */
async function refusal(bench: Bench, source = bench.url): Promise<string> {
  try {
    await takeUpdate(bench.parts, source);
  } catch (error) {
    if (!isUpdateRefused(error)) throw error;
    assert.is(bench.notes.read("refused"), error.message);
    assert.is(bench.notes.read("trying"), null);
    return error.message;
  }
  return "";
}

test("of the root, only what the running version has not is fetched", async (bench) => {
  const root = publish(bench, nextRoot());
  bench.notes.write("refused", "the server of updates cannot be reached");
  assert.is(await takeUpdate(bench.parts, bench.url), "1.0.1");
  assert.ok(bench.written?.equals(root), "sysupdate gets the whole root");
  assert.is(bench.server.sent.get(ROOT), 21 * BLOCK);
  assert.equal([bench.notes.read("trying"), bench.notes.read("refused")], ["1.0.1", null]);
  assert.not(existsSync(join(bench.folder, "staging")), "nothing is left of it");
  assert.equal(bench.asked, ["check-new", "1.0.1", "sync"]);
});

test("of the kernel, too, when the set has its hashes; it need not end at a block's border", async (bench) => {
  const oldKernel = randomBytes(100_000);
  const kernels = join(bench.folder, "kernels");
  mkdirSync(kernels);
  writeFileSync(join(kernels, "alongside_1.0.0+2-1.efi"), oldKernel);
  writeFileSync(join(kernels, "alongside_1.0.0-rc.efi"), randomBytes(5));
  const kernel = Buffer.concat([randomBytes(BLOCK), oldKernel.subarray(BLOCK, 24 * BLOCK), randomBytes(1234)]);
  const digests = Array.from({ length: 25 }, (_, index) => {
    const block = Buffer.alloc(BLOCK);
    kernel.copy(block, 0, index * BLOCK, (index + 1) * BLOCK);
    return createHash("sha256").update(block).digest();
  });
  const hashes = { blockBytes: BLOCK, bytes: kernel.length, sha256: Buffer.concat(digests).toString("base64") };
  publish(bench, nextRoot(), { [KERNEL]: kernel, [KERNEL_HASHES]: Buffer.from(JSON.stringify(hashes)) });
  assert.is(kernelSeed("1.0", kernels), null);
  await takeUpdate({ ...bench.parts, kernelSeed: kernelSeed("1.0.0", kernels) }, bench.url);
  assert.ok(bench.writtenKernel?.equals(kernel));
  assert.is(bench.server.sent.get(KERNEL), BLOCK + 1234);
  for (const wrong of ["", "{}", JSON.stringify({ ...hashes, bytes: 1 }), JSON.stringify({ ...hashes, bytes: 1e12 }), "[1]"]) {
    assert.throws(() => readKernelHashes(wrong), isUpdateRefused);
  }
});

test("without a version to begin with, or with another salt, all of it is fetched", async (bench) => {
  const root = publish(bench, nextRoot());
  assert.is(await takeUpdate({ ...bench.parts, seed: null }, bench.url), "1.0.1");
  assert.is(bench.server.sent.get(ROOT), root.length);
  writeFileSync(join(bench.folder, "salted.verity"), verityFileOf(old, Buffer.from("another")));
  const hashes = await readBlockHashes(join(bench.folder, "salted.verity"));
  await takeUpdate({ ...bench.parts, seed: { hashes, path: join(bench.folder, "old.root") } }, bench.url);
  assert.is(bench.server.sent.get(ROOT), 2 * root.length);
});

test("a block that cannot be read of the running version, or is another one, is fetched", async (bench) => {
  const root = publish(bench, nextRoot());
  truncateSync(join(bench.folder, "old.root"), (BLOCKS - 5) * BLOCK);
  assert.is(await takeUpdate(bench.parts, bench.url), "1.0.1");
  assert.ok(bench.written?.equals(root));
  assert.is(bench.server.sent.get(ROOT), (21 + 5) * BLOCK);
});

test("a download that is cut short goes on where it was", async (bench) => {
  const root = publish(bench, nextRoot());
  const parts = { ...bench.parts, seed: null };
  let attempts = 0;
  for (let isDone = false; !isDone && attempts < 30; attempts++) {
    bench.server.breaksAfter = 450_000;
    isDone = await takeUpdate(parts, bench.url).then(
      () => true,
      (error: unknown) => {
        if (!isUpdateRefused(error)) throw error;
        return false;
      },
    );
  }
  assert.ok(bench.written?.equals(root));
  assert.ok(attempts > 5, `${attempts}`);
  const whole = root.length + verityFileOf(root).length + 100_000;
  const again = attempts * 600 + whole * 1.35;
  assert.ok(bench.server.bytes < again, `${bench.server.bytes} bytes for ${whole}`);
});

test("a server that sends another file is found out at the first block", async (bench) => {
  publish(bench, nextRoot());
  writeFileSync(join(bench.set, ROOT), randomBytes(BLOCKS * BLOCK));
  assert.is(await refusal(bench), "the server of updates sent another file than the one that is signed");
  assert.ok((bench.server.sent.get(ROOT) ?? 0) < BLOCKS * BLOCK);
  assert.equal(bench.asked, ["check-new"], "nothing is written");
});

test("a file that was cut short or changed on the server is told", async (bench) => {
  publish(bench, nextRoot());
  truncateSync(join(bench.set, ROOT), 100 * BLOCK);
  assert.match(await refusal(bench), /answers 416|cut short/);
  rmSync(join(bench.folder, "staging"), { recursive: true });
  truncateSync(join(bench.set, KERNEL), 1000);
  assert.match(await refusal(bench), "alongside_1.0.1.efi is damaged, or another one");
});

test("a server without ranges is told", async (bench) => {
  publish(bench, nextRoot());
  bench.server.knowsRanges = false;
  assert.match(await refusal(bench), "cannot send parts of a file");
});

test("no server, no set, no signature", async (bench) => {
  assert.match(await refusal(bench), "answers 404 for SHA256SUMS");
  assert.match(await refusal(bench, "http://127.0.0.1:9"), "cannot be reached");
  assert.match(await refusal(bench, "http://example.org/"), "https://");
  publish(bench, nextRoot());
  rmSync(join(bench.set, SIGNATURE));
  assert.match(await refusal(bench), "answers 404 for SHA256SUMS.gpg");
  assert.match(await refusal(bench, bench.set), "not signed");
  assert.match(await refusal(bench, "/nowhere"), "there is no update set");
});

test("nothing is fetched or written before the signature was found good", async (bench) => {
  publish(bench, nextRoot());
  const staging = new Staging(join(bench.folder, "staging"), async () => {
    throw new UpdateRefused("the key that signed this update has expired");
  });
  const parts = { ...bench.parts, staging };
  for (const source of [bench.url, bench.set]) {
    assert.is(await refusal({ ...bench, parts }, source), "the key that signed this update has expired");
  }
  assert.is(bench.server.requests, 2);
  assert.equal(bench.asked, []);
});

test("a version that comes while another one waits does not put the deadline off", async (bench) => {
  publish(bench, nextRoot());
  const [anHourAgo, now] = [Date.now() - 3_600_000, Date.now() - 60_000];
  bench.notes.write("trying", "1.0.0", anHourAgo);
  await takeUpdate(bench.parts, bench.set);
  assert.ok((bench.notes.writtenMs("trying") ?? 0) > now, "that one ran already");
  bench.notes.write("trying", "1.0.0-1", anHourAgo);
  await takeUpdate(bench.parts, bench.set);
  assert.is(bench.notes.read("trying"), "1.0.1");
  assert.is(bench.notes.writtenMs("trying"), anHourAgo);
});

test("a folder is read where it lies", async (bench) => {
  const root = publish(bench, nextRoot());
  assert.is(await takeUpdate(bench.parts, `${bench.set}/`), "1.0.1");
  assert.ok(bench.written?.equals(root));
  assert.is(bench.server.requests, 0);
});

test("waits between parts for as long as a contact is there", async (bench) => {
  publish(bench, nextRoot());
  const bytes: number[] = [];
  const pause = async () => {
    bytes.push(bench.server.bytes);
  };
  await takeUpdate({ ...bench.parts, seed: null, pause }, bench.url);
  const steps = bytes.map((sum, index) => sum - (bytes[index - 1] ?? 0));
  assert.ok(bytes.length > 3 && Math.max(...steps) <= 8.1 * 1024 * 1024, steps.join(" "));
});

test("a full data partition is told, and what is there stays for the next time", async (bench) => {
  publish(bench, nextRoot());
  const pause = async () => {
    throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  };
  assert.is(await refusal({ ...bench, parts: { ...bench.parts, pause } }), "no space for the update on the data partition");
});

test.run();
