import { renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { pick, type Random } from "#protocol/random";
import { IMAGE_DISK } from "../../../test-rig/vm/boot.ts";
import type { MadeImage } from "../testing/made-image.ts";
import { cutAt } from "./cut.ts";
import { DiskAtCut } from "./disk.ts";
import { type Found, isWhole, kernelOf, look } from "./found.ts";
import type { Outcome } from "./matrix.ts";
import { PHASES, type Phase, type Recording } from "./recording.ts";

/** An image that the device has had, and what it is called. */
export interface Release {
  readonly version: string;
  readonly image: MadeImage;
}

interface Moment {
  readonly phase: Phase;
  readonly at: number;
}

/** Cuts the power at random moments of a recording, as many in each phase, and says what is left each time. */
export async function cutPower(
  recording: Recording,
  { from, to }: { readonly from: Release; readonly to: Release },
  { count, random, onCut }: { count: number; random: Random; onCut: (outcome: Outcome, folder: string, n: number) => Promise<void> },
): Promise<Outcome[]> {
  const folder = dirname(recording.base);
  const file = join(folder, IMAGE_DISK);
  renameSync(recording.base, file);
  const disk = new DiskAtCut(file, recording.operations);
  const outcomes: Outcome[] = [];
  try {
    for (const { phase, at } of momentsOf(recording, count, random)) {
      disk.goTo(cutAt(recording.operations, at, random));
      const outcome = await judge(folder, await look(folder), { recording, phase, at, releases: [from, to] });
      outcomes.push(outcome);
      await onCut(outcome, folder, outcomes.length);
    }
  } finally {
    disk.close();
  }
  return outcomes;
}

function momentsOf({ begins, operations }: Recording, count: number, random: Random): Moment[] {
  const moments = Array.from({ length: count }, (_, n): Moment => {
    const phase = PHASES[n % PHASES.length] ?? "use";
    const next = PHASES[PHASES.indexOf(phase) + 1];
    const end = next ? begins[next] : operations.length;
    return { phase, at: begins[phase] + random(Math.max(1, end - begins[phase])) };
  });
  return moments.sort((a, b) => a.at - b.at);
}

interface Known extends Moment {
  readonly recording: Recording;
  readonly releases: readonly Release[];
}

async function judge(folder: string, found: Found, known: Known): Promise<Outcome> {
  const { recording, phase, at, releases } = known;
  const [, newest] = releases;
  const release = releases.find(({ version }) => version === found.choice?.version);
  // Not ours, or not all of it: systemd-boot would start it all the same.
  const isKernelWhole = release !== undefined && found.choice?.sha256 === kernelOf(release.image, release.version);
  const isSlotWhole = isKernelWhole && (await isWhole(folder, found, release.image));
  // What was committed stays, whatever happens after.
  const isOlder = phase === "committed" && release !== newest;
  return {
    phase,
    version: isKernelWhole && isSlotWhole ? release.version : null,
    isWrongSlot: !isSlotWhole || isOlder,
    lost: lostOf(found.records, recording.kept, at),
    isPlaceLost: at >= recording.place.kept && at <= recording.place.over && !found.place.includes(recording.place.contact),
    isRepaired: found.data === "REPAIRED",
  };
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
