import { X509Certificate } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ensureRoot } from "../../test-rig/roots.ts";
import { runTool } from "../../test-rig/vm/tools.ts";
import { readBoard } from "./board.ts";
import { addBootKey, makeBootKey } from "./boot-key.ts";
import { makeDisk, makeKernel } from "./image.ts";
import { sha256Of } from "./update-set.ts";
import { partitionUuids } from "./version.ts";

// The disk and its kernel around a root of a few files: the image's own root takes minutes, and is image.long.test.ts's.

const recipe = { board: readBoard("amd64"), version: "1.0.0", epoch: 1_760_000_000 };
const names = { disk: "disk.raw", uki: "alongside_1.0.0.efi" };
const SECTOR = 512;

const test = suite("layout of the disk");
const folder = mkdtempSync(join(tmpdir(), "alongside-layout-"));
const root = await ensureRoot("kiosk");
const keys = join(folder, "keys");
mkdirSync(keys);
await addBootKey(keys, await newBootKey());
const roothash = await makeSlot();
await lay("once");

async function newBootKey() {
  const made = join(folder, "made");
  mkdirSync(made);
  return makeBootKey(made);
}

async function makeSlot(): Promise<string> {
  mkdirSync(join(folder, "files"));
  writeFileSync(join(folder, "files/hello"), "hello");
  const script =
    "mkfs.erofs --quiet -T0 -Uclear /run/out/root.erofs /run/out/files && veritysetup format --salt=- --root-hash-file=/run/out/roothash /run/out/root.erofs /run/out/root.verity";
  await runTool(["sh", "-euc", script], { out: folder });
  return readFileSync(join(folder, "roothash"), "utf8").trim();
}

async function lay(name: string): Promise<Record<keyof typeof names, string>> {
  rmSync(join(folder, names.disk), { force: true });
  await makeKernel(recipe, { root, making: folder, keys, uki: names.uki });
  await makeDisk(recipe, { making: folder, keys, ...names });
  const hashes = { disk: await sha256Of(join(folder, names.disk)), uki: await sha256Of(join(folder, names.uki)) };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(hashes));
  return hashes;
}

interface Partition {
  readonly start: number;
  readonly size: number;
  readonly type: string;
  readonly uuid: string;
  readonly name: string;
}

async function partitions(): Promise<Partition[]> {
  const json = await runTool(["sfdisk", "--json", `/run/out/${names.disk}`], { out: folder });
  return (JSON.parse(json) as { partitiontable: { partitions: Partition[] } }).partitiontable.partitions;
}

test.after(() => rmSync(folder, { recursive: true, force: true }));

test("has a boot partition, slot A filled, slot B empty and of the same size, and the data partition last", async () => {
  const table = await partitions();
  assert.equal(
    table.map(({ name }) => name),
    ["alongside-esp", "alongside_1.0.0", "alongside_1.0.0_verity", "_empty", "_empty", "alongside-data"],
  );
  const [, rootA, verityA, rootB, verityB] = table;
  assert.equal([rootA?.size, verityA?.size], [rootB?.size, verityB?.size]);
  assert.equal([rootA?.type, verityA?.type], [rootB?.type, verityB?.type]);
});

test("names the slot's partitions after its root hash, which the kernel's command line says", async () => {
  const [, rootA, verityA] = await partitions();
  const uuids = partitionUuids(roothash);
  assert.equal([rootA?.uuid.toLowerCase(), verityA?.uuid.toLowerCase()], [uuids.root, uuids.verity]);
  const inspected = await runTool(["ukify", "inspect", `/run/out/${names.uki}`], { out: folder });
  assert.match(inspected, new RegExp(`roothash=${roothash} `));
  assert.match(inspected, /IMAGE_VERSION=1\.0\.0/);
});

test("holds a root that its hashes fit", async () => {
  const [, rootA, verityA] = await partitions();
  const copy = (from: Partition | undefined, to: string) =>
    `dd if=/run/out/${names.disk} of=/tmp/${to} bs=${SECTOR} skip=${from?.start} count=${from?.size} conv=sparse status=none`;
  const verify = `veritysetup verify /tmp/root /tmp/verity ${roothash}`;
  await runTool(["sh", "-euc", [copy(rootA, "root"), copy(verityA, "verity"), verify].join("\n")], { out: folder });
});

test("has a boot loader without a menu, and a kernel with three tries", async () => {
  const [esp] = await partitions();
  const at = `/run/out/${names.disk}@@${(esp?.start ?? 0) * SECTOR}`;
  const script = `mdir -i ${at} -b -/ ::/ && mtype -i ${at} ::/loader/loader.conf`;
  const listed = await runTool(["sh", "-euc", script], { out: folder });
  for (const path of ["EFI/BOOT/BOOTX64.EFI", "EFI/Linux/alongside_1.0.0+3.efi"]) assert.ok(listed.includes(path), listed);
  assert.match(listed, /timeout menu-disabled/);
  assert.match(listed, /editor no/);
});

test("has the key for firmware in setup mode, which only a virtual machine takes by itself", async () => {
  const [esp] = await partitions();
  const at = `/run/out/${names.disk}@@${(esp?.start ?? 0) * SECTOR}`;
  const script = `mdir -i ${at} -b -/ ::/loader && mtype -i ${at} ::/loader/loader.conf && mtype -i ${at} ::/loader/keys/alongside.cer | base64 -w0`;
  const listed = await runTool(["sh", "-euc", script], { out: folder });
  for (const name of ["PK.auth", "KEK.auth", "db.auth"]) assert.ok(listed.includes(`loader/keys/auto/${name}`), listed);
  assert.match(listed, /secure-boot-enroll if-safe/);
  assert.ok(listed.includes(new X509Certificate(readFileSync(join(keys, "secure-boot.pem"))).raw.toString("base64")));
});

test("is the same to the bit when it is made again", async () => {
  const before = JSON.parse(readFileSync(join(folder, "once.json"), "utf8")) as object;
  assert.equal(await lay("again"), before);
});

test.run();
