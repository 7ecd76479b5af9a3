import { type AppIdle, type AppIdleEvent, step, usedAt } from "../core/app-idle.ts";
import type { Clock, Log } from "../core/ports.ts";
import type { Parts } from "./parts.ts";

const LOOK_EVERY_MS = 1000;

export interface AppIdleOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** 0: the app never begins anew by itself. */
  readonly idleMs: number;
}

/** Has the app begin anew when nobody uses the kiosk any more. The daemon alone knows what is a touch and what is help. */
export class AppIdleWatch {
  readonly #options: AppIdleOptions;
  readonly #parts: Pick<Parts, "app" | "driver">;
  #idle: AppIdle;
  #cancel: (() => void) | null = null;

  constructor(options: AppIdleOptions, parts: Pick<Parts, "app" | "driver">) {
    this.#options = options;
    this.#parts = parts;
    this.#idle = usedAt(options.clock.nowMs());
  }

  start(): void {
    const { clock, idleMs } = this.#options;
    if (idleMs > 0) this.#cancel ??= clock.every(LOOK_EVERY_MS, () => this.#look());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  /** The customer's own hand did something. */
  touched(): void {
    this.#take({ type: "touched" });
  }

  /** Whoever had help has gone. */
  left(): void {
    this.#take({ type: "left" });
  }

  #look(): void {
    const { app, driver } = this.#parts;
    // What nobody hears would be forgotten: it waits for the app.
    if (app.isConnected) this.#take({ type: "time", isHelping: driver.session.name !== "idle" });
  }

  #take(event: AppIdleEvent): void {
    const { clock, idleMs, log } = this.#options;
    if (idleMs === 0) return;
    const { state, effects } = step(this.#idle, event, clock.nowMs(), idleMs);
    this.#idle = state;
    for (const effect of effects) {
      if (effect.type === "app/reset") log.info({}, "the app begins anew");
      this.#parts.app.send(effect);
    }
  }
}
