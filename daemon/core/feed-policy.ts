/**
 * When to hand a picture to the encoder. Pure: every time is an argument, in ms of one monotonic clock.
 *
 * The encoder's picture is coarse at first and sharpens only when fed again; a late viewer or a lost packet is served only by the next
 * feed. So: feed on damage, repeat, settle, then refresh; and reveal a first picture in stripes, because one big frame waits
 * in the pacer (59–79 ms to the glass instead of 85–126, measured at 1280x800).
 */
export const FEED = {
  /** Most feeds a second; adaptation may lower it. */
  fps: 30,
  /** Repeats after the last damage, at the frame interval: without them a single change took 483 ms (p95) to be shown instead of 92. */
  repeats: 2,
  settleIntervalMs: 100,
  settleForMs: 2000,
  /** VP8 quantiser (0..127) per frame at which a still picture counts as sharp. */
  settledQp: 20,
  refreshIntervalMs: 1000,
  stripes: 10,
} as const;

export interface FeedState {
  readonly isConnected: boolean;
  /** The daemon's word: feed screen frames, or nothing. */
  readonly isFeeding: boolean;
  readonly hasPicture: boolean;
  /** Least pause between feeds. */
  readonly intervalMs: number;
  /** Nominal time of the last feed; -Infinity before the first. */
  readonly lastFeedMs: number;
  /** There is something new to show, or the other end missed something. */
  readonly isPending: boolean;
  readonly repeatsLeft: number;
  /** Sharpening goes on at least until the picture is settled, at most until this time. */
  readonly settleUntilMs: number;
  /** Stripes of the first live picture that have been shown, FEED.stripes when it is whole. */
  readonly stripes: number;
  /** The newest picture is the neutral one that stands for a hidden screen. */
  readonly isHidden: boolean;
}

export type FeedEvent =
  /** A new picture was published by screen; `isHidden`: the neutral one. */
  | { readonly type: "damage"; readonly isHidden: boolean }
  | { readonly type: "connected" }
  | { readonly type: "disconnected" }
  /** The receiver asked for a key frame or missed packets (pliCount, firCount, nackCount grew). */
  | { readonly type: "lost" }
  | { readonly type: "feeding"; readonly on: boolean }
  /** Mean quantiser of the frames encoded since the last such event. */
  | { readonly type: "quality"; readonly qp: number }
  | { readonly type: "rate"; readonly fps: number };

export const initialFeed: FeedState = {
  isConnected: false,
  isFeeding: false,
  hasPicture: false,
  intervalMs: 1000 / FEED.fps,
  lastFeedMs: Number.NEGATIVE_INFINITY,
  isPending: false,
  repeatsLeft: 0,
  settleUntilMs: Number.NEGATIVE_INFINITY,
  stripes: FEED.stripes,
  isHidden: true,
};

/** Takes what happened at `nowMs`. Ask `feedDueMs` afterwards. */
export function onFeedEvent(state: FeedState, event: FeedEvent, nowMs: number): FeedState {
  const again = { isPending: true, settleUntilMs: nowMs + FEED.settleForMs };
  switch (event.type) {
    case "damage":
      return { ...state, ...again, hasPicture: true, repeatsLeft: FEED.repeats, ...revealOf(state, event.isHidden) };
    case "connected":
      return { ...state, ...again, isConnected: true, repeatsLeft: FEED.repeats };
    case "disconnected":
      return { ...state, isConnected: false };
    case "lost":
      return { ...state, ...again };
    case "feeding":
      if (event.on === state.isFeeding) return state;
      // The newest picture is screen's last word: live, or the neutral one if the view was hidden meanwhile.
      return { ...state, ...again, isFeeding: event.on, repeatsLeft: FEED.repeats };
    case "quality": {
      const isSharp = event.qp <= FEED.settledQp && !state.isPending && state.repeatsLeft === 0;
      return isSharp ? { ...state, settleUntilMs: Math.min(state.settleUntilMs, nowMs) } : state;
    }
    case "rate":
      return { ...state, intervalMs: 1000 / event.fps };
    default:
      return event satisfies never;
  }
}

/** Whatever follows nothing, or a hidden screen, is a first picture; the neutral picture itself is one grey and comes whole. */
function revealOf(state: FeedState, isHidden: boolean): Pick<FeedState, "stripes" | "isHidden"> {
  if (isHidden) return { stripes: FEED.stripes, isHidden };
  return { stripes: state.isHidden ? 0 : state.stripes, isHidden };
}

/** When the next feed is due, null when none is. A time in the past means now. */
export function feedDueMs(state: FeedState): number | null {
  if (!state.isConnected || !state.isFeeding || !state.hasPicture) return null;
  if (state.isPending || state.repeatsLeft > 0 || state.stripes < FEED.stripes) return state.lastFeedMs + state.intervalMs;
  const settleMs = state.lastFeedMs + Math.max(FEED.settleIntervalMs, state.intervalMs);
  return settleMs <= state.settleUntilMs ? settleMs : state.lastFeedMs + FEED.refreshIntervalMs;
}

/** Notes that a picture is being fed at `nowMs`. `stripes` of the new state says how much of it to reveal. */
export function onFed(state: FeedState, nowMs: number): FeedState {
  const dueMs = feedDueMs(state) ?? nowMs;
  return {
    ...state,
    // A timer that fires late by less than half an interval keeps its beat; otherwise 30 pictures a second would become 27.
    lastFeedMs: nowMs - dueMs < state.intervalMs / 2 ? Math.min(dueMs, nowMs) : nowMs,
    isPending: false,
    repeatsLeft: state.isPending ? state.repeatsLeft : Math.max(0, state.repeatsLeft - 1),
    stripes: Math.min(FEED.stripes, state.stripes + 1),
  };
}

/** Rows of a picture of `height` rows to show after `stripes` stripes; even, for I420. */
export function revealedRows(height: number, stripes: number): number {
  if (stripes >= FEED.stripes) return height;
  return Math.floor((height * stripes) / FEED.stripes / 2) * 2;
}
