/**
 * Picture size and rate by what the network and the processor bear: libwebrtc does not adapt a source that is fed by hand.
 * Pure: one `adapt` per sample, every 500 ms. Size goes down before rate: at 1 Mbit/s scrolling text gave 0.9 pictures a second
 * at full size and 22.6 at half.
 */
export interface Level {
  /** Width and height are multiplied by it. */
  readonly scale: 1 | 0.75 | 0.5;
  readonly fps: number;
  /** With less than this available the level is not entered, and left when it looks bad. */
  readonly floorKbps: number;
}

export const LEVELS: readonly [Level, ...Level[]] = [
  { scale: 1, fps: 30, floorKbps: 1500 },
  { scale: 0.75, fps: 30, floorKbps: 900 },
  { scale: 0.5, fps: 30, floorKbps: 500 },
  { scale: 0.5, fps: 20, floorKbps: 350 },
  { scale: 0.5, fps: 15, floorKbps: 250 },
  { scale: 0.5, fps: 10, floorKbps: 0 },
];

export const ADAPT = {
  sampleMs: 500,
  /** A level must look bad for so long before it is left. */
  downAfterMs: 1000,
  upAfterMs: 5000,
  /** A level that failed soon after it was entered is tried again after twice the pause, up to this. */
  upAfterMostMs: 40_000,
  badQp: 80,
  goodQp: 30,
  leastEncodedRatio: 0.6,
  /** Share of one core that encoding may use. */
  mostEncodeShare: 0.6,
  /** Fewer feeds in a sample say nothing about the ratio of encoded to fed. */
  leastFed: 4,
} as const;

/** What happened during `spanMs` before `atMs`. */
export interface AdaptationSample {
  readonly atMs: number;
  readonly spanMs: number;
  readonly fed: number;
  readonly encoded: number;
  readonly encodeMs: number;
  /** Mean quantiser of the encoded frames, null when none. */
  readonly qp: number | null;
  /** Estimate of what the path carries, null when unknown. */
  readonly availableKbps: number | null;
}

export interface AdaptationState {
  readonly level: number;
  readonly badForMs: number;
  readonly goodForMs: number;
  readonly upAfterMs: number;
  readonly enteredUpMs: number;
}

/** Where to begin: an unknown wide-area path starts small, a local network at full size. */
export function startAdaptation(startKbps: number): AdaptationState {
  const level = LEVELS.findIndex(({ floorKbps }) => floorKbps <= startKbps);
  return { level, badForMs: 0, goodForMs: 0, upAfterMs: ADAPT.upAfterMs, enteredUpMs: Number.NEGATIVE_INFINITY };
}

export function levelOf(state: AdaptationState): Level {
  return LEVELS[state.level] ?? LEVELS[0];
}

/** Takes one sample and returns the state to go on with; `levelOf` it. */
export function adapt(state: AdaptationState, sample: AdaptationSample): AdaptationState {
  if (sample.fed === 0 && sample.encoded === 0) return state;
  const isBad = looksBad(sample, levelOf(state));
  const isGood = !isBad && (sample.qp === null || sample.qp < ADAPT.goodQp);
  const badForMs = isBad ? state.badForMs + sample.spanMs : 0;
  const goodForMs = isGood ? state.goodForMs + sample.spanMs : 0;
  if (badForMs >= ADAPT.downAfterMs && state.level < LEVELS.length - 1) return down(state, sample.atMs);
  if (goodForMs >= state.upAfterMs && isUpAffordable(state, sample)) return up(state, sample.atMs);
  return { ...state, badForMs, goodForMs };
}

function looksBad(sample: AdaptationSample, level: Level): boolean {
  const isCoarse = sample.qp !== null && sample.qp > ADAPT.badQp;
  const isDropping = sample.fed >= ADAPT.leastFed && sample.encoded < ADAPT.leastEncodedRatio * sample.fed;
  const isTooSlow = sample.encodeMs > ADAPT.mostEncodeShare * sample.spanMs;
  const isStarved =
    sample.availableKbps !== null && sample.availableKbps < level.floorKbps && sample.qp !== null && sample.qp > ADAPT.badQp / 2;
  return isCoarse || isDropping || isTooSlow || isStarved;
}

function isUpAffordable(state: AdaptationState, sample: AdaptationSample): boolean {
  const above = LEVELS[state.level - 1];
  if (!above) return false;
  const now = levelOf(state);
  const pixels = (above.scale / now.scale) ** 2 * (above.fps / now.fps);
  const isFastEnough = sample.encodeMs * pixels <= ADAPT.mostEncodeShare * sample.spanMs;
  return isFastEnough && (sample.availableKbps === null || sample.availableKbps >= above.floorKbps);
}

function down(state: AdaptationState, nowMs: number): AdaptationState {
  const wasTooEarly = nowMs - state.enteredUpMs < 2 * ADAPT.upAfterMs;
  const upAfterMs = wasTooEarly ? Math.min(ADAPT.upAfterMostMs, state.upAfterMs * 2) : state.upAfterMs;
  return { ...state, level: state.level + 1, badForMs: 0, goodForMs: 0, upAfterMs };
}

function up(state: AdaptationState, nowMs: number): AdaptationState {
  return { ...state, level: state.level - 1, badForMs: 0, goodForMs: 0, enteredUpMs: nowMs };
}

/** Size after scaling, even both ways as I420 needs it. */
export function scaledSize(width: number, height: number, scale: number): { width: number; height: number } {
  const even = (n: number) => Math.max(2, Math.round((n * scale) / 2) * 2);
  return { width: even(width), height: even(height) };
}
