import type { Use } from "./use.ts";

const DAY_MINUTES = 24 * 60;

/** A part of the day in minutes since midnight, local time; it may go over midnight. */
export interface DayWindow {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** When a device may start again by itself. */
export interface RestartPolicy {
  /** Nobody has touched it for so long. */
  readonly quietMs: number;
  /** Null: at any time of the day. */
  readonly window: DayWindow | null;
  /** So long after the version was written neither quiet nor window is waited for. */
  readonly deadlineMs: number;
}

export interface RestartFacts {
  /** The daemon's word; null when there is none that can be read. */
  readonly use: Use | null;
  /** Without a daemon there is no contact, whatever its last word was. */
  readonly isDaemonRunning: boolean;
  /** CLOCK_MONOTONIC. */
  readonly nowS: number;
  /** Minute of the day, local time. */
  readonly minute: number;
  /** Since the version was written; negative when the clock was set back since. */
  readonly ageMs: number;
}

/** @returns null when the device may start again now, else what it waits for */
export function restartHindrance(facts: RestartFacts, policy: RestartPolicy): string | null {
  const { use, isDaemonRunning, nowS, minute, ageMs } = facts;
  if (isDaemonRunning && !use) return "the daemon has not said how the kiosk is used";
  if (isDaemonRunning && use?.inContact) return "a contact is there";
  // A clock that was set back says nothing about how long was waited: no longer than that.
  if (ageMs < 0 || ageMs >= policy.deadlineMs) return null;
  const quietS = use ? nowS - use.lastS : Number.POSITIVE_INFINITY;
  if (quietS * 1000 < policy.quietMs) return "somebody has just used the kiosk";
  if (policy.window && !isWithin(policy.window, minute)) return "it is not the time of the day for it";
  return null;
}

function isWithin({ fromMinute, toMinute }: DayWindow, minute: number): boolean {
  return fromMinute <= toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute;
}

/** `HH:MM-HH:MM` as a window; null for anything else. */
export function readWindow(text: string): DayWindow | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (!match) return null;
  const [fromHour = 0, from = 0, toHour = 0, to = 0] = match.slice(1).map(Number);
  const window = { fromMinute: fromHour * 60 + from, toMinute: toHour * 60 + to };
  return window.fromMinute === window.toMinute ? { fromMinute: 0, toMinute: DAY_MINUTES } : window;
}
