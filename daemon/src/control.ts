import { randomInt } from "node:crypto";
import type { ControlKind, ControlReason } from "#protocol/common";
import type { InputEvent } from "#protocol/input";
import type { PanelToDaemon } from "#protocol/local-panel";
import { addPhysical, type ButtonWord, isConfirmed, NO_PROOFS, type Proofs } from "../core/confirmation.ts";
import { noConsent, step as stepConsent } from "../core/consent.ts";
import type { Consent, ConsentEffect, ConsentEvent } from "../core/consent-event.ts";
import { type ControlFacts, controlTold, isEndShown, panelControl } from "../core/control-state.ts";
import { closedGate, type Gate, type GateEvent, type InputChannel, isTouched, step as stepGate, takeRefused } from "../core/input-gate.ts";
import { endControl, grantControl, heldUntil } from "../core/lease.ts";
import type { Physical } from "../core/physical.ts";
import { buttonOnOutput, panelAmong } from "../core/places.ts";
import type { Clock, Log } from "../core/ports.ts";
import { contactOf, type Surface } from "../core/session-state.ts";
import { INPUT_EVERY_MS } from "./input-backend.ts";
import type { InputHand } from "./input-hand.ts";
import type { InputStats } from "./input-stats.ts";
import type { Moment } from "./outputs.ts";
import type { Parts } from "./parts.ts";

/** The panel's word may be quicker than the physical event that it is about: so long it is waited for. */
const WORD_AHEAD_MS = 250;
/** Silence of media for so long, and what it holds down is let go of. */
const MEDIA_SILENT_MS = 3000;
const REFUSED_EVERY_MS = 1000;
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

/** The agent's hand: asks the customer for it, lets its events pass or not, and tells both ends how it stands. */
export class Control {
  readonly #options: ControlOptions;
  readonly #parts: Parts;
  // Not where the last daemon began: what was on its way under one of its grants must not pass under ours.
  #consent: Consent = noConsent(randomInt(1, 0x8000));
  #gate: Gate;
  #proofs: Proofs = NO_PROOFS;
  #waitingWord: (ButtonWord & { readonly number: number }) | null = null;
  #cancelWord = (): void => {};
  #cancelTick: (() => void) | null = null;
  #shown: { mode: Surface; corner: { x: number; y: number } | null } = { mode: "hidden", corner: null };
  /** The panel with the question has been on the glass: when it goes from there, the customer has closed it. */
  #isPanelSeen = false;
  readonly #waiting: ConsentEvent[] = [];
  #isStepping = false;
  #isShellFocused = false;
  #back: Surface = "box";
  #heardMs = 0;
  #malformed = 0;
  #refusedMs = 0;
  #told = "";
  #panel = "";

  constructor(options: ControlOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
    this.#gate = closedGate(options.clock.nowMs());
  }

  stop(): void {
    this.#cancelWord();
    this.#cancelTick?.();
    this.#options.hand?.close();
  }

  /** The session, the rights or what is known have changed. */
  follow({ session }: Moment): void {
    const isLive = session.name === "live";
    const participant = isLive ? session.agent.id : null;
    if (participant !== this.#consent.participant) this.#malformed = 0;
    this.#consentStep({ type: "call/is", contact: contactOf(session), participant });
    if (this.#consent.question && this.#isPanelSeen && session.surface !== "panel") this.#consentStep({ type: "customer/closed" });
    this.#refresh();
  }

  /** The console asks. */
  ask(kinds: readonly ControlKind[]): void {
    this.#consentStep({ type: "agent/asked", kinds, number: this.#options.nextQuestion(), why: this.#against() });
  }

  /** The console gives control back. */
  released(): void {
    this.#consentStep({ type: "agent/released" });
  }

  /** A touch on the panel. @returns whether it was about control */
  act({ act, question, button }: PanelAct): boolean {
    switch (act) {
      case "allow":
        this.#allowed(question ?? -1, button ?? null);
        return true;
      case "deny":
        this.#consentStep({ type: "customer/denied", number: question ?? -1 });
        return true;
      case "stop-control":
        this.#consentStep({ type: "customer/stopped" });
        return true;
      case "close":
        this.#consentStep({ type: "customer/closed" });
        return false;
      default:
        return false;
    }
  }

  /** The question of this number has been on the glass since then. */
  painted(number: number, atMs: number): void {
    this.#consentStep({ type: "question/painted", number, atMs });
  }

  /** Where our surface is now. */
  shown(mode: Surface, corner: { x: number; y: number } | null): void {
    this.#shown = { mode, corner };
    if (mode === "panel" && this.#consent.question) this.#isPanelSeen = true;
  }

  focused(isShellFocused: boolean): void {
    this.#isShellFocused = isShellFocused;
    this.#refresh();
  }

  /** The customer's own hand did something. */
  physical(event: Physical): void {
    this.#proofs = addPhysical(this.#proofs, event);
    this.#gateStep({ type: "physical", event });
    if (this.#waitingWord) this.#weigh();
    this.#tell();
  }

  physicalGone(): void {
    this.#gateStep({ type: "physical/gone" });
  }

  /** An event of the agent: to the backend at once, or nowhere. */
  input(channel: InputChannel, event: InputEvent): void {
    const arrivedMs = this.#options.clock.nowMs();
    this.#heardMs = arrivedMs;
    const isWritten = this.#gateStep({ type: "input", channel, event });
    this.#options.stats.add(arrivedMs, this.#options.clock.nowMs(), isWritten);
  }

  /** Bytes of the agent that are no event. */
  malformed(why: string): void {
    this.#malformed += 1;
    this.#gateStep({ type: "malformed" });
    if (this.#malformed % MOST_MALFORMED !== 0) return;
    this.#options.log.warn({ count: this.#malformed, why }, "what the agent sends is not input: control is over for this call");
    this.#parts.input.disconnect();
    this.#consentStep({ type: "input/given-up" });
  }

  /** The virtual devices have come or gone. */
  devicesChanged(): void {
    this.#refresh();
  }

  /** Media's input socket is gone, with whatever would have lifted what is down. */
  inputGone(): void {
    this.release();
    this.#refresh();
  }

  /** Media lives. */
  mediaHeard(): void {
    this.#heardMs = this.#options.clock.nowMs();
  }

  /** Everything is let go of now, whatever else follows. */
  release(): void {
    this.#gateStep({ type: "facts", facts: { shut: "unavailable" } });
  }

  /** A call begins or goes on: the console hears how control stands. */
  describe(): void {
    this.#told = "";
    this.#tell();
  }

  /** What stands against asking the customer. */
  #against(): ControlReason | null {
    const { host, driver } = this.#parts;
    if (!this.#options.hand || !host.isConnected) return "unavailable";
    return driver.facts.stillThere ? "no-answer" : null;
  }

  #allowed(number: number, button: ButtonWord["button"]): void {
    const panel = this.#shown.mode === "panel" ? panelAmong(this.#parts.own.rects, this.#shown.corner) : null;
    const word = {
      number,
      wordMs: this.#options.clock.nowMs(),
      paintedMs: this.#consent.question?.paintedMs ?? null,
      button: button && panel && buttonOnOutput(button, panel),
    };
    this.#cancelWord();
    this.#waitingWord = word;
    this.#cancelWord = this.#options.clock.after(WORD_AHEAD_MS, () => this.#answer(word.number, false));
    this.#weigh();
  }

  #weigh(): void {
    const word = this.#waitingWord;
    if (word && isConfirmed(this.#proofs, word)) this.#answer(word.number, true);
  }

  #answer(number: number, isConfirmed: boolean): void {
    this.#cancelWord();
    this.#waitingWord = null;
    this.#consentStep({ type: "customer/allowed", number, isConfirmed });
  }

  /** Takes an event. Events that arise from what it does wait until it is done. */
  #consentStep(event: ConsentEvent): void {
    this.#waiting.push(event);
    if (this.#isStepping) return;
    this.#isStepping = true;
    try {
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) this.#take(next);
    } finally {
      this.#isStepping = false;
    }
  }

  #take(event: ConsentEvent): void {
    const { clock, grantMs, log } = this.#options;
    const before = this.#consent;
    const { state, effects } = stepConsent(before, event, clock.nowMs(), grantMs);
    if (state === before && effects.length === 0) return;
    this.#consent = state;
    if (state.question && !before.question) this.#rememberSurface();
    const [from, to] = [nameOf(before), nameOf(state)];
    if (from !== to) log.info({ event: event.type, from, to, reason: state.reason, contact: state.contact }, "control");
    // The gate knows first: it is shut before a question is drawn, and before a right is taken back.
    this.#refresh();
    for (const effect of effects) this.#carryOut(effect);
    this.#refresh();
  }

  /** The panel goes back there. It has been seen to be open only where it stays as it is. */
  #rememberSurface(): void {
    this.#back = this.#parts.driver.session.surface;
    this.#isPanelSeen = this.#back === "panel" && this.#shown.mode === "panel";
  }

  #carryOut(effect: ConsentEffect): void {
    const { driver, desk, timeline } = this.#parts;
    const { log, clock } = this.#options;
    const contact = contactOf(driver.session);
    switch (effect.type) {
      case "question/open":
        driver.dispatch({ type: "question/opened" });
        break;
      case "question/close":
        driver.dispatch({ type: "question/closed", back: this.#back });
        break;
      case "lease/grant":
        driver.changeLeases(
          "control granted",
          (leases) => grantControl(leases, effect.kinds, effect.participant, effect.untilMs),
          "customer",
        );
        break;
      case "lease/end":
        driver.changeLeases("control ended", endControl, effect.by);
        break;
      case "rights/tell": {
        const { change, by, participant } = effect;
        if (contact === null) break;
        for (const right of effect.kinds) desk.send({ type: "contact/rights", contact, right, change, by, participant });
        break;
      }
      case "mark/granted":
        if (contact !== null) timeline.mark(contact, "control-granted", clock.nowMs());
        break;
      case "console/tell":
        this.#told = "";
        break;
      case "event/refuse":
        log.info({ event: effect.event, why: effect.why }, "refused");
        break;
      default:
        effect satisfies never;
    }
  }

  /** Everything that follows from what is known: the devices, the gate, the console's and the panel's words. */
  #refresh(): void {
    this.#followDevices();
    this.#followGate();
    this.#tell();
    const { question, granted } = this.#consent;
    const isBusy = question !== null || granted !== null || isEndShown(this.#consent, this.#options.clock.nowMs());
    if (isBusy) this.#cancelTick ??= this.#options.clock.every(INPUT_EVERY_MS, () => this.#tick());
    else {
      this.#cancelTick?.();
      this.#cancelTick = null;
    }
  }

  #tick(): void {
    const now = this.#options.clock.nowMs();
    this.#options.hand?.renew();
    this.#consentStep({ type: "time" });
    this.#gateStep({ type: "time" });
    this.#refresh();
    this.#options.stats.report(now);
    if (now - this.#refusedMs < REFUSED_EVERY_MS) return;
    this.#refusedMs = now;
    this.#tellRefused();
  }

  #followDevices(): void {
    const { hand, log } = this.#options;
    const { question, granted } = this.#consent;
    if (!hand) return;
    if (!question && !granted) hand.close();
    if ((!question && !granted) || hand.isReady) return;
    try {
      hand.open();
    } catch (error) {
      log.error({ error: (error as Error).message }, "there are no virtual input devices");
      this.#consentStep({ type: "devices/failed" });
    }
  }

  #followGate(): void {
    const { driver, own } = this.#parts;
    const { leases, facts, session } = driver.moment;
    const participant = session.name === "live" ? session.agent.id : null;
    const isAsked = this.#consent.question !== null || facts.stillThere !== null;
    const { isFit, isReady } = this.#facts();
    this.#gateStep({
      type: "facts",
      facts: {
        grant: this.#consent.grant,
        touchUntilMs: heldUntil(leases, "touch", participant),
        typeUntilMs: heldUntil(leases, "type", participant),
        shut: isAsked ? "help-in-front" : !isFit ? "unavailable" : !isReady ? "paused" : null,
        isShellFocused: this.#isShellFocused,
        own: own.rects,
        output: facts.output,
      },
    });
  }

  #facts(): ControlFacts {
    const { driver, host } = this.#parts;
    const { session, wanted, facts } = driver.moment;
    const now = this.#options.clock.nowMs();
    const isSeen = session.name === "live" && wanted.view === "live" && facts.screenConnected;
    return {
      isReady: this.#options.hand?.isReady ?? false,
      isFit: isSeen && host.isConnected && now - this.#heardMs < MEDIA_SILENT_MS,
      isTouched: isTouched(this.#gate, now),
      isHelpInFront: this.#isShellFocused || facts.stillThere !== null,
    };
  }

  /** @returns whether anything went to the devices */
  #gateStep(event: GateEvent): boolean {
    const { state, acts } = stepGate(this.#gate, event, this.#options.clock.nowMs());
    this.#gate = state;
    for (const act of acts) this.#options.hand?.act(act);
    return acts.length > 0;
  }

  #tell(): void {
    const { driver, media } = this.#parts;
    const now = this.#options.clock.nowMs();
    const facts = this.#facts();
    const body = controlTold(this.#consent, facts, now);
    const { endsInMs: _, ...lasting } = body;
    const text = JSON.stringify(lasting);
    const isNews = text !== this.#told && driver.session.name === "live";
    if (isNews && media.send({ type: "media/control", body })) this.#told = text;
    const control = panelControl(this.#consent, facts, now);
    const panel = JSON.stringify(control);
    if (panel === this.#panel) return;
    this.#panel = panel;
    driver.note({ control });
  }

  #tellRefused(): void {
    const { state, word } = takeRefused(this.#gate);
    this.#gate = state;
    if (word) this.#parts.media.send({ type: "media/control", body: { type: "control/refused", ...word } });
  }
}

function nameOf({ question, granted }: Consent): "asking" | "granted" | "none" {
  return question ? "asking" : granted ? "granted" : "none";
}
