import type { Consent } from "../core/consent-event.ts";
import { type ControlFacts, controlTold, panelControl } from "../core/control-state.ts";
import type { Clock } from "../core/ports.ts";
import type { GateKeeper } from "./gate-keeper.ts";
import type { Parts } from "./parts.ts";

const REFUSED_EVERY_MS = 1000;

/** Tells console and panel how control stands: each change once, and all of it to a console that is new. */
export class ControlWords {
  readonly #parts: Pick<Parts, "driver" | "media">;
  readonly #clock: Clock;
  #console = "";
  #panel = "";
  #refusedMs = Number.NEGATIVE_INFINITY;

  constructor(parts: Pick<Parts, "driver" | "media">, clock: Clock) {
    this.#parts = parts;
    this.#clock = clock;
  }

  /** The console may know nothing: what it was told does not count. */
  forget(): void {
    this.#console = "";
  }

  tell(consent: Consent, facts: ControlFacts): void {
    const { driver, media } = this.#parts;
    const now = this.#clock.nowMs();
    const body = controlTold(consent, facts, now);
    const { endsInMs: _ends, askAgainInMs: _again, ...lasting } = body;
    const text = JSON.stringify(lasting);
    const isNews = text !== this.#console && driver.session.name === "live";
    if (isNews && media.send({ type: "media/control", body })) this.#console = text;
    const control = panelControl(consent, facts, now);
    const shown = JSON.stringify(control);
    if (shown === this.#panel) return;
    this.#panel = shown;
    driver.note({ control });
  }

  /** Says at most once a second what was refused. */
  tellRefused(gate: GateKeeper): void {
    const now = this.#clock.nowMs();
    if (now - this.#refusedMs < REFUSED_EVERY_MS) return;
    const word = gate.takeRefused();
    if (!word) return;
    this.#refusedMs = now;
    this.#parts.media.send({ type: "media/control", body: { type: "control/refused", ...word } });
  }
}
