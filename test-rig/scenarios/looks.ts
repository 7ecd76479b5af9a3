import { colourAt, type Ppm } from "../ppm.ts";
import type { Rig } from "../rig.ts";

/** What of the panel page's look tells its scenes apart (ui-shell/src/panel.css), as a customer's eye would. */
const BRAND = 0x0b5a5c;
const BRAND_DEEP = 0x07474a;
const NOTICE = 0xfff3dd;
const WHITE = 0xffffff;

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the panel speaks; its buttons are on the right. */
const SAYS: Area = { x: 60, y: 20, width: 700, height: 440 };
/** In the box, below the agent's name, clear of the caption. */
const FACE: Area = { x: 20, y: 45, width: 260, height: 90 };
const NAME: Area = { x: 10, y: 8, width: 180, height: 30 };

/** In the box: the agent's face, or their name and initials on the brand's colour; null while the box is not there. */
export async function agentInBox(rig: Rig): Promise<"face" | "name alone" | null> {
  const picture = await rig.body.look();
  const surface = await rig.customer.surface();
  if (surface.kind !== "box") return null;
  const within = ({ x, y, ...size }: Area): Area => ({ x: surface.x + x, y: surface.y + y, ...size });
  const isPlain = shareOf(picture, BRAND_DEEP, within(FACE)) > 0.5;
  return isPlain && shareOf(picture, WHITE, within(NAME)) > 0.01 ? "name alone" : "face";
}

/** The panel shows the place in line as a number on a block of the brand's colour. */
export async function isPlaceInLineShown(rig: Rig): Promise<boolean> {
  return (await rig.customer.surface()).kind === "panel" && shareOf(await rig.body.look(), BRAND, SAYS) > 0.015;
}

/** The panel shows a notice: what happened, and what to do next. */
export async function isNoticeShown(rig: Rig): Promise<boolean> {
  return (await rig.customer.surface()).kind === "panel" && shareOf(await rig.body.look(), NOTICE, SAYS) > 0.05;
}

/** A question is on the glass, and its answers may be touched. */
export async function isQuestionOpen(rig: Rig): Promise<boolean> {
  const surface = await rig.customer.surface();
  return surface.kind === "panel" && surface.asks === "open";
}

/** How much of an area has a colour, 0..1. */
function shareOf(picture: Ppm, colour: number, { x, y, width, height }: Area): number {
  let count = 0;
  for (let row = y; row < y + height; row++) {
    for (let column = x; column < x + width; column++) if (colourAt(picture, column, row) === colour) count += 1;
  }
  return count / (width * height);
}
