import { randomInt } from "node:crypto";
import type { ControlKind } from "#protocol/common";
import type { InputEvent } from "#protocol/input";
import type { PanelToDaemon } from "#protocol/local-panel";
import { noConsent, step } from "../core/consent.ts";
import type { Consent, ConsentEffect, ConsentEvent } from "../core/consent-event.ts";
import { isEndShown } from "../core/control-state.ts";
import type { InputChannel } from "../core/input-gate.ts";
import type { Physical } from "../core/physical.ts";
import type { Clock, Log } from "../core/ports.ts";
import { contactOf, type Surface } from "../core/session-state.ts";
import { createConsentEffects, nameOf } from "./consent-effects.ts";
import { ControlCircumstances } from "./control-facts.ts";
import { ControlWords } from "./control-words.ts";
import { GateKeeper } from "./gate-keeper.ts";
import { INPUT_EVERY_MS } from "./input-backend.ts";
import type { InputHand } from "./input-hand.ts";
import type { InputStats } from "./input-stats.ts";
import type { Moment } from "./outputs.ts";
import { PanelWord } from "./panel-word.ts";
import type { Parts } from "./parts.ts";
import { QuestionGlass } from "./question-glass.ts";
import { VIEW_FOR_MS } from "./view-keeper.ts";

/** So many messages of a call that are no events are not a mistake any more. */
export const MOST_MALFORMED = 100;

type PanelAct = Extract<PanelToDaemon, { type: "panel/act" }>;

export interface ControlOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** How long a grant holds. */
  readonly grantMs: number;
  /** Null: this device cannot be controlled. */
  readonly hand: InputHand | null;
  readonly stats: InputStats;
  /** A number that no other question has. */
  readonly nextQuestion: () => number;
}

/** Asks the customer for the agent's hand, and keeps gate, devices and both ends' words in step with the answer. */
export class Control {
  readonly #options: ControlOptions;
  readonly #parts: Parts;
  readonly #gate: GateKeeper;
  readonly #words: ControlWords;
  readonly #panelWord: PanelWord;
  readonly #glass: QuestionGlass;
  readonly #circumstances: ControlCircumstances;
  readonly #carryOut: (effect: ConsentEffect) => void;
  // Not where the last daemon began: what was on its way under one of its grants must not pass under ours.
  #consent: Consent = noConsent(randomInt(1, 0x8000));
  readonly #waiting: ConsentEvent[] = [];
  #isStepping = false;
  #isStopped = false;
  #cancelTick: (() => void) | null = null;
  #malformed = 0;
  #tickMs = 0;

  constructor(options: ControlOptions, parts: Parts) {
    const { hand, stats, clock, log } = options;
    this.#options = options;
    this.#parts = parts;
    this.#gate = new GateKeeper(hand, stats, clock);
    this.#words = new ControlWords(parts, clock);
    this.#glass = new QuestionGlass(() => parts.own.rects);
    this.#circumstances = new ControlCircumstances(parts, hand, clock);
    this.#carryOut = createConsentEffects({ parts, clock, log, back: () => this.#glass.back, tellConsole: () => this.#words.forget() });
    this.#panelWord = new PanelWord(clock, (number, isConfirmed) => this.#dispatch({ type: "customer/allowed", number, isConfirmed }));
  }

  /** Nothing is opened or renewed any more, whatever neighbours say while they are let go. */
  stop(): void {
    this.#isStopped = true;
    this.#panelWord.stop();
    this.#cancelTick?.();
    this.#options.hand?.close();
  }

  /** The session, the rights or what is known have changed. */
  follow({ session }: Moment): void {
    const participant = session.name === "live" ? session.agent.id : null;
    if (participant !== this.#consent.participant) this.#malformed = 0;
    this.#dispatch({ type: "call/is", contact: contactOf(session), participant });
    if (this.#consent.question && this.#glass.isPanelSeen && session.surface !== "panel") this.#dispatch({ type: "customer/closed" });
    this.#refresh();
  }

  // ---- the agent ----

  ask(kinds: readonly ControlKind[]): void {
    this.#dispatch({ type: "agent/asked", kinds, number: this.#options.nextQuestion(), why: this.#circumstances.against() });
  }

  /** The console gives control back, or takes the question back. */
  released(): void {
    this.#dispatch({ type: "agent/released" });
  }

  input(channel: InputChannel, event: InputEvent): void {
    this.mediaHeard();
    this.#gate.input(channel, event);
    this.#words.tellRefused(this.#gate);
  }

  /** Bytes of the agent that are no event. */
  malformed(why: string): void {
    this.#malformed += 1;
    this.#gate.malformed();
    this.#words.tellRefused(this.#gate);
    if (this.#malformed % MOST_MALFORMED !== 0) return;
    this.#options.log.warn({ count: this.#malformed, why }, "what the agent sends is not input: control is over for this call");
    this.#parts.input.disconnect();
    this.#dispatch({ type: "input/given-up" });
  }

  /** Screen could not type the text of this number: nothing that came after it happens, and the agent hears of it. */
  untyped(serial: number): void {
    if (!this.#options.hand?.isTyping(serial)) return;
    this.#gate.untyped();
    this.#words.tellRefused(this.#gate);
  }

  /** Media's input socket is gone, with whatever would have lifted what is down. */
  inputGone(): void {
    this.release();
    this.#refresh();
  }

  /** Media lives. */
  mediaHeard(): void {
    this.#circumstances.mediaHeard();
  }

  /** A call begins or goes on: the console hears how control stands. */
  describe(): void {
    this.#words.forget();
    this.#refresh();
  }

  // ---- the customer ----

  /** A touch on the panel. @returns whether it was about control */
  act({ act, question, button }: PanelAct): boolean {
    switch (act) {
      case "allow":
        this.#panelWord.said(question ?? -1, this.#consent.question?.paintedMs ?? null, button ? this.#glass.onOutput(button) : null);
        return true;
      case "deny":
        this.#dispatch({ type: "customer/denied", number: question ?? -1 });
        return true;
      case "stop-control":
        this.#dispatch({ type: "customer/stopped" });
        return true;
      case "close":
        this.#dispatch({ type: "customer/closed" });
        return false;
      default:
        return false;
    }
  }

  /** The customer's own hand did something. */
  physical(event: Physical): void {
    this.#gate.physical(event);
    this.#panelWord.physical(event);
    this.#tell();
  }

  physicalGone(): void {
    this.#gate.physicalGone();
  }

  // ---- the glass ----

  /** The question of this number has been on the glass since then. */
  painted(number: number, atMs: number): void {
    this.#dispatch({ type: "question/painted", number, atMs });
  }

  /** Where our surface is now. */
  shown(mode: Surface, corner: { x: number; y: number } | null): void {
    this.#glass.shown(mode, corner, this.#consent.question !== null);
  }

  /** The keyboard's focus came to one of our surfaces or left them. */
  focused(isShellFocused: boolean): void {
    this.#circumstances.isShellFocused = isShellFocused;
    this.#refresh();
  }

  /** The virtual devices have come or gone. */
  devicesChanged(): void {
    this.#refresh();
  }

  /** Everything is let go of now, whatever else follows. */
  release(): void {
    this.#gate.learn({ shut: "unavailable" });
  }

  /** Takes an event. Events that arise from what it does wait until it is done. */
  #dispatch(event: ConsentEvent): void {
    if (this.#isStopped) return;
    this.#waiting.push(event);
    if (this.#isStepping) return;
    this.#isStepping = true;
    try {
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) this.#step(next);
    } finally {
      this.#isStepping = false;
    }
  }

  #step(event: ConsentEvent): void {
    const { clock, grantMs, log } = this.#options;
    const before = this.#consent;
    const { state, effects } = step(before, event, clock.nowMs(), grantMs);
    if (state === before && effects.length === 0) return;
    this.#consent = state;
    if (state.question && !before.question) this.#glass.begin(this.#parts.driver.session.surface);
    const [from, to] = [nameOf(before), nameOf(state)];
    if (from !== to) log.info({ event: event.type, from, to, reason: state.reason, contact: state.contact }, "control");
    // The gate knows first: it is shut before a question is drawn, and before a right is taken back.
    this.#refresh();
    for (const effect of effects) this.#carryOut(effect);
    this.#refresh();
  }

  /** Everything that follows from what is known: the devices, the gate, both ends' words. */
  #refresh(): void {
    if (this.#isStopped) return;
    this.#followDevices();
    this.#gate.learn(this.#circumstances.gateFacts(this.#consent));
    this.#tell();
    const { question, granted } = this.#consent;
    const isBusy = question !== null || granted !== null || isEndShown(this.#consent, this.#options.clock.nowMs());
    if (isBusy && !this.#cancelTick) {
      this.#tickMs = this.#options.clock.nowMs();
      this.#cancelTick = this.#options.clock.every(INPUT_EVERY_MS, () => this.#tick());
    } else if (!isBusy) {
      this.#cancelTick?.();
      this.#cancelTick = null;
    }
  }

  #tick(): void {
    const now = this.#options.clock.nowMs();
    // We were held up, and the devices have let go by themselves: what the agent holds must begin anew.
    if (now - this.#tickMs > VIEW_FOR_MS) this.release();
    this.#tickMs = now;
    this.#options.hand?.renew();
    this.#dispatch({ type: "time" });
    this.#gate.timePassed();
    this.#refresh();
    this.#words.tellRefused(this.#gate);
  }

  #followDevices(): void {
    const { hand, log } = this.#options;
    const isWanted = this.#consent.question !== null || this.#consent.granted !== null;
    if (!isWanted) hand?.close();
    if (!hand || !isWanted || hand.isReady) return;
    try {
      hand.open();
    } catch (error) {
      log.error({ error: (error as Error).message }, "there are no virtual input devices");
      this.#dispatch({ type: "devices/failed" });
    }
  }

  #tell(): void {
    this.#words.tell(this.#consent, this.#circumstances.facts(this.#gate.isTouched));
  }
}
