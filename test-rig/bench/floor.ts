import { text } from "node:stream/consumers";
import type { Body } from "../body/body.ts";

/** How old the scene's stamps are when a local capture has them: no way of sending them can be quicker. */
export interface FloorFigures {
  readonly latency: { readonly p50: number | null; readonly p95: number | null };
  readonly fps: number;
}

interface Summary {
  readonly fps: number;
  readonly p50?: number;
  readonly p95?: number;
}

/** Captures the stamps at the output's top left as `screen` captures the picture, for so long. */
export async function captureFloor(body: Body, seconds: number): Promise<FloorFigures> {
  const glass = [
    "/opt/alongside/bin/glass",
    "--stamps",
    "--stamp-rect",
    "0,0,1280,8",
    "--stamp-clock",
    "realtime",
    "--seconds",
    String(seconds),
  ];
  const lines = (await text(await body.pipe(glass))).trim().split("\n");
  const { fps, p50, p95 } = readSummary(lines.at(-1) ?? "");
  // Without a single stamp the summary has no ages.
  return { latency: { p50: p50 ?? null, p95: p95 ?? null }, fps };
}

function readSummary(line: string): Summary {
  try {
    const value = JSON.parse(line) as Summary;
    if (typeof value.fps === "number") return value;
  } catch {
    // Below.
  }
  throw new Error(`the last line of glass --stamps is a summary with fps, p50 and p95, not ${JSON.stringify(line)}`);
}
