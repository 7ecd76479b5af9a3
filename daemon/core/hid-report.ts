import type { StateName } from "./session-state.ts";

/** Where in a button's input report it says that it is pressed: byte 0 is the report's number where the device numbers its reports. */
export interface PressPlace {
  readonly id?: number;
  readonly byte: number;
  readonly mask?: number;
  /** 16-bit usage of the consumer page. */
  readonly consumer?: number;
}

/** Whether a report says that the button is pressed; null: it says nothing of it. */
export function isPressed(report: Uint8Array, { id, byte, mask, consumer }: PressPlace): boolean | null {
  if (id !== undefined && report[0] !== id) return null;
  const low = report[byte];
  if (low === undefined) return null;
  if (consumer === undefined) return (low & (mask ?? 0xff)) !== 0;
  const high = report[byte + 1];
  return high === undefined ? null : (high << 8) + low === consumer;
}

export interface Lamp {
  readonly report: number;
  readonly byte: number;
  readonly on: number;
  readonly off: number;
  readonly size?: number;
}

/** The output report that lights the lamp or puts it out, its number first. */
export function lampReport({ report, byte, on, off, size = byte + 1 }: Lamp, isLit: boolean): number[] {
  const bytes = Array.from({ length: 1 + size }, () => 0);
  bytes[0] = report;
  bytes[1 + byte] = isLit ? on : off;
  return bytes;
}

/** What the lamp shows: nothing, that somebody waits for a person, or that one is there. */
export type LampState = "off" | "blinking" | "on";

const LAMPS: Readonly<Record<StateName, LampState>> = {
  idle: "off",
  panel: "off",
  choosing: "off",
  queued: "blinking",
  offered: "blinking",
  connecting: "blinking",
  live: "on",
  lost: "blinking",
  wrapup: "off",
  callback: "blinking",
  closed: "off",
};

/** What the lamp shows of a contact. */
export function lampOf(state: StateName): LampState {
  return LAMPS[state];
}

/** On and off for so long each. */
export const BLINK_MS = 500;

export function isLit(state: LampState, sinceMs: number, nowMs: number): boolean {
  return state === "on" || (state === "blinking" && Math.floor((nowMs - sinceMs) / BLINK_MS) % 2 === 0);
}
