import { pause } from "../wait.ts";
import type { FarEnd } from "./far-end.ts";
import { latencyAndRate, type SceneFigures } from "./figures.ts";
import type { Gathered } from "./page/reader.ts";
import type { Remote } from "./remote.ts";
import type { PictureService } from "./service.ts";

/** A moment's counters; two of them make a rate. */
export interface Counters {
  /** CPU time by process. */
  readonly cpuMs: Readonly<Record<string, number>>;
  /** Bytes on the interface between the ends, both directions. */
  readonly bytes: number;
}

export interface MeasureOptions {
  readonly far: Remote<FarEnd>;
  readonly seconds: number;
  /** Given to codecs and congestion control to settle, the same for each. */
  readonly warmUpSeconds: number;
  readonly counters: () => Promise<Counters>;
}

/** What is printed beyond the contract: whose time it was, and how good the reading. */
export interface FullFigures extends SceneFigures {
  /** CPU seconds a minute by process, those below 0.05 left out; `viewer` is the agent's browser. */
  readonly cpu: Readonly<Record<string, number>>;
  /** Width of the picture as it arrived: less than the kiosk's where it was sent smaller. */
  readonly width: number;
  /** Share of the pictures looked at whose stamp could not be read. */
  readonly unreadShare: number;
}

/** As `measure`, once more after a failure: a run of a quarter of an hour is not thrown away for one call. Null: it failed twice. */
export async function measureOrRetry(
  service: PictureService,
  options: MeasureOptions,
  onFailure: (why: string) => void,
): Promise<FullFigures | null> {
  for (let tries = 0; tries < 2; tries++) {
    try {
      return await measure(service, options);
    } catch (error) {
      onFailure(error instanceof Error ? error.message : String(error));
      await service.recover();
    }
  }
  return null;
}

/** Opens a service, lets it settle, measures it while nobody looks on, and closes it. After a failure it may still be open. */
export async function measure(service: PictureService, options: MeasureOptions): Promise<FullFigures> {
  const { far, seconds, warmUpSeconds } = options;
  await service.open();
  await far.call("read", service.page);
  await pause(warmUpSeconds * 1000);
  const before = await snapshot(options);
  await pause(seconds * 1000);
  const after = await snapshot(options);
  const gathered = await far.call("gathered", service.page);
  await service.close();
  return figuresOf(service.serving, before, after, gathered);
}

function figuresOf(serving: readonly string[], before: Snapshot, after: Snapshot, gathered: Gathered): FullFigures {
  const { samples, looks, unread, width } = gathered;
  const cpu = cpuSecondsPerMinute(before, after);
  return {
    ...latencyAndRate(samples, before.atMs, after.atMs),
    cpuSecondsPerMinute: Number(serving.reduce((sum, name) => sum + (cpu[name] ?? 0), 0).toFixed(2)),
    kBps: Number(((after.bytes - before.bytes) / (after.atMs - before.atMs)).toFixed(1)),
    cpu: Object.fromEntries(Object.entries(cpu).filter(([, seconds]) => seconds >= 0.05)),
    width,
    unreadShare: looks > 0 ? Number((unread / looks).toFixed(3)) : 1,
  };
}

export type Snapshot = Counters & { readonly atMs: number };

/** Rates between two moments, by process. A process that was started anew meanwhile counts from its start. */
export function cpuSecondsPerMinute(before: Snapshot, after: Snapshot): Record<string, number> {
  const minutes = (after.atMs - before.atMs) / 60_000;
  const rate = (name: string, nowMs: number) => {
    const thenMs = before.cpuMs[name] ?? 0;
    return Number(((nowMs - (thenMs > nowMs ? 0 : thenMs)) / 1000 / minutes).toFixed(2));
  };
  return Object.fromEntries(Object.entries(after.cpuMs).map(([name, nowMs]) => [name, rate(name, nowMs)]));
}

async function snapshot({ far, counters }: MeasureOptions): Promise<Snapshot> {
  const viewer = (await far.call("usage")).cpuMs;
  const { cpuMs, bytes } = await counters();
  return { cpuMs: { ...cpuMs, viewer }, bytes, atMs: Date.now() };
}
