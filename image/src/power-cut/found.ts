import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inTop } from "../../../test-rig/paths.ts";
import { runTool } from "../../../test-rig/vm/tools.ts";
import type { MadeImage } from "../testing/made-image.ts";
import { partitionUuids } from "../version.ts";
import { PLACE, RECORDS } from "./recording.ts";
import { type Choice, chosenOf, type Kernel } from "./selection.ts";

interface Slot {
  readonly uuid: string;
  /** In sectors of 512 bytes. */
  readonly start: number;
  readonly size: number;
}

/** What a disk holds after the power went. */
export interface Found {
  readonly choice: Choice | null;
  readonly slots: readonly Slot[];
  readonly data: "OK" | "REPAIRED" | "LOST";
  /** The records' lines, as they are. */
  readonly records: readonly string[];
  /** The daemon's file of the contact, as it is; empty when there is none. */
  readonly place: string;
}

/** Looks at disk.raw of a folder without changing it. @throws Error when its partition table cannot be read */
export async function look(folder: string): Promise<Found> {
  const said = await runTool(["sh", "/run/scripts/check-disk.sh", RECORDS, PLACE], { out: folder, scripts: inTop("image/src/power-cut") });
  const lines = said.split("\n").map((line) => line.split(" "));
  const of = (kind: string) => lines.filter(([first]) => first === kind).map(([, ...words]) => words);
  const kernels = of("kernel").map(([name = "", sha256 = ""]): Kernel => ({ name, sha256 }));
  return {
    choice: chosenOf(kernels),
    slots: of("slot").map(([uuid = "", start, size]) => ({ uuid: uuid.toLowerCase(), start: Number(start), size: Number(size) })),
    data: (of("data")[0]?.[0] ?? "LOST") as Found["data"],
    records: of("record").map(([line = ""]) => line),
    place: of("place")
      .map((words) => words.join(" "))
      .join("\n"),
  };
}

/** The kernel that belongs to an image, as it must be on the boot partition. */
export function kernelOf({ update }: MadeImage, version: string): string {
  return createHash("sha256")
    .update(readFileSync(join(update, `alongside_${version}.efi`)))
    .digest("hex");
}

/** Both partitions of an image's slot. @throws Error when one is not there */
export function slotOf({ slots }: Pick<Found, "slots">, { roothash }: MadeImage): { root: Slot; verity: Slot } {
  const find = (uuid: string) => slots.find((slot) => slot.uuid === uuid);
  const uuids = partitionUuids(roothash);
  const [root, verity] = [find(uuids.root), find(uuids.verity)];
  if (!root || !verity) throw new Error(`no slot has root hash ${roothash}`);
  return { root, verity };
}

/** Whether every block of the slot is the one that was signed for; seconds. */
export async function isWhole(folder: string, found: Found, image: MadeImage): Promise<boolean> {
  const { root, verity } = slotOf(found, image);
  const copy = ({ start, size }: Slot, to: string) =>
    `dd if=/run/out/disk.raw of=/tmp/${to} bs=1M iflag=skip_bytes,count_bytes skip=${start * 512} count=${size * 512} conv=sparse status=none`;
  const script = [copy(root, "root"), copy(verity, "verity"), `veritysetup verify /tmp/root /tmp/verity ${image.roothash}`].join(" && ");
  return runTool(["sh", "-euc", script], { out: folder }).then(
    () => true,
    () => false,
  );
}
