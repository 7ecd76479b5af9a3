import { Cleanup } from "./cleanup.ts";
import { enterOwnNetwork, isInOwnNetwork } from "./own-network.ts";

/**
 * Runs a benchmark in a network of its own, prints its figures as one line of JSON, and ends the process: with 1 when it failed.
 * @param measure puts into `cleanup` what is to be undone, however it ends
 */
export async function runBenchmark(measure: (cleanup: Cleanup) => Promise<object>): Promise<never> {
  if (!isInOwnNetwork()) await enterOwnNetwork();
  const cleanup = new Cleanup();
  cleanup.watch();
  let code = 0;
  try {
    process.stdout.write(`${JSON.stringify(await measure(cleanup))}\n`);
  } catch (error) {
    code = 1;
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  } finally {
    await cleanup.run();
  }
  process.exit(code);
}
