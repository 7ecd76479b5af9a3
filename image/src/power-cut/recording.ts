import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { BodyLog } from "../../../test-rig/body/log.ts";
import type { VmBody } from "../../../test-rig/body/vm.ts";
import { DISK_LOG, IMAGE_DISK } from "../../../test-rig/vm/boot.ts";
import { installImage } from "../../../test-rig/vm/install.ts";
import { DISK_MB, installedBody, isGood, must, reboot, update } from "../testing/installed-body.ts";
import type { MadeImage } from "../testing/made-image.ts";
import { type LoggedOperation, readWriteLog } from "./write-log.ts";

/** What a device does in its life, in this order. */
export const PHASES = ["first start", "use", "update", "trial", "committed"] as const;
export type Phase = (typeof PHASES)[number];

export interface Recording {
  /** The disk before the first start. */
  readonly base: string;
  readonly operations: readonly LoggedOperation[];
  /** Number of operations at the beginning of each phase. */
  readonly begins: Readonly<Record<Phase, number>>;
  /** Record n was on the disk for good when the log had so many operations. */
  readonly kept: ReadonlyMap<number, number>;
}

/** Where the device of the recording keeps its records, below the data partition. */
export const RECORDS = "/var/changed/lib/records";
/** A record after the other, each told of only once the disk has it for good. */
const WRITER = `n=$(wc -l </var/lib/records 2>/dev/null || echo 0); while :; do n=$((n+1)); echo $n >>/var/lib/records; sync /var/lib/records && echo "<4>record $n is kept" >/dev/kmsg; sleep 0.3; done`;

/** A device is installed, started, used, updated, started into the update and used again. Minutes on an emulated processor. */
export async function record(from: MadeImage, to: MadeImage): Promise<Recording> {
  const body = installedBody(from.disk, { isLogged: true });
  await installImage(from.disk, body.stateDir, DISK_MB);
  const base = join(body.stateDir, "base.raw");
  execFileSync("cp", ["--sparse=always", join(body.stateDir, IMAGE_DISK), base]);
  const logged = () => statSync(join(body.stateDir, DISK_LOG)).size;
  const kept = recordsOf(body.log, logged);
  const begins: [Phase, number][] = [["first start", 0]];
  const begin = (phase: Phase) => begins.push([phase, logged()]);
  try {
    await body.start();
    await write(body);
    await isGood(body);
    begin("use");
    await must(body, "sleep", "10");
    begin("update");
    await update(body, to.update);
    begin("trial");
    await reboot(body);
    await write(body);
    await isGood(body);
    await must(body, "sync");
    begin("committed");
    await must(body, "sleep", "10");
  } finally {
    await body.stop();
  }
  const operations = readWriteLog(readFileSync(join(body.stateDir, DISK_LOG)));
  const count = (bytes: number) => operations.findLastIndex(({ end }) => end <= bytes) + 1;
  return {
    base,
    operations,
    begins: Object.fromEntries(begins.map(([phase, bytes]) => [phase, count(bytes)])) as Record<Phase, number>,
    kept: new Map([...kept].map(([number, bytes]) => [number, count(bytes)])),
  };
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
