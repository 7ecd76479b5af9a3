import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { cacheDir } from "../../test-rig/paths.ts";
import { ensureRoot } from "../../test-rig/roots.ts";
import { say } from "../../test-rig/say.ts";
import { chooseAccelerator } from "../../test-rig/vm/accelerator.ts";
import { type Board, readBoard } from "../src/board.ts";
import { buildImage, type ImageFiles } from "../src/image.ts";
import { paintedMs, panelMs } from "./boot.ts";
import { writeChangedPackage } from "./changed-package.ts";
import { deltaBetween, type SetFiles } from "./delta.ts";
import { writePageTree } from "./page.ts";
import { timed } from "./peak.ts";
import { plainDisk } from "./plain-disk.ts";

// npm run bench:image: the size of what ships, what an update of one package takes, and how long a start takes beside a plain Debian's.
// What each figure means is in docs/benchmarks.md.

const EPOCH = 1_760_000_000;
const MEGABYTE = 1e6;
const options = {
  package: { type: "string", default: "libcurl4t64:amd64" },
  starts: { type: "string", default: "1" },
} as const;
const { values } = parseArgs({ options });
const starts = Number(values.starts);
if (!(Number.isInteger(starts) && starts >= 0 && starts <= 20)) throw new Error("--starts takes 0 to 20; with 0 nothing is started");

// On the cache's disk, where there is room for two images.
mkdirSync(cacheDir, { recursive: true });
const folder = mkdtempSync(join(cacheDir, "bench-image-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130));
try {
  process.stdout.write(`${JSON.stringify(await measure())}\n`);
  process.exit(0);
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}

async function measure(): Promise<object> {
  const board = readBoard("amd64");
  const root = await ensureRoot("kiosk");
  await ensureRoot("tools");
  const loadAtStart = loadavg()[0] ?? 0;
  const [page, changed] = [join(folder, "page"), join(folder, "changed")];
  writePageTree(page);
  const changedMb = writeChangedPackage(root, values.package, changed) / MEGABYTE;
  const old = await timed(() => build(board, "1.0.0", [page]));
  const sizes = sizesOf(old.result);
  say(`built in ${old.seconds} s: ${JSON.stringify(sizes)}`);
  const next = await build(board, "1.0.1", [page, changed]);
  const delta = await deltaBetween(setFiles(old.result), setFiles(next));
  const deltaPercent = round((100 * delta.fetched) / delta.whole);
  say(`an update of ${values.package} takes ${deltaPercent} %`);
  return {
    compressedMb: round(sizes.root + sizes.verity + sizes.kernel),
    sizesMb: sizes,
    deltaPercent,
    delta: { package: values.package, changedMb: round(changedMb), fetchedMb: round(delta.fetched / MEGABYTE) },
    buildSeconds: old.seconds,
    memoryMb: { build: old.peakMb },
    ...(starts > 0 ? await startFigures(board, join(old.result.out, old.result.disk)) : {}),
    machine: {
      processor: cpus()[0]?.model.trim() ?? "unknown",
      processors: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      kernel: release(),
    },
    load: { atStart: round(loadAtStart), atEnd: round(loadavg()[0] ?? 0) },
    date: new Date().toISOString(),
  };
}

interface Built extends ImageFiles {
  readonly out: string;
}

async function build(board: Board, version: string, trees: readonly string[]): Promise<Built> {
  const out = join(folder, version);
  return { out, ...(await buildImage({ board, version, epoch: EPOCH, out, trees })) };
}

function setFiles({ out, update }: Built): SetFiles {
  const path = (ending: string) => {
    const name = readdirSync(join(out, update)).find((each) => each.endsWith(ending));
    if (name === undefined) throw new Error(`the update set has no file that ends in ${ending}`);
    return join(out, update, name);
  };
  return { root: path(".root"), verity: path(".verity"), kernel: path(".efi"), kernelHashes: path(".kernel-hashes") };
}

/** What is compressed already, as it is downloaded and written. */
function sizesOf(built: Built): Record<"root" | "verity" | "kernel", number> {
  const { root, verity, kernel } = setFiles(built);
  const megabytes = (path: string) => round(statSync(path).size / MEGABYTE);
  return { root: megabytes(root), verity: megabytes(verity), kernel: megabytes(kernel) };
}

/** Ours and the plain one by turns; the middle of each. */
async function startFigures(board: Board, disk: string): Promise<object> {
  const plain = await plainDisk(board);
  const [ours, theirs, panels]: number[][] = [[], [], []];
  for (let start = 1; start <= starts; start++) {
    for (const [times, measureOne, what] of [
      [ours, () => paintedMs(disk), "the image's page"],
      [theirs, () => paintedMs(plain), "the plain Debian's page"],
      [panels, () => panelMs(disk), "the image's panel"],
    ] as const) {
      const ms = await measureOne();
      times?.push(ms);
      say(`start ${start} of ${starts}: ${what} after ${round(ms / 1000)} s`);
    }
  }
  const [painted, baseline, panel] = [ours, theirs, panels].map((times) => middle(times ?? []));
  return {
    boot: { painted, panel },
    baselineBoot: { painted: baseline },
    bootRatio: Number(((painted ?? 0) / (baseline || 1)).toFixed(2)),
    starts,
    accelerator: (await chooseAccelerator()).accelerator,
  };
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
