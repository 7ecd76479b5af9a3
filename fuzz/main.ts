import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { nameOf } from "./corpus.ts";
import { targets } from "./targets.ts";
import type { Job } from "./worker.ts";

// One target in a process of its own: node dist/fuzz/main.js NAME --seconds N [--corpus FOLDER] [--seed N] [--replay FILE], or --list.
// The fuzzing is done by a worker, so that an input that never ends is found, too.

const HEADER_BYTES = 8;
const LARGEST_INPUT = 256 * 1024;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    corpus: { type: "string" },
    replay: { type: "string" },
    /** An input that takes longer has made it hang. */
    "hang-seconds": { type: "string", default: "10" },
    list: { type: "boolean", default: false },
  },
});
// Those with a planted fault are for the tests of the fuzzer alone.
if (values.list)
  process.stdout.write(
    `${Object.keys(targets)
      .filter((name) => !name.startsWith("planted"))
      .join("\n")}\n`,
  );
else supervise(positionals[0] ?? "", values.corpus ?? null, values.replay ?? null);

function supervise(name: string, corpus: string | null, replay: string | null): void {
  const now = new SharedArrayBuffer(HEADER_BYTES + LARGEST_INPUT);
  const counters = new Uint32Array(now, 0, 2);
  const job: Job = { name, seconds: Number(values.seconds), seed: Number(values.seed), corpus, replay, now };
  const worker = new Worker(new URL("worker.js", import.meta.url), { workerData: job });
  const hangSeconds = Number(values["hang-seconds"]);
  let runs = 0;
  const watch = setInterval(() => {
    if (counters[0] === runs && runs > 0) end(`hangs: no end within ${hangSeconds} s`);
    runs = counters[0] ?? 0;
  }, hangSeconds * 1000);
  worker.on("error", (error) => end(String(error.stack ?? error)));
  worker.on("exit", () => clearInterval(watch));

  function end(why: string): never {
    process.stdout.write(`${name}: ${why}\n`);
    if ((counters[0] ?? 0) > 0 && replay === null) keep(new Uint8Array(now, HEADER_BYTES, counters[1]).slice());
    process.exit(1);
  }

  function keep(input: Uint8Array): void {
    const folder = corpus ?? ".";
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `finding-${nameOf(input)}`);
    writeFileSync(file, input);
    process.stdout.write(`${name}: the input is in ${file} (seed ${job.seed}); again by: npm run fuzz -- ${name} --replay ${file}\n`);
  }
}
