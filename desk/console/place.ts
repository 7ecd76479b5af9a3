/** The device's picture: content size in its pixels, and the rows below it that belong to the strip. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly stripRows: number;
}

/** A place of the picture without its strip, 0..1. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Clockwise turn of the picture's box in degrees. */
export type Turn = 0 | 90 | 180 | 270;

/** The picture's box as it lies on the page, after its turn, in CSS pixels of the viewport. */
export interface PictureBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly turn: Turn;
  readonly size: PictureSize;
}

/** What picture.ts lets the video hang out beyond the strip, so that the strip's blurred edge is hidden. */
export const OVERHANG_PX = 1;

/**
 * Where on the picture a place of the page lies. Room beside the picture is outside; places there are clamped to its edge.
 * @param clientX as MouseEvent.clientX: CSS pixels of the viewport, however dense the display is
 */
export function placeOn(box: PictureBox, clientX: number, clientY: number): Place & { readonly isInside: boolean } {
  const across = (clientX - box.left) / box.width;
  const down = (clientY - box.top) / box.height;
  const isInside = across >= 0 && across < 1 && down >= 0 && down < 1;
  const [x, y] = unturned(across, down, box.turn);
  // The box shows all of the picture but the overhang's share of its last row.
  const { height, stripRows } = box.size;
  const ownHeight = box.turn % 180 === 0 ? box.height : box.width;
  const picturePx = ownHeight + (OVERHANG_PX * height) / (height + stripRows);
  return { x: clamp(x), y: clamp((y * ownHeight) / picturePx), isInside };
}

function unturned(across: number, down: number, turn: Turn): readonly [x: number, y: number] {
  switch (turn) {
    case 0:
      return [across, down];
    case 90:
      return [down, 1 - across];
    case 180:
      return [1 - across, 1 - down];
    case 270:
      return [1 - down, across];
    default:
      return turn satisfies never;
  }
}

/** The quarter turn in a computed CSS transform: `none` or `matrix(cos, sin, …)`. */
export function turnOf(transform: string): Turn {
  const [cos, sin] = transform.startsWith("matrix(") ? transform.slice(7).split(",").map(Number) : [1, 0];
  const quarters = Math.round((Math.atan2(sin ?? 0, cos ?? 1) * 2) / Math.PI);
  return ((((quarters % 4) + 4) % 4) * 90) as Turn;
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
