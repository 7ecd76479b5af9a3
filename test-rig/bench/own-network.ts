import { spawn } from "node:child_process";
import { asRoot } from "../namespace.ts";
import { cacheDir } from "../paths.ts";

const INSIDE = "ALONGSIDE_BENCH_INSIDE";

/** Whether this process already is the one in the network of its own. */
export function isInOwnNetwork(): boolean {
  return process.env[INSIDE] === "1";
}

/**
 * Starts this program again in a network namespace of its own, as its root, and ends with its exit code. The namespace and all
 * interfaces in it end with the last process in it, so nothing has to be taken down on the machine.
 */
export async function enterOwnNetwork(): Promise<never> {
  const program = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const [command = "", ...args] = asRoot(["unshare", "--net", "--", ...program]);
  // A user namespace's root would look for the roots in another cache.
  const env = { ...process.env, [INSIDE]: "1", ALONGSIDE_CACHE: cacheDir };
  const child = spawn(command, args, { env, stdio: ["inherit", "inherit", "inherit", "ipc"] });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill("SIGTERM"));
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (exit, signal) => resolve(exit ?? (signal ? 1 : 0)));
  });
  process.exit(code);
}
