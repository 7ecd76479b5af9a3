import { usageOf } from "../../test-rig/supervisor/memory.ts";

const LOOK_MS = 500;

/** Runs some work. @returns how long it took, and the most memory that this process and all below it had at one time (PSS) */
export async function timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly seconds: number; readonly peakMb: number }> {
  let peakKb = 0;
  const look = () => {
    peakKb = Math.max(peakKb, usageOf(process.pid).pssKb);
  };
  const began = performance.now();
  look();
  const timer = setInterval(look, LOOK_MS);
  try {
    const result = await work();
    return { result, seconds: Math.round((performance.now() - began) / 100) / 10, peakMb: Math.round(peakKb / 1024) };
  } finally {
    clearInterval(timer);
  }
}
