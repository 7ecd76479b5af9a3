import type { Rect } from "#protocol/common";
import {
  hostNamed,
  hostWent,
  NO_OWN_RECTS,
  type OwnRects,
  type OwnRectsStep,
  screenApplied,
  screenCame,
  screenWent,
} from "../core/own-rects.ts";
import type { HostPort, ScreenPort } from "../core/ports.ts";

/** Carries the rectangles of our own surfaces from the shell host to screen, and screen's word back. */
export class OwnSurfaces {
  readonly #screen: ScreenPort;
  readonly #host: HostPort;
  #state: OwnRects = NO_OWN_RECTS;

  constructor(screen: ScreenPort, host: HostPort) {
    this.#screen = screen;
    this.#host = host;
  }

  /** The host has said where our surfaces are: they can be blanked. */
  get isKnown(): boolean {
    return this.#state.rects !== null;
  }

  /** As the host last said. */
  get rects(): readonly Rect[] {
    return this.#state.rects ?? [];
  }

  hostNamed(serial: number, rects: readonly Rect[]): void {
    this.#carryOut(hostNamed(this.#state, serial, rects));
  }

  hostWent(): void {
    this.#carryOut(hostWent(this.#state));
  }

  screenCame(): void {
    this.#carryOut(screenCame(this.#state));
  }

  screenApplied(serial: number): void {
    this.#carryOut(screenApplied(this.#state, serial));
  }

  screenWent(): void {
    this.#carryOut(screenWent(this.#state));
  }

  #carryOut({ state, effects }: OwnRectsStep): void {
    this.#state = state;
    for (const effect of effects) {
      if (effect.to === "screen") this.#screen.send({ type: "screen/own", serial: effect.serial, rects: [...effect.rects] });
      else this.#host.send({ type: "host/rects-applied", serial: effect.serial });
    }
  }
}
