import type { Clock, ScreenPort } from "../core/ports.ts";
import type { ScreenView } from "../core/wanted.ts";

/** A lease on frames holds for this long; a daemon that hangs ends the picture with it. */
export const VIEW_FOR_MS = 250;
export const VIEW_EVERY_MS = 80;

/** Renews screen's lease on filling frames. Nothing else in the daemon says `live` to screen. */
export class ViewKeeper {
  readonly #screen: ScreenPort;
  readonly #clock: Clock;
  readonly #wanted: () => ScreenView;
  #sent: ScreenView = "off";
  #cancel: (() => void) | null = null;

  /** @param wanted asked anew at each renewal, so that a lease that has run out is not renewed once more */
  constructor(screen: ScreenPort, clock: Clock, wanted: () => ScreenView) {
    this.#screen = screen;
    this.#clock = clock;
    this.#wanted = wanted;
  }

  /** Something has changed: tell screen now rather than at the next renewal. */
  follow(): void {
    const view = this.#wanted();
    if (view !== this.#sent) this.#send(view);
    if (view !== "off") this.#cancel ??= this.#clock.every(VIEW_EVERY_MS, () => this.#renew());
  }

  /** A new screen process knows nothing. */
  screenCame(): void {
    this.#sent = "off";
    this.follow();
  }

  stop(): void {
    this.#end();
    if (this.#sent !== "off") this.#send("off");
  }

  #renew(): void {
    const view = this.#wanted();
    if (view === "off") this.#end();
    if (view !== "off" || this.#sent !== "off") this.#send(view);
  }

  #send(state: ScreenView): void {
    this.#sent = state;
    this.#screen.send({ type: "screen/view", state, forMs: VIEW_FOR_MS });
  }

  #end(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
