import { spawn } from "node:child_process";
import { once } from "node:events";

/** Gives a lock back. */
export type Release = () => Promise<void>;

/**
 * Takes an exclusive lock on a file, across processes and clones. It ends with this process, however it ends.
 * @param onWait called once when somebody else holds it
 */
export async function lockFile(path: string, onWait: () => void): Promise<Release> {
  // Node has no flock: a shell holds the lock for as long as its standard input stays open.
  const holder = spawn("flock", ["--exclusive", path, "sh", "-c", "echo locked; cat >/dev/null"], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = setTimeout(onWait, 500);
  const [said] = (await Promise.race([once(holder.stdout, "data"), once(holder, "error"), once(holder, "exit")])) as [unknown];
  clearTimeout(waiting);
  if (!Buffer.isBuffer(said)) throw new Error(`the lock ${path} could not be taken: flock ended with ${String(said)}`);
  return async () => {
    const gone = once(holder, "exit");
    holder.stdin.end();
    await gone;
  };
}
