import { assertInteger } from "./check.ts";
import type { InputOptions } from "./input.ts";

/** @throws TypeError, RangeError as the addon does */
export function checkOptions(options: InputOptions, onEvent: unknown): void {
  if (typeof options !== "object" || options === null) {
    throw new TypeError("options must be an object with keys, endKey, endHoldMs and renewMs");
  }
  for (const name of ["events", "uinput", "endMark"] as const) {
    if (options[name] !== undefined && typeof options[name] !== "string") throw new TypeError(`${name} must be a string`);
  }
  if (!Array.isArray(options.keys)) throw new TypeError("keys must be an array of Linux key codes");
  if (options.keys.length > 31) throw new RangeError("keys must be at most 31 codes");
  for (const key of options.keys) assertInteger("a key", key, 0, 767);
  if (options.endKey !== null) assertInteger("endKey (or null)", options.endKey, 1, 767);
  assertInteger("endHoldMs", options.endHoldMs, 0, 60_000);
  assertInteger("renewMs", options.renewMs, 10, 60_000);
  if (typeof onEvent !== "function") throw new TypeError("onEvent must be a function");
}

export function checkPlace(place: { readonly x: number; readonly y: number }): void {
  for (const name of ["x", "y"] as const) {
    const value = place[name];
    if (typeof value !== "number") throw new TypeError(`${name} must be a number`);
    if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} must be a number from 0 to 1`);
  }
}

export function checkFlag(down: unknown): void {
  if (typeof down !== "boolean") throw new TypeError("down must be true or false");
}
