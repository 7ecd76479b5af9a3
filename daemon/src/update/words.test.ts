import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { rangesOf } from "./block-file.ts";
import { filesOf, readManifest } from "./manifest.ts";
import { isUpdateRefused } from "./refusal.ts";
import { runningSeed } from "./seed.ts";
import { Sysupdate } from "./sysupdate.ts";
import { verityFileOf } from "./testing/verity-file.ts";
import { signatureFault } from "./trust.ts";
import { BLOCK, isBlock, readBlockHashes } from "./verity.ts";

const status = (...words: string[]) => words.map((word) => `[GNUPG:] ${word}\n`).join("");

test("a signature counts when it is good and its key is valid today", () => {
  const valid = "VALIDSIG 0123 2025-01-01 1735689600 0 4 0 22 8 00 0123";
  assert.is(signatureFault(status("NEWSIG", "GOODSIG 01 Alongside updates", valid)), null);
  // gpg ends with 0 for these, too.
  assert.match(signatureFault(status("NEWSIG", "KEYEXPIRED 1", "EXPKEYSIG 01 Alongside updates", valid)) ?? "", /key .* has expired/);
  assert.match(signatureFault(status("REVKEYSIG 01 Alongside updates", valid)) ?? "", "revoked");
  assert.match(signatureFault(status("EXPSIG 01 Alongside updates", valid)) ?? "", /signature .* has expired/);
  assert.match(signatureFault(status("BADSIG 01 Alongside updates")) ?? "", "changed");
  assert.match(signatureFault(status("ERRSIG 01 22 8 00 1735689600 9", "NO_PUBKEY 01")) ?? "", "does not know");
  assert.match(signatureFault(status("NODATA 4")) ?? "", "damaged");
  for (const said of ["", "GOODSIG 01\nVALIDSIG 01", status("GOODSIG 01"), status(valid)])
    assert.match(signatureFault(said) ?? "", "cannot be checked");
  assert.match(signatureFault(status("GOODSIG 01", valid, "BADSIG 02")) ?? "", "changed", "one bad signature among good ones");
});

test("a manifest's lines are read as systemd reads them, and others are left out", () => {
  const hash = "a".repeat(64);
  const lines = [`${hash}  alongside_1.0.1.efi`, `${hash} *alongside_1.0.1_x.root`, `${hash}  alongside_1.0.1_y.verity`];
  const strange = [`${hash}  ../etc/passwd`, `${hash}  .hidden`, "text", `${hash.slice(1)}  short`, `${hash}   spaces`, ""];
  const files = readManifest([...lines, ...strange].join("\n"));
  assert.equal(
    files.map(({ name }) => name),
    ["alongside_1.0.1.efi", "alongside_1.0.1_x.root", "alongside_1.0.1_y.verity"],
  );
  assert.is(filesOf("1.0.1", files).kernel.name, "alongside_1.0.1.efi");
  assert.throws(() => filesOf("1.0", files), isUpdateRefused);
  assert.throws(() => filesOf("1.0.1", files.slice(0, 2)), /alongside_1\.0\.1_….verity/);
});

test("blocks that are near each other are fetched as one run, and no run is longer than a request", () => {
  assert.equal(rangesOf([]), []);
  assert.equal(rangesOf([3, 4, 5, 12, 40]), [
    { first: 3, count: 10 },
    { first: 40, count: 1 },
  ]);
  assert.equal(
    rangesOf(Array.from({ length: 5000 }, (_, index) => index)).map(({ count }) => count),
    [2048, 2048, 904],
  );
});

test("says in words what systemd-sysupdate says", async () => {
  const answers = (code: number, output: string, errors: string) => new Sysupdate(undefined, async () => ({ code, output, errors }));
  assert.is(await answers(0, "1.0.1\n", "gpg: Good signature").newer(), "1.0.1");
  assert.is(await answers(1, "", 'gpg: Signature made\ngpg: Good signature from "x"\n').newer(), null);
  const fault = (errors: string) =>
    answers(1, "", errors)
      .write("1.0.1")
      .then(
        () => "written",
        (error: Error) => error.message,
      );
  assert.match(
    await fault("DOWNLOAD INVALID: Checksum of a.root file did not checkout, file has been tampered with."),
    "damaged or was changed",
  );
  assert.match(await fault("DOWNLOAD INVALID: Signature verification failed."), "signature of this update is wrong");
  assert.match(await fault("Failed to write: No space left on device"), "no space left");
  assert.match(await fault("gpg: x\nSomething else went wrong.\n"), "systemd-sysupdate: Something else went wrong.");
  assert.match(await fault(""), "without a word");
});

test("reads the running version's hashes by the kernel's command line, and refuses other kinds", async () => {
  const folder = mkdtempSync(join(tmpdir(), "alongside-seed-"));
  const places = { commandLine: join(folder, "cmdline"), root: join(folder, "root"), partitions: join(folder, "parts") };
  mkdirSync(places.partitions);
  const data = Buffer.alloc(300 * BLOCK, "blocks ");
  try {
    writeFileSync(places.commandLine, "quiet root=/dev/vda\n");
    assert.is(await runningSeed(places), null);
    writeFileSync(places.commandLine, `roothash=${"1".repeat(32)}66666666777788889999000000000000 quiet\n`);
    assert.is(await runningSeed(places), null, "no such partition");
    const partition = join(places.partitions, "66666666-7777-8888-9999-000000000000");
    // A partition is longer than what is in it.
    writeFileSync(partition, Buffer.concat([verityFileOf(data), Buffer.alloc(100_000)]));
    const seed = await runningSeed(places);
    assert.is(seed?.hashes.blocks, 300);
    assert.ok(seed && isBlock(seed.hashes, 299, data.subarray(0, BLOCK)) === data.subarray(299 * BLOCK).equals(data.subarray(0, BLOCK)));
    for (const damaged of [Buffer.alloc(5000), verityFileOf(data).subarray(0, 9000), Buffer.from("verity")]) {
      writeFileSync(partition, damaged);
      assert.is(await runningSeed(places), null);
    }
    const huge = verityFileOf(data);
    huge.writeBigUInt64LE(1n << 40n, 72);
    writeFileSync(partition, huge);
    assert.ok(await readBlockHashes(partition).then(() => false, isUpdateRefused), "it would fill the memory");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
