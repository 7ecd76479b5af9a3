import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pick, type Random } from "#protocol/random";
import { IMAGE_DISK } from "../../../test-rig/vm/boot.ts";
import type { MadeImage } from "../testing/made-image.ts";
import { cutAt } from "./cut.ts";
import { DiskAtCut } from "./disk.ts";
import { type Found, isWhole, kernelOf, look } from "./found.ts";
import type { Outcome } from "./matrix.ts";
import { copyBase, type Phase, type Recording } from "./recording.ts";

/** An image that the device has had, and what it is called. */
export interface Release {
  readonly version: string;
  readonly image: MadeImage;
}

interface Moment {
  readonly phase: Phase;
  readonly at: number;
}

interface Options {
  readonly count: number;
  readonly random: Random;
  /** What was found, the folder with the disk as it was left, and which cut it is, from 1. */
  readonly onCut?: (outcome: Outcome, folder: string, n: number) => Promise<void>;
}

/**
 * Cuts the power at random moments of a recording, as many in each phase, and says what is left each time.
 * @param releases the versions that the device has had, in their order
 */
export async function cutPower(recording: Recording, releases: readonly Release[], options: Options): Promise<Outcome[]> {
  const { count, random, onCut } = options;
  const folder = mkdtempSync(join(tmpdir(), "alongside-power-cut-"));
  const outcomes: Outcome[] = [];
  let disk: DiskAtCut | null = null;
  try {
    copyBase(recording, folder);
    disk = new DiskAtCut(join(folder, IMAGE_DISK), recording.operations);
    for (const { phase, at } of momentsOf(recording, count, random)) {
      disk.goTo(cutAt(recording.operations, at, random));
      const outcome = await judge(folder, await look(folder), { recording, phase, at, releases });
      outcomes.push(outcome);
      await onCut?.(outcome, folder, outcomes.length);
    }
  } finally {
    disk?.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return outcomes;
}

function momentsOf({ begins, operations }: Recording, count: number, random: Random): Moment[] {
  const moments = Array.from({ length: count }, (_, n): Moment => {
    const index = n % begins.length;
    const [phase, begin] = begins[index] ?? (["use", 0] as const);
    const [, end] = begins[index + 1] ?? [phase, operations.length];
    return { phase, at: begin + random(Math.max(1, end - begin)) };
  });
  return moments.sort((a, b) => a.at - b.at);
}

interface Known extends Moment {
  readonly recording: Recording;
  readonly releases: readonly Release[];
}

async function judge(folder: string, found: Found, known: Known): Promise<Outcome> {
  const { recording, phase, at, releases } = known;
  const release = releases.find(({ version }) => version === found.choice?.version);
  // Not ours, or not all of it: systemd-boot would start it all the same.
  const isKernelWhole = release !== undefined && found.choice?.sha256 === kernelOf(release.image, release.version);
  const isSlotWhole = isKernelWhole && (await isWhole(folder, found, release.image));
  // What was committed stays, whatever happens after.
  const isOlder = phase === "committed" && release !== releases.at(-1);
  return {
    phase,
    version: isKernelWhole && isSlotWhole ? release.version : null,
    isWrongSlot: !isSlotWhole || isOlder,
    lost: lostOf(found.records, recording.kept, at),
    isPlaceLost: isPlaceLost(found.place, recording.place, at),
    isRepaired: found.data === "REPAIRED",
  };
}

function isPlaceLost(found: string, place: Recording["place"], at: number): boolean {
  return place !== null && at >= place.kept && at <= place.over && !found.includes(place.contact);
}

/** How many records are missing that the device had called kept by then. */
function lostOf(records: readonly string[], kept: Recording["kept"], at: number): number {
  const there = new Set(records.map(Number));
  return [...kept].filter(([number, operations]) => operations <= at && !there.has(number)).length;
}

/** Some of the cuts, to start the machine from what they left. */
export function someOf(count: number, wanted: number, random: Random): ReadonlySet<number> {
  const all = Array.from({ length: count }, (_, n) => n + 1);
  const some = new Set<number>();
  while (some.size < Math.min(wanted, count)) some.add(pick(random, all) ?? 1);
  return some;
}
