import type { Point } from "./finger.ts";
import { colourAt, type Ppm } from "./ppm.ts";

/**
 * Where the panel's controls lie, in logical pixels of an output of 1280x800, or of one of 800x1280 on its side. The panel page has no door for tests: the rig looks at
 * the glass and touches where a customer would see the control. Panel and box are found by their frame's colour, so the box may lie
 * anywhere; within them the places are those of ui-shell/src/panel.css, and the scenarios fail when they move.
 */
const FRAME = 0x0b5a5c;
/** A question has an edge of its own on the left; its first answer a solid frame once it may be touched, a grey one before. */
const ASK_EDGE = { x: 10, y: 240, colour: 0xe08a00 };
const FIRST_ANSWER = { x: 98, y: 382 };
const PORTRAIT_FIRST_ANSWER = { x: 66, y: 690 };
/** Of the output's height. */
const PANEL_SHARE = 0.6;
const BOX_WIDTH = 300;
const BOX_HEIGHT = 340;
const BOX_RADIUS = 14;

/** In the panel, from the output's corner. */
const inPanel = {
  home: { talk: [1016, 108], hide: [1016, 300], close: [1016, 396] },
  waiting: { cancel: [1016, 236] },
  live: { hide: [1016, 111], mute: [1016, 198], end: [1016, 286], close: [1016, 367], stopControl: [596, 290] },
  ask: { allow: [246, 382], deny: [574, 382] },
  stillThere: { here: [277, 382] },
  wrapup: { yes: [1016, 150], no: [1016, 238], close: [1016, 326] },
} as const satisfies Record<string, Record<string, readonly [number, number]>>;

/** The same on a portrait output; what is not here no scenario touches there. */
const inPortraitPanel: Record<string, Record<string, readonly [number, number]>> = {
  home: { talk: [400, 234], close: [400, 495] },
  waiting: { cancel: [400, 311] },
  ask: { allow: [231, 690], deny: [593, 690] },
  wrapup: { close: [216, 439] },
};

/** In the large box, from the box's corner. */
const inBox = {
  live: { hide: [150, 248], mute: [80, 303], end: [220, 303], stopControl: [150, 423] },
  wrapup: { yes: [150, 255], no: [80, 310], close: [220, 310] },
} as const satisfies Record<string, Record<string, readonly [number, number]>>;

export type PanelControl = { [S in keyof typeof inPanel]: `${S}.${Extract<keyof (typeof inPanel)[S], string>}` }[keyof typeof inPanel];

/** What of help is on the glass. */
export type Surface =
  | { readonly kind: "hidden" }
  | {
      readonly kind: "panel";
      /** A question, and whether it may be answered yet. */
      readonly asks?: "early" | "open";
      /** The output stands on its side. */
      readonly isPortrait?: true;
    }
  | { readonly kind: "box"; readonly x: number; readonly y: number };

/** Looks for the panel's lower edge, then for the box's left edge: nothing else stands upright in the frame's colour for so long. */
export function findSurface(picture: Ppm): Surface {
  const edge = Math.floor(picture.height * PANEL_SHARE) - 3;
  if ([100, 400, 700, 1000].every((x) => x >= picture.width || colourAt(picture, x, edge) === FRAME)) return panelOf(picture);
  for (let x = 0; x + BOX_WIDTH <= picture.width; x++) {
    const start = uprightStart(picture, x);
    if (start !== null) return { kind: "box", x, y: Math.max(0, start - BOX_RADIUS) };
  }
  return { kind: "hidden" };
}

function panelOf(picture: Ppm): Surface {
  const isPortrait = picture.width < picture.height;
  const panel: Surface = isPortrait ? { kind: "panel", isPortrait } : { kind: "panel" };
  if (colourAt(picture, ASK_EDGE.x, ASK_EDGE.y) !== ASK_EDGE.colour) return panel;
  const answer = isPortrait ? PORTRAIT_FIRST_ANSWER : FIRST_ANSWER;
  return { ...panel, asks: colourAt(picture, answer.x, answer.y) === FRAME ? "open" : "early" };
}

/** Whether a control can be there to be touched: answers on an open question alone, and nothing else beside a question. */
export function isTouchable(control: PanelControl, surface: Surface): boolean {
  if (surface.kind === "box") return placeIn(inBox, control) !== undefined;
  if (surface.kind === "hidden") return false;
  return surface.asks === (/^(ask|stillThere)\./.test(control) ? "open" : undefined);
}

/** Where to touch for a control as it is shown now. @throws Error when it is not shown. */
export function placeOf(control: PanelControl, surface: Surface): Point {
  const place = surface.kind === "hidden" ? undefined : placeIn(tableOf(surface), control);
  if (!place) throw new Error(`${control} is not on the glass: it shows ${surface.kind}`);
  const [left, top] = surface.kind === "box" ? [surface.x, surface.y] : [0, 0];
  return { x: left + place[0], y: top + place[1] };
}

function tableOf(surface: Exclude<Surface, { kind: "hidden" }>) {
  if (surface.kind === "box") return inBox;
  return surface.isPortrait ? inPortraitPanel : inPanel;
}

function placeIn(table: Record<string, Record<string, readonly [number, number]>>, control: PanelControl) {
  const [scene = "", name = ""] = control.split(".");
  return table[scene]?.[name];
}

/** Where the frame's colour begins to stand upright in a column for most of the box's height, or null. */
function uprightStart(picture: Ppm, x: number): number | null {
  let start = 0;
  for (let y = 0; y < picture.height; y++) {
    if (colourAt(picture, x, y) !== FRAME) start = y + 1;
    else if (y - start >= BOX_HEIGHT - 3 * BOX_RADIUS) return start;
  }
  return null;
}
