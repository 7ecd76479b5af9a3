import { readFileSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { seeded } from "#protocol/random";
import { Corpus } from "./corpus.ts";
import { Coverage } from "./coverage.ts";
import { Fuzzer } from "./fuzzer.ts";
import type { FuzzTarget } from "./target.ts";
import { targets } from "./targets.ts";

/** What the fuzzing thread is told. */
export interface Job {
  readonly name: string;
  readonly seconds: number;
  readonly seed: number;
  /** Where the grown corpus is kept. */
  readonly corpus: string | null;
  /** A file to run once instead. */
  readonly replay: string | null;
  /** u32 number of runs, u32 length, the input that is run just now: the other thread reads it when this one hangs. */
  readonly now: SharedArrayBuffer;
}

const NOW_HEADER_BYTES = 8;
/** Errors are thrown by the million: long stacks would be most of the work. */
const STACK_LINES = 4;

/** Runs one target. @throws whatever is found */
export async function work({ name, seconds, seed, corpus: folder, replay, now }: Job): Promise<void> {
  Error.stackTraceLimit = STACK_LINES;
  const coverage = new Coverage();
  coverage.start();
  const target = await load(name);
  coverage.cover(target.covers);
  await target.start?.();
  const [counters, bytes] = [new Uint32Array(now, 0, 2), new Uint8Array(now, NOW_HEADER_BYTES)];
  const onRun = (input: Uint8Array): void => {
    bytes.set(input);
    counters[1] = input.length;
    counters[0] = (counters[0] ?? 0) + 1;
  };
  if (replay !== null) {
    const names = await target.run(new Uint8Array(readFileSync(replay)));
    process.stdout.write(`${name}: no finding; reached ${names.join(", ")}\n`);
  } else {
    const corpus = new Corpus(folder);
    const result = await new Fuzzer({ target, coverage, corpus, random: seeded(seed), onRun }).run(seconds);
    process.stdout.write(`${name}: no finding; ${JSON.stringify({ ...result, seed })}\n`);
  }
  await target.stop?.();
  coverage.stop();
}

async function load(name: string): Promise<FuzzTarget> {
  const found = targets[name];
  if (!found) throw new Error(`no target ${JSON.stringify(name)}; there are ${Object.keys(targets).join(", ")}`);
  return found();
}

await work(workerData as Job);
