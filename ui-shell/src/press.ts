/** A browser makes mouse events of a finger's tap when the finger leaves; they and the click come within this time. */
const FOLLOWS_MS = 1000;

/** When the press that led to a click began: the click itself comes only when finger or key is lifted. */
export class Press {
  #beganMs = 0;
  #isDown = false;
  #liftedMs = Number.NEGATIVE_INFINITY;
  #touchedMs = Number.NEGATIVE_INFINITY;

  /** The first finger comes down, or a key does, or a mouse button that stands for no finger. */
  down(nowMs: number): void {
    this.#beganMs = nowMs;
    this.#isDown = true;
  }

  mouseDown(nowMs: number): void {
    if (nowMs - this.#touchedMs >= FOLLOWS_MS) this.down(nowMs);
  }

  touchDown(nowMs: number, fingers: number): void {
    this.#touchedMs = Number.POSITIVE_INFINITY;
    if (fingers <= 1) this.down(nowMs);
  }

  touchUp(nowMs: number, fingers: number): void {
    if (fingers > 0) return;
    this.#touchedMs = nowMs;
    this.up(nowMs);
  }

  up(nowMs: number): void {
    this.#isDown = false;
    this.#liftedMs = nowMs;
  }

  /** When the press of a click at this moment began. A click without a press (assistive technology) begins now. */
  beganMs(nowMs: number): number {
    return this.#isDown || nowMs - this.#liftedMs < FOLLOWS_MS ? this.#beganMs : nowMs;
  }
}

/** Follows every press on the page. A key that is held repeats keydown: still one press. */
export function watchPresses(press: Press, target: EventTarget, clock: () => number): void {
  const listen = <E extends Event>(type: string, hear: (event: E) => void) =>
    target.addEventListener(type, hear as (event: Event) => void, { capture: true, passive: true });
  listen<TouchEvent>("touchstart", ({ touches }) => press.touchDown(clock(), touches.length));
  listen<TouchEvent>("touchend", ({ touches }) => press.touchUp(clock(), touches.length));
  listen<TouchEvent>("touchcancel", ({ touches }) => press.touchUp(clock(), touches.length));
  listen("mousedown", () => press.mouseDown(clock()));
  listen("mouseup", () => press.up(clock()));
  listen<KeyboardEvent>("keydown", ({ repeat }) => repeat || press.down(clock()));
  listen("keyup", () => press.up(clock()));
}
