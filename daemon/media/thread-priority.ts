import { readdirSync, readFileSync } from "node:fs";
import { getPriority, setPriority } from "node:os";

/** libwebrtc's encoder; threads that libvpx starts from it inherit name and priority. */
export const ENCODER_THREAD = "EncoderQueue";
const STEP = 10;
const MOST_NICE = 19;

/**
 * Lets the encoder go behind this process's other threads: the network, the heartbeat and the agent's input need little time but need it
 * at once, and a picture may be late. Linux gives each thread its own nice value, and needs no privilege for a higher one (nice(2)).
 * @returns how many threads stepped back; 0 before the encoder runs
 */
export function encoderStepsBack(): number {
  const nice = Math.min(MOST_NICE, getPriority() + STEP);
  return threadsNamed(ENCODER_THREAD).filter((id) => {
    try {
      setPriority(id, nice);
      return true;
    } catch {
      // The thread has just ended, or a sandbox forbids it: better with, but good without.
      return false;
    }
  }).length;
}

/** Ids of this process's threads of that name. */
export function threadsNamed(name: string): number[] {
  return readdirSync("/proc/self/task")
    .map(Number)
    .filter((id) => {
      try {
        return readFileSync(`/proc/self/task/${id}/comm`, "utf8").trim() === name;
      } catch {
        return false;
      }
    });
}
