import { parseArgs } from "node:util";
import { createRig, type Rig } from "../rig.ts";
import { ensureRoot } from "../roots.ts";
import { say } from "../say.ts";
import { grant } from "../scenarios/hand.ts";
import { pause, until } from "../wait.ts";
import { runBenchmark } from "./benchmark.ts";
import type { Cleanup } from "./cleanup.ts";
import { p50p95, quantile, rounded } from "./figures.ts";
import { clockBetween, sendDrag, sentTaps, watchPatch } from "./input-console.ts";
import { growthMb, WARM_UP } from "./input-growth.ts";
import { writtenMs } from "./input-log.ts";
import { loopbackUp } from "./line.ts";
import { machine } from "./machine.ts";
import { Pages } from "./pages.ts";

// npm run bench:input: how quick the agent's hand is, and whether contact after contact costs memory.
// What each figure means is in docs/benchmarks.md.

const EVENTS = 2000;
const EVERY_MS = 10;
/** In the patch of the page /tap. */
const PATCH = { x: 300, y: 560 };
const SEEN_MS = 10_000;
/** More than the daemon's pause between two lines "input stats". */
const LOGGED_MS = 2000;

const { values } = parseArgs({
  options: { contacts: { type: "string", default: "200" }, taps: { type: "string", default: "50" } },
});
const [contacts, taps] = [Number(values.contacts), Number(values.taps)];
if (!(contacts >= 0 && contacts <= 10_000)) throw new Error("--contacts takes 0 to 10000");
if (!(taps >= 1 && taps <= 1000)) throw new Error("--taps takes 1 to 1000");
await runBenchmark(measureAll);

async function measureAll(cleanup: Cleanup): Promise<object> {
  await loopbackUp({ root: await ensureRoot("kiosk") });
  const pages = new Pages();
  const port = await pages.start();
  cleanup.add("the benchmark's pages", () => pages.stop());
  const page = (path: string) => `http://127.0.0.1:${port}${path}`;
  const rig = await createRig({ appUrl: page("/tap"), config: { inputStats: true } });
  cleanup.add("the kiosk", () => rig.stop());
  say("starting kiosk, desk and agent");
  await rig.reach("in-contact");
  const tapToPixel = await measureTaps(rig);
  const still = await measureBackend(rig);
  await rig.body.setApp(page("/app/scenes.html?scene=scroll"));
  await until("the scrolling picture", SEEN_MS * 3, async () => (await rig.agent.picture()).fps > 3);
  const { toBackend, clockErrorMs, fps } = await measureBackend(rig);
  await rig.body.setApp(page("/tap"));
  const growth = contacts > 0 ? await growthMb(rig, contacts) : null;
  return {
    toBackend,
    toBackendStill: still.toBackend,
    tapToPixel,
    contacts200GrowthMb: growth?.mb ?? null,
    contacts,
    memoryMb: growth?.ends ?? null,
    warmUp: WARM_UP,
    events: EVENTS,
    taps,
    fps,
    clockErrorMs,
    machine: machine(),
    date: new Date().toISOString(),
  };
}

/** From the touch's event at the console until the patch has turned in the console's video. */
async function measureTaps(rig: Rig): Promise<object> {
  await grant(rig);
  await watchPatch(rig.agent.page, PATCH);
  const tookMs: number[] = [];
  for (let n = 0; n < taps; n++) {
    // Not in step with the feed, which refreshes a still picture once a second.
    await pause(400 + ((n * 137) % 500));
    const before = await sentTaps(rig.agent.page);
    await rig.agent.hand.tap(PATCH);
    const after = await until("the changed pixel at the console", SEEN_MS, async () => {
      const now = await sentTaps(rig.agent.page);
      return now.turnedMs.length > before.turnedMs.length ? now : null;
    });
    const sentMs = after.sentMs[before.sentMs.length];
    const turnedMs = after.turnedMs[before.turnedMs.length];
    if (sentMs === undefined || turnedMs === undefined) throw new Error("the console has sent no touch");
    tookMs.push(turnedMs - sentMs);
  }
  say(`tap to pixel: ${JSON.stringify(p50p95(tookMs))}`);
  return p50p95(tookMs);
}

/** From the console's send until the daemon has handed the event to the backend. */
async function measureBackend(rig: Rig): Promise<{ toBackend: object; clockErrorMs: number; fps: number }> {
  await grant(rig);
  // What was sent before has been written, and logged, by then.
  await pause(LOGGED_MS);
  const clock = await clockBetween(rig.agent.page);
  const logged = rig.log.records.length;
  const sentMs = await sendDrag(rig.agent.page, EVENTS, EVERY_MS);
  const { fps } = await rig.agent.picture();
  const written = await until("the daemon's word about every event", SEEN_MS, () => {
    const found = writtenMs(rig.log.records.slice(logged));
    return found.length >= sentMs.length ? found : null;
  });
  if (written.length !== sentMs.length) throw new Error(`${sentMs.length} events were sent and ${written.length} written`);
  const tookMs = sentMs.map((sent, n) => (written[n] ?? 0) - (sent + clock.offsetMs));
  const toBackend = { p50: rounded(quantile(tookMs, 0.5), 2), p99: rounded(quantile(tookMs, 0.99), 2) };
  say(`console send to backend: ${JSON.stringify(toBackend)} at ${fps} fps`);
  return { toBackend, clockErrorMs: Number(clock.errorMs.toFixed(2)), fps };
}
