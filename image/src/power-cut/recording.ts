import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BodyLog } from "../../../test-rig/body/log.ts";
import type { VmBody } from "../../../test-rig/body/vm.ts";
import { inTop } from "../../../test-rig/paths.ts";
import { createRig, type Rig } from "../../../test-rig/rig.ts";
import { DISK_LOG, FIRMWARE_MEMORY, IMAGE_DISK } from "../../../test-rig/vm/boot.ts";
import { ensureMade, hashOf } from "../../../test-rig/vm/cache.ts";
import { installImage } from "../../../test-rig/vm/install.ts";
import { DISK_MB, isGood, must, reboot, update } from "../testing/installed-body.ts";
import type { MadeImage } from "../testing/made-image.ts";
import { type LoggedOperation, readWriteLog } from "./write-log.ts";

/** What a device does in its life, in this order. */
export type Phase = "first start" | "use" | "contact" | "update" | "trial" | "committed";

export interface Recording {
  /** With the disk and the firmware's memory before the first start. */
  readonly folder: string;
  readonly operations: readonly LoggedOperation[];
  /** Number of operations at the beginning of each phase. */
  readonly begins: readonly (readonly [Phase, number])[];
  /** Record n was on the disk for good when the log had so many operations. */
  readonly kept: ReadonlyMap<number, number>;
  readonly place: Place | null;
}

/** The customer's place in line, from "kept" to the agent's answer, in numbers of operations. */
export interface Place {
  readonly contact: string;
  readonly kept: number;
  readonly over: number;
}

/** Where the device of the recording keeps its records, below the data partition. */
export const RECORDS = "/var/changed/lib/records";
/** And its daemon the place in line. */
export const PLACE = "/var/changed/lib/alongside/contact.json";
/** A record after the other, each told of only once the disk has it for good. */
const WRITER = `n=$(wc -l </var/lib/records 2>/dev/null || echo 0); while :; do n=$((n+1)); echo $n >>/var/lib/records; sync /var/lib/records && echo "<4>record $n is kept" >/dev/kmsg; sleep 0.3; done`;
/** As soon as the daemon's file is there; a record, which is written through, comes after it. */
const PLACE_KEPT =
  "until grep -q $0 /var/lib/alongside/contact.json 2>/dev/null; do sleep 0.1; done; n=$(wc -l </var/lib/records); until [ $(wc -l </var/lib/records) -gt $((n+1)) ]; do sleep 0.1; done";

const BASE = "base.raw";
const FACTS = "life.json";
/** As in a recording, in bytes of the log. */
interface Facts extends Omit<Recording, "folder" | "operations" | "kept"> {
  readonly kept: readonly (readonly [number, number])[];
}

/**
 * A device is installed, started and used; when there is a version to update to, its customer is helped, it is updated, started into the
 * update and used again. Recorded once for each content: many minutes on an emulated processor.
 */
export async function recorded(from: MadeImage, to: MadeImage | null): Promise<Recording> {
  const texts = [from.roothash, to?.roothash ?? ""];
  const hash = hashOf(texts, [inTop("image/src/power-cut/recording.ts"), inTop("image/steps/init.sh"), inTop("image/steps/data.sh")]);
  const kind = to === null ? "start" : "life";
  const folder = await ensureMade(kind, hash, "the recording of a device's life", (out) => record(out, from, to));
  const operations = readWriteLog(readFileSync(join(folder, DISK_LOG)));
  const count = (bytes: number) => operations.findLastIndex(({ end }) => end <= bytes) + 1;
  const { begins, kept, place } = JSON.parse(readFileSync(join(folder, FACTS), "utf8")) as Facts;
  return {
    folder,
    operations,
    begins: begins.map(([phase, bytes]) => [phase, count(bytes)]),
    kept: new Map(kept.map(([number, bytes]) => [number, count(bytes)])),
    place: place && { ...place, kept: count(place.kept), over: count(place.over) },
  };
}

/** Puts the recording's disk, as it was before the first start, into a folder. */
export function copyBase({ folder }: Recording, to: string): void {
  copyDisk(join(folder, BASE), join(to, IMAGE_DISK));
  copyDisk(join(folder, FIRMWARE_MEMORY), join(to, FIRMWARE_MEMORY));
}

function copyDisk(from: string, to: string): void {
  execFileSync("cp", ["--sparse=always", from, to]);
}

async function record(out: string, from: MadeImage, to: MadeImage | null): Promise<void> {
  const rig = await createRig({ image: { file: from.disk, sizeMb: DISK_MB, hasAgent: true, isLogged: true }, devices: "refused" });
  const { machine: body } = rig;
  mkdirSync(body.stateDir, { recursive: true });
  await installImage(from.disk, body.stateDir, DISK_MB);
  copyDisk(join(body.stateDir, IMAGE_DISK), join(out, BASE));
  copyDisk(join(body.stateDir, FIRMWARE_MEMORY), join(out, FIRMWARE_MEMORY));
  const log = join(body.stateDir, DISK_LOG);
  try {
    const facts = await live(rig, to, () => statSync(log).size);
    await body.cutPower();
    copyDisk(log, join(out, DISK_LOG));
    writeFileSync(join(out, FACTS), JSON.stringify(facts));
  } catch (error) {
    throw new Error(`no life could be recorded: ${error instanceof Error ? error.message : String(error)}\n${body.log.tail(60)}`);
  } finally {
    await rig.stop();
  }
}

async function live(rig: Rig, to: MadeImage | null, logged: () => number): Promise<Facts> {
  const { machine: body } = rig;
  const kept = recordsOf(body.log, logged);
  const begins: [Phase, number][] = [["first start", 0]];
  const begin = (phase: Phase) => begins.push([phase, logged()]);
  await rig.reach("ready");
  await write(body);
  await isGood(body);
  begin("use");
  await must(body, "sleep", "10");
  if (to === null) return { begins, kept: [...kept], place: null };
  begin("contact");
  const place = await beHelped(rig, logged);
  begin("update");
  await update(body, to.update);
  begin("trial");
  await reboot(body);
  await write(body);
  await isGood(body);
  await must(body, "sync");
  begin("committed");
  await must(body, "sleep", "10");
  return { begins, kept: [...kept], place };
}

/** The customer waits in line, speaks with the agent, and ends the contact. */
async function beHelped(rig: Rig, logged: () => number): Promise<Place> {
  await rig.reach("queued");
  const contact = rig.device.contact ?? "";
  await must(rig.machine, "sh", "-c", PLACE_KEPT, contact);
  const kept = logged();
  await must(rig.machine, "sleep", "10");
  // A call that an emulated machine could not begin in time is another contact.
  const over = logged();
  await rig.reach("in-contact");
  await rig.reach("ready");
  return { contact, kept, over };
}

async function write(body: VmBody): Promise<void> {
  await must(body, "systemd-run", "--unit=records", "--quiet", "sh", "-c", WRITER.replaceAll("$", "$$"));
}

/** By record, how long the log was when the device said that it is kept. */
function recordsOf(log: BodyLog, logged: () => number): Map<number, number> {
  const kept = new Map<number, number>();
  log.listen((record) => {
    if (record.name !== "console" || record.event !== "line") return;
    const [, number] = /record (\d+) is kept/.exec(record.text) ?? [];
    if (number !== undefined) kept.set(Number(number), logged());
  });
  return kept;
}
