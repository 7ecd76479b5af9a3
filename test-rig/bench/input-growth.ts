import type { Rig } from "../rig.ts";
import { say } from "../say.ts";
import { grant } from "../scenarios/hand.ts";
import { usageOf } from "../supervisor/memory.ts";
import { quantile } from "./figures.ts";

/** Contacts before memory counts. */
export const WARM_UP = 20;
/** Memory at either end is the middle of so many contacts: one sample may lie before or after a collection of garbage. */
const SAMPLES = 20;
/** In one of so many contacts the agent has control. */
const CONTROL_EVERY = 10;
const NAMES = ["daemon", "screen", "desk"] as const;
type Name = (typeof NAMES)[number];
type Memory = Readonly<Record<Name, number>>;

export interface Growth {
  readonly mb: Memory;
  readonly ends: { readonly first: Memory; readonly last: Memory };
}

/** Whole contacts one after another, from gesture to wrap-up; how much more memory the lasting processes have after them. */
export async function growthMb(rig: Rig, contacts: number): Promise<Growth> {
  const samples: Memory[] = [];
  // Now: the log does not keep its beginning for so long.
  const desk = deskPid(rig);
  for (let n = 1; n <= WARM_UP + contacts; n++) {
    await rig.reach("in-contact");
    if (n % CONTROL_EVERY === 0) {
      await grant(rig);
      await rig.agent.hand.type("one contact of many");
    }
    await rig.customer.rest();
    await rig.agent.wrapUp();
    if (n > WARM_UP) samples.push(await memoryMb(rig, desk));
    if (n % CONTROL_EVERY === 0) say(`contact ${n} of ${WARM_UP + contacts}: ${JSON.stringify(samples.at(-1) ?? "warming up")}`);
  }
  const [first, last] = [middleOf(samples.slice(0, SAMPLES)), middleOf(samples.slice(-SAMPLES))];
  return { mb: each((name) => last[name] - first[name]), ends: { first, last } };
}

function each(value: (name: Name) => number): Memory {
  return Object.fromEntries(NAMES.map((name) => [name, Number(value(name).toFixed(1))])) as Record<Name, number>;
}

function middleOf(samples: readonly Memory[]): Memory {
  return each(
    (name) =>
      quantile(
        samples.map((sample) => sample[name]),
        0.5,
      ) ?? 0,
  );
}

/** @throws Error when the log does not tell */
function deskPid(rig: Rig): number {
  const desk = rig.log.records.findLast((record) => record.name === "desk" && record.event === "started");
  if (desk?.event !== "started") throw new Error("the log does not say which process the desk is");
  return desk.pid;
}

async function memoryMb(rig: Rig, desk: number): Promise<Memory> {
  const processes = await rig.body.processes();
  const deskKb = usageOf(desk).pssKb;
  return each((name) => (name === "desk" ? deskKb : (processes.find((process) => process.name === name)?.pssKb ?? 0)) / 1024);
}
