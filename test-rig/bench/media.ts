import { say } from "../say.ts";
import { runBenchmark } from "./benchmark.ts";
import type { Cleanup } from "./cleanup.ts";
import { type HostAndCog, measureHostAndCog } from "./host-versus-cog.ts";
import { measureIdle } from "./idle.ts";
import { lineShapes, type SceneName } from "./lines.ts";
import { machine } from "./machine.ts";
import { type FullFigures, measureOrRetry } from "./measurement.ts";
import { type MediaOptions, readMediaOptions } from "./media-options.ts";
import { MediaRun, type Seat } from "./media-run.ts";
import { measureOutage } from "./outage.ts";
import type { PictureService } from "./service.ts";

// npm run bench:media: from glass to glass beside wayvnc and noVNC, in one kiosk, on loopback and over shaped lines.
// What each figure means is in docs/benchmarks.md.

type ByScene = Partial<Record<SceneName, FullFigures | null>>;
interface Compared {
  readonly ours: ByScene;
  readonly peers: { readonly wayvnc: ByScene };
}

/** What failed, also when a second attempt did not. */
const failures: string[] = [];
const options = readMediaOptions(process.argv.slice(2));
await runBenchmark((cleanup) => measureAll(cleanup, options));

async function measureAll(cleanup: Cleanup, options: MediaOptions): Promise<object> {
  const { seconds, scenes, lines, outage, warmUpSeconds, camera } = options;
  const run = await MediaRun.start(cleanup, { camera });
  const memoryAtRest = await run.memoryMb();
  const hostVersusCog: Partial<Record<SceneName, HostAndCog>> = {};
  for (const scene of scenes.filter((each) => each !== "unchanged")) hostVersusCog[scene] = await measureHostAndCog(run, scene, seconds);

  const near = await run.seatOnLoopback();
  const onLoopback = await compare(run, near, "loopback", options);
  say("a contact with the screen hidden");
  const idle = await measureIdle(run, near, seconds);
  await near.close();

  const links: Record<string, object> = {};
  if (lines.length > 0 || outage) {
    const { seat, line } = await run.seatBehindLine();
    for (const name of lines) {
      await line.shape(lineShapes[name]);
      links[name] = await compare(run, seat, name, options);
    }
    if (outage) {
      await line.shape(lineShapes["10M20"]);
      await run.show("scroll");
      say("10M20 cut for 2 s: ours, then wayvnc");
      const [ours, vnc] = seat.services;
      const recoverMs = await measureOutage(ours, line, { far: seat.far, warmUpSeconds });
      links.outage2s = { recoverMs, peers: { wayvnc: { recoverMs: await measureOutage(vnc, line, { far: seat.far, warmUpSeconds }) } } };
    }
  }
  return {
    idleCpuSecondsPerMinute: idle.cpuSecondsPerMinute,
    ...onLoopback,
    links,
    floor: Object.fromEntries(Object.entries(hostVersusCog).map(([scene, { host }]) => [scene, host])),
    hostVersusCog,
    memoryMb: { rest: memoryAtRest, session: idle.memoryMb },
    seconds,
    failures,
    machine: machine(),
    date: new Date().toISOString(),
  };
}

/** Each scene by ours and, right after, by the peer: what else the machine does meets both. */
async function compare(run: MediaRun, seat: Seat, line: string, { scenes, seconds, warmUpSeconds }: MediaOptions): Promise<Compared> {
  const found: Compared = { ours: {}, peers: { wayvnc: {} } };
  const [ours, vnc] = seat.services;
  for (const scene of scenes) {
    await run.show(scene);
    const how = { far: seat.far, counters: seat.counters, warmUpSeconds, seconds: scene === "static" ? 2 * seconds : seconds };
    const failed = (service: PictureService) => (why: string) => {
      failures.push(`${line} ${scene} ${service.name}: ${why}`);
      say(failures.at(-1) ?? "");
    };
    found.ours[scene] = await measureOrRetry(ours, how, failed(ours));
    found.peers.wayvnc[scene] = await measureOrRetry(vnc, how, failed(vnc));
    say(`${line} ${scene}: ours ${inWords(found.ours[scene])}; wayvnc ${inWords(found.peers.wayvnc[scene])}`);
  }
  return found;
}

function inWords(figures: FullFigures | null | undefined): string {
  if (!figures) return "none";
  const { latency, fps, kBps, cpuSecondsPerMinute } = figures;
  return `${latency.p50 ?? "–"}/${latency.p95 ?? "–"} ms, ${fps} fps, ${kBps} kB/s, ${cpuSecondsPerMinute} CPU s/min`;
}
