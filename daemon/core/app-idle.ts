/** So long before the app begins anew, whoever is still there is told. */
export const LEAVING_MS = 15_000;

/** Whether the app has to begin anew for the next person. A kiosk changes hands. */
export interface AppIdle {
  /** When somebody used the kiosk last; null: nobody has since the app began. */
  readonly usedMs: number | null;
  /** Whoever had help is known to have gone. */
  readonly hasLeft: boolean;
  readonly isTold: boolean;
}

export type AppIdleEvent =
  /** The customer's own hand did something, anywhere. */
  | { readonly type: "touched" }
  /** Nobody answered "Are you still there?": what stands in the app is nobody's. */
  | { readonly type: "left" }
  /** Time has passed. `isHelping`: a panel, a place in line or a contact is there, or its end is on the glass. */
  | { readonly type: "time"; readonly isHelping: boolean };

export type AppIdleEffect =
  /** Tells whoever is there that the app is about to begin anew, or no longer. */
  { readonly type: "app/leaving"; readonly shown: boolean } | { readonly type: "app/reset" };

export interface AppIdleStep {
  readonly state: AppIdle;
  readonly effects: readonly AppIdleEffect[];
}

/** Used just now. Also how it begins: who used the app before this daemon is not known. */
export function usedAt(now: number): AppIdle {
  return { usedMs: now, hasLeft: false, isTold: false };
}

/** @param idleMs after how long without a touch or key the app begins anew */
export function step(state: AppIdle, event: AppIdleEvent, now: number, idleMs: number): AppIdleStep {
  if (event.type === "left") return { state: { ...state, hasLeft: true }, effects: [] };
  if (event.type === "touched") return { state: usedAt(now), effects: untold(state) };
  // Help is use of the app, too: the agent shows something in it. Only who has left does not come back by that.
  if (event.isHelping) return { state: { ...usedAt(now), hasLeft: state.hasLeft }, effects: untold(state) };
  if (state.hasLeft) return begun();
  if (state.usedMs === null) return { state, effects: [] };
  const leftMs = state.usedMs + idleMs - now;
  if (leftMs <= 0) return begun();
  // With a short time more than half of it would be the warning.
  if (state.isTold || leftMs > Math.min(LEAVING_MS, idleMs / 2)) return { state, effects: [] };
  return { state: { ...state, isTold: true }, effects: [{ type: "app/leaving", shown: true }] };
}

function untold({ isTold }: AppIdle): AppIdleEffect[] {
  return isTold ? [{ type: "app/leaving", shown: false }] : [];
}

/** Nothing of the one before is left, and no word either: the reset takes it away. */
function begun(): AppIdleStep {
  return { state: { usedMs: null, hasLeft: false, isTold: false }, effects: [{ type: "app/reset" }] };
}
