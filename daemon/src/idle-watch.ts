import { PROTOCOL_VERSION } from "#protocol/version";
import { secondsUntil } from "../core/control-state.ts";
import { type Idle, type IdleEffect, type IdleEvent, isPresent, STILL_THERE_MS, step, watchedFrom } from "../core/idle.ts";
import type { Clock, Log } from "../core/ports.ts";
import type { Surface } from "../core/session-state.ts";
import type { Moment } from "./outputs.ts";
import type { Parts } from "./parts.ts";

const LOOK_EVERY_MS = 500;
/** Until then the page has certainly painted its neutral state: no old picture flashes when the panel is opened next. */
const WIPE_MS = 700;

export interface IdleOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly idleMs: number;
  readonly nextQuestion: () => number;
  /** Nobody is there any more. */
  readonly onLeft: () => void;
}

/** Watches whether the person who asked for help is still at the glass; a kiosk changes hands. */
export class IdleWatch {
  readonly #options: IdleOptions;
  readonly #parts: Parts;
  #idle: Idle;
  #back: Surface = "panel";
  #cancelLook: (() => void) | null = null;
  #cancelWipe = (): void => {};

  constructor(options: IdleOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
    this.#idle = watchedFrom(options.clock.nowMs());
  }

  stop(): void {
    this.#cancelLook?.();
    this.#cancelWipe();
  }

  follow({ session }: Moment): void {
    if (isPresent(session)) {
      if (this.#cancelLook) return;
      // Whoever opens help is there, by whatever way they opened it.
      this.#idle = watchedFrom(this.#options.clock.nowMs());
      this.#cancelLook = this.#options.clock.every(LOOK_EVERY_MS, () => this.#look());
      return;
    }
    this.#cancelLook?.();
    this.#cancelLook = null;
    if (this.#idle.question) this.#look();
  }

  /** The customer's own hand did something. */
  touched(): void {
    this.#cancelWipe();
    this.#take({ type: "touched" });
  }

  #look(): void {
    const { driver } = this.#parts;
    const { session, facts } = driver.moment;
    const number = this.#idle.question?.number ?? this.#options.nextQuestion();
    this.#take({ type: "time", isPresent: isPresent(session), isAsked: facts.control.question !== null, number });
    this.#show();
  }

  #take(event: IdleEvent): void {
    const { state, effects } = step(this.#idle, event, this.#options.clock.nowMs(), this.#options.idleMs);
    this.#idle = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: IdleEffect): void {
    const { driver } = this.#parts;
    switch (effect.type) {
      case "question/open":
        // First the gate shuts, then the question is drawn.
        this.#show();
        this.#back = driver.session.surface;
        driver.dispatch({ type: "question/opened" });
        break;
      case "question/close":
        this.#show();
        driver.dispatch({ type: "question/closed", back: this.#back });
        break;
      case "customer/leave":
        this.#leave();
        break;
      default:
        effect satisfies never;
    }
  }

  /** The question with its seconds, or none. */
  #show(): void {
    const { driver } = this.#parts;
    const { question } = this.#idle;
    const secondsLeft = question ? secondsUntil(question.askedMs + STILL_THERE_MS, this.#options.clock.nowMs()) : 0;
    const stillThere = question && { kind: "still-there" as const, number: question.number, secondsLeft };
    const before = driver.facts.stillThere;
    if (before?.number === stillThere?.number && before?.secondsLeft === stillThere?.secondsLeft) return;
    driver.note({ stillThere });
  }

  /** Ends everything, paints a fresh panel, then takes it from the glass and orders a new page. */
  #leave(): void {
    const { driver, shell, host } = this.#parts;
    this.#options.log.info({ state: driver.session.name }, "left alone");
    driver.dispatch({ type: "customer/left" });
    this.#options.onLeft();
    this.#show();
    this.#cancelWipe();
    this.#cancelWipe = this.#options.clock.after(WIPE_MS, () => {
      if (driver.session.name === "panel") driver.dispatch({ type: "customer/closed" });
      host.send({ type: "host/welcome", version: PROTOCOL_VERSION, url: shell.url, token: shell.renewToken() });
    });
  }
}
