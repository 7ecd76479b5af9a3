import type { Rect } from "#protocol/common";
import { EDGE_STRIP_PX } from "#protocol/local-host";

/** Rounding on the way to the glass (u16 of 0..1, the device's own range, scaling) moves a place by less than this. */
const MARGIN_PX = 2;
/** A button is a small part of its panel: a rectangle larger than this share is none. */
const LARGEST_BUTTON = 0.25;

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Whether a place lies in a rectangle, widened by `margin` pixels. */
export function contains(rect: Rect, { x, y }: Place, margin = 0): boolean {
  return x >= rect.x - margin && y >= rect.y - margin && x < rect.x + rect.width + margin && y < rect.y + rect.height + margin;
}

/** Whether injected input may begin here: not on our own surfaces, not in the strip that opens help. `x`, `y` are 0..1 of the output. */
export function isOpenPlace({ x, y }: Place, output: Size, own: readonly Rect[]): boolean {
  const place = { x: x * output.width, y: y * output.height };
  if (place.y < EDGE_STRIP_PX + MARGIN_PX) return false;
  return !own.some((rect) => rect.width > 0 && rect.height > 0 && contains(rect, place, MARGIN_PX));
}

/** A button of the panel on the output. Null when it does not lie on the panel or is too large to be a button. */
export function buttonOnOutput(button: Rect, panel: Rect): Rect | null {
  const { x, y, width, height } = button;
  const isInside = x >= 0 && y >= 0 && x + width <= panel.width && y + height <= panel.height;
  if (!isInside || width * height > panel.width * panel.height * LARGEST_BUTTON) return null;
  return { x: panel.x + x, y: panel.y + y, width, height };
}

/** The panel among our own surfaces: the largest that has its corner there. */
export function panelAmong(own: readonly Rect[], corner: Place | null): Rect | null {
  const here = own.filter(({ x, y }) => corner === null || (x === corner.x && y === corner.y));
  return here.reduce<Rect | null>((best, rect) => (best && areaOf(best) >= areaOf(rect) ? best : rect), null);
}

function areaOf({ width, height }: Rect): number {
  return width * height;
}
