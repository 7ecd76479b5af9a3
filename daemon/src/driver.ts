import type { Id } from "#protocol/common";
import { NO_PANEL_CONTROL } from "../core/control-state.ts";
import {
  bindLeases,
  endControl,
  type LeaseKind,
  type Leases,
  NO_LEASES,
  promiseLeases,
  restoredLeases,
  unbindLeases,
} from "../core/lease.ts";
import { NOBODY } from "../core/panel-state.ts";
import type { Clock, JournalPort, Log } from "../core/ports.ts";
import { isSameCall, type RightsTold, rightsChanged, type Will, willOf } from "../core/rights.ts";
import { restoredSession, step } from "../core/session.ts";
import type { Effect, SessionEvent } from "../core/session-event.ts";
import { contactOf, restingSession, type Session, serviceOf } from "../core/session-state.ts";
import { type Wanted, wantedOf } from "../core/wanted.ts";
import type { Executors, LeaseEffect } from "./effects.ts";
import type { Facts, Moment, Outputs } from "./outputs.ts";

const NO_FACTS: Facts = {
  presence: NOBODY,
  screenConnected: false,
  sending: "off",
  output: null,
  ownKnown: false,
  faceShown: false,
  faceBox: { width: 0, height: 0 },
  offset: null,
  control: NO_PANEL_CONTROL,
  stillThere: null,
};

export interface DriverOptions {
  readonly boot: string;
  /** What "Talk to a person" allows. */
  readonly grants: readonly LeaseKind[];
  /** By when an accepted agent must be connected. */
  readonly connectingMs?: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly journal: JournalPort;
}

/** Carries out what the driver decides. Given after construction, because they speak back to it. */
export interface DriverHands {
  readonly executors: Executors & { stop(): void };
  readonly outputs: Outputs;
  readonly follow: () => void;
  /** For the audit. */
  readonly tellRights: (told: RightsTold) => void;
}

/**
 * Holds the one session and the rights of the device, feeds events to `step` one at a time, and has the effects carried out:
 * rights first, then the journal, then everything outside.
 */
export class Driver {
  readonly #options: DriverOptions;
  #hands: DriverHands | null = null;
  #session: Session = restingSession();
  #leases: Leases = NO_LEASES;
  #facts: Facts = NO_FACTS;
  readonly #waiting: SessionEvent[] = [];
  #isStepping = false;
  #isStopped = false;

  constructor(options: DriverOptions) {
    this.#options = options;
  }

  /** Takes up what the journal holds. */
  start(hands: DriverHands): void {
    const { journal, boot, log } = this.#options;
    this.#hands = hands;
    const record = journal.load();
    const sameBoot = record?.boot === boot;
    const { state, effects } = restoredSession(record?.session ?? null, sameBoot);
    this.#session = state;
    this.#leases = restoredLeases(record?.leases ?? null, sameBoot);
    log.info({ from: record?.session.name ?? null, to: state.name, contact: contactOf(state), sameBoot }, "taken up");
    this.#carryOut(effects, this.#leases, "device");
    this.#settle();
  }

  /** Nothing changes any more: what neighbours say while they are let go must not reach the journal. */
  stop(): void {
    this.#isStopped = true;
    this.#hands?.executors.stop();
  }

  get session(): Session {
    return this.#session;
  }

  get facts(): Facts {
    return this.#facts;
  }

  get moment(): Moment {
    return { session: this.#session, leases: this.#leases, wanted: this.wanted, facts: this.#facts };
  }

  get wanted(): Wanted {
    return wantedOf(this.#session, this.#leases, this.#facts, this.#options.clock.nowMs());
  }

  /** Takes an event. Events that arise from its effects wait until it is done. */
  dispatch(event: SessionEvent): void {
    if (this.#isStopped) return;
    this.#waiting.push(event);
    if (this.#isStepping) return;
    this.#isStepping = true;
    try {
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) this.#step(next);
    } finally {
      this.#isStepping = false;
    }
    this.#settle();
  }

  /** Facts have changed beside the session. */
  note(changes: Partial<Facts>): void {
    if (this.#isStopped) return;
    this.#facts = { ...this.#facts, ...changes };
    this.#settle();
  }

  /** Changes rights beside the session: by the customer's touch, or by the gate. @param by whose will it is where something ends */
  changeLeases(why: string, change: (leases: Leases, participant: Id | null) => Leases, by: Will): void {
    if (this.#isStopped) return;
    const before = this.#leases;
    this.#leases = change(before, serviceOf(this.#session)?.agent.id ?? null);
    const { hidden, muted } = this.#leases;
    this.#options.log.info({ why, hidden, muted, contact: contactOf(this.#session) }, "rights changed");
    this.#tellRights(before, by);
    this.#settle();
  }

  #step(event: SessionEvent): void {
    const { clock, log } = this.#options;
    const before = this.#session;
    const now = clock.nowMs();
    const { state, effects } = step(before, event, now, this.#options.connectingMs);
    this.#session = state;
    const leases = this.#leases;
    // Control ends with the call it was given in, before anything else is done.
    if (!isSameCall(before, state)) this.#leases = endControl(this.#leases);
    if (state.name !== before.name || callOf(state) !== callOf(before)) {
      const contact = contactOf(state) ?? contactOf(before);
      const afterMs = Math.round(now - before.sinceMs);
      log.info({ event: event.type, from: before.name, to: state.name, contact, call: callOf(state), afterMs }, "transition");
    }
    this.#carryOut(effects, leases, willOf(event));
  }

  #carryOut(effects: readonly Effect[], before: Leases, by: Will): void {
    const executors = this.#hands?.executors;
    for (const effect of effects) if (isLeaseEffect(effect)) this.#leases = this.#afterLease(effect);
    this.#save();
    this.#tellRights(before, by);
    for (const effect of effects) {
      // The table is checked by type; the compiler cannot follow that each entry takes its own effect.
      if (!isLeaseEffect(effect)) (executors?.[effect.type] as ((effect: Effect) => void) | undefined)?.(effect);
    }
  }

  #afterLease(effect: LeaseEffect): Leases {
    switch (effect.type) {
      case "lease/promise":
        return promiseLeases(this.#leases, effect.contact, this.#options.grants);
      case "lease/bind":
        return bindLeases(this.#leases, effect.contact, effect.participant);
      case "lease/unbind":
        return unbindLeases(this.#leases);
      case "lease/end":
        return NO_LEASES;
      default:
        return effect satisfies never;
    }
  }

  #tellRights(before: Leases, by: Will): void {
    for (const told of rightsChanged(before, this.#leases, by)) this.#hands?.tellRights(told);
  }

  #save(): void {
    this.#options.journal.save({ boot: this.#options.boot, session: this.#session, leases: this.#leases });
  }

  #settle(): void {
    this.#save();
    this.#hands?.follow();
    this.#hands?.outputs.follow(this.moment);
  }
}

function callOf(session: Session): number | null {
  return serviceOf(session)?.call ?? null;
}

function isLeaseEffect(effect: Effect): effect is LeaseEffect {
  return effect.type.startsWith("lease/");
}
