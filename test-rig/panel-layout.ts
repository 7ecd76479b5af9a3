import type { Point } from "./finger.ts";

/**
 * Where the panel's controls lie on an output of 1280x800, in device pixels: the panel takes the upper 480 rows, the box of a call
 * lies at the right. The panel page has no door for tests, so the rig touches where a customer would see the control; the
 * scenario "every control lies where panel-layout.ts says" looks after these numbers.
 */
export const panel = {
  /** Panel, right column. */
  talk: { x: 1016, y: 108 },
  hide: { x: 1016, y: 300 },
  close: { x: 1016, y: 396 },
  cancel: { x: 990, y: 240 },
  wrapUpClose: { x: 990, y: 340 },
  /** Box of a call. */
  boxHide: { x: 1106, y: 270 },
  boxMute: { x: 1040, y: 325 },
  boxEnd: { x: 1170, y: 325 },
} as const satisfies Record<string, Point>;
