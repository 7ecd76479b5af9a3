import type { LineShape } from "./line.ts";

/** Names as design.md gives them: NMd is N Mbit/s with d ms round trip and 300 ms of queue. */
export const lineShapes = {
  "10M20": { kbit: 10_000, roundTripMs: 20, queueMs: 300, lossPercent: 0 },
  "2M60": { kbit: 2000, roundTripMs: 60, queueMs: 300, lossPercent: 0 },
  "1M100loss2": { kbit: 1000, roundTripMs: 100, queueMs: 300, lossPercent: 2 },
} as const satisfies Record<string, LineShape>;
export type LineName = keyof typeof lineShapes;
export const lineNames = Object.keys(lineShapes) as LineName[];

/** What the app shows (ui-shell/app/scenes.js), and its name in the printed figures. */
export const scenes = {
  unchanged: "unchanged",
  static: "static",
  scroll: "scroll",
  videoQuarter: "video-quarter",
  video: "video",
} as const;
export type SceneName = keyof typeof scenes;
export const sceneNames = Object.keys(scenes) as SceneName[];
