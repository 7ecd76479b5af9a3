import { parseArgs } from "node:util";
import { ensureRoot } from "../roots.ts";
import { say } from "../say.ts";
import { pause } from "../wait.ts";
import { runBenchmark } from "./benchmark.ts";
import type { Cleanup } from "./cleanup.ts";
import { ContactService } from "./contact-service.ts";
import { type ContactTimes, clockErrorMs, contactTimes, type TimelineMark } from "./contact-times.ts";
import type { FarEnd } from "./far-end.ts";
import { p50p95 } from "./figures.ts";
import { Kiosk } from "./kiosk.ts";
import { loopbackUp } from "./line.ts";
import { machine } from "./machine.ts";
import { HANG_MS, Pages } from "./pages.ts";
import { Remote } from "./remote.ts";

// npm run bench:start: contacts one after another, from the gesture over a hung app to the whole picture at the agent.
// What each figure means is in docs/benchmarks.md.

/** Between the touch that hangs the app and the gesture. */
const TOUCH_TO_GESTURE_MS = 400;

const { values } = parseArgs({ options: { contacts: { type: "string", default: "20" } } });
const contacts = Number(values.contacts);
if (!(contacts >= 1 && contacts <= 1000)) throw new Error("--contacts takes 1 to 1000");
await runBenchmark(measureAll);

async function measureAll(cleanup: Cleanup): Promise<object> {
  const root = await ensureRoot("kiosk");
  await loopbackUp({ root });
  const pages = new Pages();
  const port = await pages.start();
  cleanup.add("the benchmark's pages", () => pages.stop());
  const kiosk = new Kiosk({ root, appUrl: `http://127.0.0.1:${port}/hanging` });
  cleanup.add("the kiosk", () => kiosk.stop());
  say("starting kiosk and desk");
  await kiosk.start();
  const far = new Remote<FarEnd>([process.execPath, new URL("far-end.js", import.meta.url).pathname]);
  cleanup.add("the agent's browser", () => far.stop());
  await far.call("open", { trustedOrigins: [], camera: true });
  const service = new ContactService(kiosk, far, "127.0.0.1");
  await service.signIn();

  const rest = await memoryMb(kiosk);
  let session = rest;
  const times: ContactTimes[] = [];
  let errorMs = 0;
  for (let n = 1; n <= contacts; n++) {
    await service.prepare();
    await kiosk.tapApp();
    await pause(TOUCH_TO_GESTURE_MS);
    const hangsBefore = pages.hangs;
    await kiosk.openPanel();
    if (pages.hangs !== hangsBefore) throw new Error("the app was back before the panel was there: nothing is proved");
    await pause(HANG_MS);
    if (pages.hangs !== hangsBefore + 1) throw new Error("the app did not hang when it was touched");
    await service.talk();
    const timeline = await timelineOf(service, far, kiosk);
    if (n === contacts) session = await memoryMb(kiosk);
    await service.close();
    times.push(contactTimes(timeline));
    errorMs = Math.max(errorMs, clockErrorMs(timeline));
    say(`contact ${n} of ${contacts}: ${JSON.stringify(rounded(times.at(-1)))}`);
  }
  const of = (name: keyof ContactTimes) => p50p95(times.map((each) => each[name]));
  return {
    gestureToPanel: of("gestureToPanel"),
    acceptToAgentFace: of("acceptToAgentFace"),
    acceptToFirstStripe: of("acceptToFirstStripe"),
    acceptToScreen: of("acceptToScreen"),
    ownShare: of("ownShare"),
    memoryMb: { rest, session },
    contacts,
    clockErrorMs: Number(errorMs.toFixed(1)),
    machine: machine(),
    date: new Date().toISOString(),
  };
}

/** The contact's marks, once all of them have come to the desk. */
async function timelineOf(service: ContactService, far: Remote<FarEnd>, kiosk: Kiosk): Promise<readonly TimelineMark[]> {
  const until = Date.now() + 10_000;
  for (;;) {
    const timeline = await far.call("timeline", { console: service.page, contact: kiosk.contact ?? "" });
    try {
      contactTimes(timeline);
      return timeline;
    } catch (error) {
      if (Date.now() > until) throw error;
      await pause(200);
    }
  }
}

async function memoryMb(kiosk: Kiosk): Promise<Record<string, number>> {
  return Object.fromEntries(Object.entries(await kiosk.processes()).map(([name, { pssMb }]) => [name, Math.round(pssMb)]));
}

function rounded(times: ContactTimes | undefined): object {
  return Object.fromEntries(Object.entries(times ?? {}).map(([name, ms]) => [name, Math.round(Number(ms))]));
}
