import { randomUUID } from "node:crypto";
import type { PanelToDaemon } from "#protocol/local-panel";
import {
  bindLeases,
  hideScreen,
  type LeaseKind,
  type Leases,
  muteMicrophone,
  NO_LEASES,
  openMicrophone,
  promiseLeases,
  restoredLeases,
  showScreen,
  unbindLeases,
} from "../core/lease.ts";
import { NOBODY } from "../core/panel-state.ts";
import type { Clock, JournalPort, Log } from "../core/ports.ts";
import { restoredSession, step } from "../core/session.ts";
import type { Effect, SessionEvent } from "../core/session-event.ts";
import { contactOf, restingSession, type Session, serviceOf } from "../core/session-state.ts";
import { type Wanted, wantedOf } from "../core/wanted.ts";
import type { Executors, LeaseEffect } from "./effects.ts";
import type { Facts, Moment, Outputs } from "./outputs.ts";

type PanelTouch = Pick<Extract<PanelToDaemon, { type: "panel/act" }>, "act" | "resolved">;
export type PanelAct = PanelTouch["act"];

const NO_FACTS: Facts = {
  presence: NOBODY,
  screenConnected: false,
  sending: "off",
  output: null,
  ownKnown: false,
  faceShown: false,
  faceBox: { width: 0, height: 0 },
  offset: null,
};

export interface DriverOptions {
  readonly boot: string;
  /** What "Talk to a person" allows. */
  readonly grants: readonly LeaseKind[];
  readonly clock: Clock;
  readonly log: Log;
  readonly journal: JournalPort;
}

/** Carries out what the driver decides. Given after construction, because they speak back to it. */
export interface DriverHands {
  readonly executors: Executors & { stop(): void };
  readonly outputs: Outputs;
  readonly follow: () => void;
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
    this.#carryOut(effects);
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

  /** A touch on the panel. Hiding and muting work in every state; showing and unmuting are the customer's own grant. */
  act({ act, resolved }: PanelTouch): void {
    const participant = serviceOf(this.#session)?.agent.id ?? null;
    switch (act) {
      case "talk":
        this.dispatch({ type: "customer/talked", contact: randomUUID() });
        break;
      case "cancel":
      case "end":
        this.dispatch({ type: "customer/ended" });
        break;
      case "close":
        this.dispatch({ type: "customer/closed" });
        break;
      case "open":
        this.dispatch({ type: "customer/opened" });
        break;
      case "feedback":
        if (resolved !== undefined) this.dispatch({ type: "customer/rated", resolved });
        else this.#options.log.warn({ act }, "the panel's answer must say whether it helped");
        break;
      case "hide-screen":
        this.#change(act, hideScreen(this.#leases));
        break;
      case "show-screen":
        this.#change(act, showScreen(this.#leases, participant));
        break;
      case "mute":
        this.#change(act, muteMicrophone(this.#leases));
        break;
      case "unmute":
        this.#change(act, openMicrophone(this.#leases, participant));
        break;
      case "allow":
      case "deny":
      case "stop-control":
      case "still-here":
        this.#options.log.warn({ act }, "nothing was asked");
        break;
      default:
        act satisfies never;
    }
  }

  #change(act: PanelAct, leases: Leases): void {
    if (this.#isStopped) return;
    this.#leases = leases;
    const { hidden, muted } = leases;
    this.#options.log.info({ act, hidden, muted, contact: contactOf(this.#session) }, "rights changed by the customer");
    this.#settle();
  }

  #step(event: SessionEvent): void {
    const { clock, log } = this.#options;
    const before = this.#session;
    const now = clock.nowMs();
    const { state, effects } = step(before, event, now);
    this.#session = state;
    if (state.name !== before.name || callOf(state) !== callOf(before)) {
      const contact = contactOf(state) ?? contactOf(before);
      const afterMs = Math.round(now - before.sinceMs);
      log.info({ event: event.type, from: before.name, to: state.name, contact, call: callOf(state), afterMs }, "transition");
    }
    this.#carryOut(effects);
  }

  #carryOut(effects: readonly Effect[]): void {
    const executors = this.#hands?.executors;
    for (const effect of effects) if (isLeaseEffect(effect)) this.#leases = this.#afterLease(effect);
    this.#save();
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
