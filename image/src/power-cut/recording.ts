import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BodyLog } from "../../../test-rig/body/log.ts";
import type { VmBody } from "../../../test-rig/body/vm.ts";
import { createRig, type Rig } from "../../../test-rig/rig.ts";
import { DISK_LOG, FIRMWARE_MEMORY, IMAGE_DISK } from "../../../test-rig/vm/boot.ts";
import { installImage } from "../../../test-rig/vm/install.ts";
import { DISK_MB, isGood, must, reboot, update } from "../testing/installed-body.ts";
import type { MadeImage } from "../testing/made-image.ts";
import { type LoggedOperation, readWriteLog } from "./write-log.ts";

/** What a device does in its life, in this order. */
export const PHASES = ["first start", "use", "contact", "update", "trial", "committed"] as const;
export type Phase = (typeof PHASES)[number];

export interface Recording {
  /** The disk before the first start. */
  readonly base: string;
  readonly operations: readonly LoggedOperation[];
  /** Number of operations at the beginning of each phase. */
  readonly begins: Readonly<Record<Phase, number>>;
  /** Record n was on the disk for good when the log had so many operations. */
  readonly kept: ReadonlyMap<number, number>;
  readonly place: Place;
}

/** The customer's place in line, from "kept" to "over" in numbers of operations. */
export interface Place {
  readonly contact: string;
  readonly kept: number;
  readonly over: number;
}

/** Where the device of the recording keeps its records, below the data partition. */
export const RECORDS = "/var/changed/lib/records";
/** And its daemon the place in line. */
export const PLACE = "/var/changed/lib/alongside/contact.json";
/** As soon as the daemon's file is there; a record, which is written through, comes after it. */
const PLACE_KEPT =
  "until grep -q $0 /var/lib/alongside/contact.json 2>/dev/null; do sleep 0.1; done; n=$(wc -l </var/lib/records); until [ $(wc -l </var/lib/records) -gt $((n+1)) ]; do sleep 0.1; done";
/** A record after the other, each told of only once the disk has it for good. */
const WRITER = `n=$(wc -l </var/lib/records 2>/dev/null || echo 0); while :; do n=$((n+1)); echo $n >>/var/lib/records; sync /var/lib/records && echo "<4>record $n is kept" >/dev/kmsg; sleep 0.3; done`;

/** A device is installed, started, used, helped, updated, started into the update and used again. Many minutes on an emulated processor. */
export async function record(from: MadeImage, to: MadeImage): Promise<Recording> {
  const rig = await createRig({ image: { file: from.disk, sizeMb: DISK_MB, hasAgent: true, isLogged: true }, devices: "refused" });
  const body = rig.machine;
  mkdirSync(body.stateDir, { recursive: true });
  await installImage(from.disk, body.stateDir, DISK_MB);
  const folder = mkdtempSync(join(tmpdir(), "alongside-power-cut-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const [name, to] of [
    [IMAGE_DISK, "base.raw"],
    [FIRMWARE_MEMORY, FIRMWARE_MEMORY],
  ] as const)
    execFileSync("cp", ["--sparse=always", join(body.stateDir, name), join(folder, to)]);
  const log = join(body.stateDir, DISK_LOG);
  const logged = () => statSync(log).size;
  const kept = recordsOf(body.log, logged);
  const begins: [Phase, number][] = [["first start", 0]];
  const begin = (phase: Phase) => begins.push([phase, logged()]);
  try {
    await rig.reach("ready");
    await write(body);
    await isGood(body);
    begin("use");
    await must(body, "sleep", "10");
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
    await body.power.cut();
    const operations = readWriteLog(readFileSync(log));
    const count = (bytes: number) => operations.findLastIndex(({ end }) => end <= bytes) + 1;
    return {
      base: join(folder, "base.raw"),
      operations,
      begins: Object.fromEntries(begins.map(([phase, bytes]) => [phase, count(bytes)])) as Record<Phase, number>,
      kept: new Map([...kept].map(([number, bytes]) => [number, count(bytes)])),
      place: { contact: place.contact, kept: count(place.kept), over: count(place.over) },
    };
  } finally {
    await rig.stop();
  }
}

/** The customer waits in line, speaks with the agent, and ends the contact. @returns when the place was kept and when it was given up, in bytes of the log */
async function beHelped(rig: Rig, logged: () => number): Promise<Place> {
  await rig.reach("queued");
  const contact = rig.device.contact ?? "";
  await must(rig.machine, "sh", "-c", PLACE_KEPT, contact);
  const kept = logged();
  await must(rig.machine, "sleep", "5");
  await rig.reach("in-contact");
  const over = logged();
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
