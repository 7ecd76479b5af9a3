import type { Rect } from "#protocol/common";

/**
 * Rectangles of our own surfaces on their way from the shell host to screen. The host paints only what screen has promised to
 * blank; the serials on the way to screen are our own, because a restarted host begins again at its first.
 */
export interface OwnRects {
  /** The last set the host has named, null before the first. It outlives the host: what hid our surfaces goes on hiding. */
  readonly rects: readonly Rect[] | null;
  readonly serial: number;
  /** Sets that screen has not confirmed yet, and what the host calls them. */
  readonly pending: readonly { readonly serial: number; readonly hostSerial: number }[];
  readonly screenConnected: boolean;
}

export type OwnRectsEffect =
  | { readonly to: "screen"; readonly serial: number; readonly rects: readonly Rect[] }
  | { readonly to: "host"; readonly serial: number };

export interface OwnRectsStep {
  readonly state: OwnRects;
  readonly effects: readonly OwnRectsEffect[];
}

export const NO_OWN_RECTS: OwnRects = { rects: null, serial: 0, pending: [], screenConnected: false };

/** The host names a set. Without a screen nothing can be seen, so it may paint at once. */
export function hostNamed(state: OwnRects, hostSerial: number, rects: readonly Rect[]): OwnRectsStep {
  const serial = state.serial + 1;
  const next = { ...state, rects, serial };
  if (!state.screenConnected) return { state: next, effects: [{ to: "host", serial: hostSerial }] };
  return { state: { ...next, pending: [...state.pending, { serial, hostSerial }] }, effects: [{ to: "screen", serial, rects }] };
}

/** Screen blanks the set `serial` from now on, and with it all earlier ones: the host waits for the newest alone. */
export function screenApplied(state: OwnRects, serial: number): OwnRectsStep {
  const done = state.pending.filter((set) => set.serial <= serial);
  const pending = state.pending.filter((set) => set.serial > serial);
  return { state: { ...state, pending }, effects: done.map(({ hostSerial }) => ({ to: "host", serial: hostSerial })) };
}

/** A new screen process gets the last set before it gets anything else. */
export function screenCame(state: OwnRects): OwnRectsStep {
  const connected = { ...state, screenConnected: true };
  return { state: connected, effects: state.rects ? [{ to: "screen", serial: state.serial, rects: state.rects }] : [] };
}

/** Without screen no frame is filled: whoever waits may go on. */
export function screenWent(state: OwnRects): OwnRectsStep {
  const effects = state.pending.map(({ hostSerial }) => ({ to: "host" as const, serial: hostSerial }));
  return { state: { ...state, screenConnected: false, pending: [] }, effects };
}

/** The host is gone: nobody waits any more, but its last set goes on being blanked. */
export function hostWent(state: OwnRects): OwnRectsStep {
  return { state: { ...state, pending: [] }, effects: [] };
}
