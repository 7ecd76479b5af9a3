import type { OutputPlace } from "#protocol/local-screen";
import type { Place } from "./places.ts";

/**
 * libinput's calibration matrix, row by row without the last row: x' = ax + by + c, y' = dx + ey + f, all of 0..1
 * (LIBINPUT_CALIBRATION_MATRIX, libinput's documentation of static device configuration).
 */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const IDENTITY: Matrix = [1, 0, 0, 0, 1, 0];

/** What stands between a device with absolute places and the outputs. */
export interface DeviceMap {
  readonly calibration: Matrix;
  /** Name of the output it is mapped to; null: to none, which is all of them side by side. Names differ not by case. */
  readonly output: string | null;
}

export const NO_MAP: DeviceMap = { calibration: IDENTITY, output: null };

/**
 * By wl_output.transform: the axes of the upright picture as those of the panel, each from the place x, y on the panel. As wlroots 0.18
 * turns the places of a device that is mapped to an output.
 */
const TURNS: readonly ((place: Place) => Place)[] = [
  ({ x, y }) => ({ x, y }),
  ({ x, y }) => ({ x: 1 - y, y: x }),
  ({ x, y }) => ({ x: 1 - x, y: 1 - y }),
  ({ x, y }) => ({ x: y, y: 1 - x }),
  ({ x, y }) => ({ x: 1 - x, y }),
  ({ x, y }) => ({ x: y, y: x }),
  ({ x, y }) => ({ x, y: 1 - y }),
  ({ x, y }) => ({ x: 1 - y, y: 1 - x }),
];
/** Which turn undoes another: a quarter to the left one to the right, each other one itself. */
const UNDO: readonly number[] = [0, 3, 2, 1, 4, 5, 6, 7];
const NOWHERE: Place = { x: Number.NaN, y: Number.NaN };

/** A matrix that takes two places to one is none: no place could be told from another. */
export function isUsable(matrix: Matrix): boolean {
  const determinant = determinantOf(matrix);
  return matrix.every(Number.isFinite) && Number.isFinite(determinant) && Math.abs(determinant) > 1e-6;
}

/**
 * Where a touch lies: the device's 0..1, then libinput's calibration, then wlroots' output with its turn, or all outputs side by side.
 * (libinput counts one step of the device more than we do: less than a pixel of any panel whose steps are finer than its pixels.)
 * @param outputs the first is the one in the picture
 * @returns logical pixels of that first output, outside of it for a touch on another; NaN where nobody can say
 */
export function placeOfTouch(touch: Place, { calibration, output }: DeviceMap, outputs: readonly OutputPlace[]): Place {
  const [picture] = outputs;
  if (!picture || !isUsable(calibration)) return NOWHERE;
  const [a, b, c, d, e, f] = calibration;
  const place = { x: a * touch.x + b * touch.y + c, y: d * touch.x + e * touch.y + f };
  const mapped = mappedTo(output, outputs);
  const { x, y } = mapped ? turned(place, mapped.transform) : place;
  const area = mapped ?? boxAround(outputs);
  return { x: area.x + x * area.width - picture.x, y: area.y + y * area.height - picture.y };
}

/**
 * The way back: what a device has to say for a place in logical pixels of the first output.
 * @returns 0..1 of the device; null where it cannot point there
 */
export function touchOfPlace(place: Place, { calibration, output }: DeviceMap, outputs: readonly OutputPlace[]): Place | null {
  const [picture] = outputs;
  if (!picture || !isUsable(calibration)) return null;
  const mapped = mappedTo(output, outputs);
  const area = mapped ?? boxAround(outputs);
  const share = { x: (place.x + picture.x - area.x) / area.width, y: (place.y + picture.y - area.y) / area.height };
  const { x, y } = mapped ? turned(share, UNDO[mapped.transform] ?? 0) : share;
  const [a, b, c, d, e, f] = calibration;
  const determinant = determinantOf(calibration);
  const touch = { x: (e * (x - c) - b * (y - f)) / determinant, y: (a * (y - f) - d * (x - c)) / determinant };
  return isShare(touch.x) && isShare(touch.y) ? { x: within(touch.x), y: within(touch.y) } : null;
}

/** What the agent's device has to say for a place of 0..1 of the picture; null where it cannot point there. */
export function handPlace({ x, y }: Place, map: DeviceMap, outputs: readonly OutputPlace[]): Place | null {
  const [picture] = outputs;
  return picture ? touchOfPlace({ x: x * picture.width, y: y * picture.height }, map, outputs) : null;
}

function determinantOf([a, b, , d, e]: Matrix): number {
  return a * e - b * d;
}

/** An output that is not there is as none: so does labwc. */
function mappedTo(name: string | null, outputs: readonly OutputPlace[]): OutputPlace | undefined {
  return name === null ? undefined : outputs.find((output) => output.name.toLowerCase() === name.toLowerCase());
}

function turned(place: Place, transform: number): Place {
  return TURNS[transform]?.(place) ?? NOWHERE;
}

function boxAround(outputs: readonly OutputPlace[]): { x: number; y: number; width: number; height: number } {
  const x = Math.min(...outputs.map((output) => output.x));
  const y = Math.min(...outputs.map((output) => output.y));
  const right = Math.max(...outputs.map((output) => output.x + output.width));
  const bottom = Math.max(...outputs.map((output) => output.y + output.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** Rounding may lead a little beside the edge. */
const BESIDE = 1e-6;

function isShare(value: number): boolean {
  return value >= -BESIDE && value <= 1 + BESIDE;
}

function within(value: number): number {
  return Math.min(1, Math.max(0, value));
}
