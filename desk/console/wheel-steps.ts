/** What matters of a WheelEvent. */
export interface WheelFacts {
  readonly deltaX: number;
  readonly deltaY: number;
  /** 0 pixels, 1 lines, 2 pages. */
  readonly deltaMode: number;
}

/** 1/120 of a detent for each pixel (Chromium scrolls 100 pixels a detent), line (3 a detent) and page. */
const STEPS = [120 / 100, 120 / 3, 120 * 8] as const;

/** Turns wheel events into whole 1/120 of a detent; what is over waits for the next event, so that slow scrolling is not lost. */
export class WheelSteps {
  #restX = 0;
  #restY = 0;

  add({ deltaX, deltaY, deltaMode }: WheelFacts): { readonly dx: number; readonly dy: number } {
    const each = STEPS[deltaMode] ?? STEPS[0];
    const x = this.#restX + deltaX * each;
    const y = this.#restY + deltaY * each;
    const [dx, dy] = [Math.trunc(x), Math.trunc(y)];
    this.#restX = x - dx;
    this.#restY = y - dy;
    return { dx, dy };
  }
}
