import type { Consent, ConsentEffect } from "../core/consent-event.ts";
import { endControl, grantControl } from "../core/lease.ts";
import type { Clock, Log } from "../core/ports.ts";
import { contactOf, type Surface } from "../core/session-state.ts";
import type { Parts } from "./parts.ts";

type EffectOf<T extends ConsentEffect["type"]> = Extract<ConsentEffect, { type: T }>;
type Executors = { readonly [T in ConsentEffect["type"]]: (effect: EffectOf<T>) => void };

export interface ConsentWorld {
  readonly parts: Pick<Parts, "driver" | "desk" | "timeline">;
  readonly clock: Clock;
  readonly log: Log;
  /** What was shown before the question. */
  readonly back: () => Surface;
  /** The console is to be told again how control stands. */
  readonly tellConsole: () => void;
}

/** One executor for each effect of consent. */
function executorsOf({ parts, clock, log, back, tellConsole }: ConsentWorld): Executors {
  const contact = () => contactOf(parts.driver.session);
  return {
    "question/open": () => parts.driver.dispatch({ type: "question/opened" }),
    "question/close": () => parts.driver.dispatch({ type: "question/closed", back: back() }),
    "lease/grant": ({ kinds, participant, untilMs }) =>
      parts.driver.changeLeases("control granted", (leases) => grantControl(leases, kinds, participant, untilMs), "customer"),
    "lease/end": ({ by }) => parts.driver.changeLeases("control ended", endControl, by),
    "rights/tell": ({ kinds, change, by, participant }) => {
      const id = contact();
      if (id === null) return;
      for (const right of kinds) parts.desk.send({ type: "contact/rights", contact: id, right, change, by, participant });
    },
    "mark/granted": () => {
      const id = contact();
      if (id !== null) parts.timeline.mark(id, "control-granted", clock.nowMs());
    },
    "console/tell": tellConsole,
    "event/refuse": ({ event, why }) => log.info({ event, why }, "refused"),
  };
}

/** Carries out what follows from consent. */
export function createConsentEffects(world: ConsentWorld): (effect: ConsentEffect) => void {
  const executors = executorsOf(world);
  // The table is checked by type; the compiler cannot follow that each entry takes its own effect.
  return (effect) => (executors[effect.type] as (effect: ConsentEffect) => void)(effect);
}

/** For the log. */
export function nameOf({ question, granted }: Consent): "asking" | "granted" | "none" {
  return question ? "asking" : granted ? "granted" : "none";
}
