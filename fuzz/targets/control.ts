import { isProtocolError } from "#protocol/errors";
import { consoleToDeviceCodec } from "#protocol/peer";
import { MOST_DECLINES, noConsent, pauseMs, QUESTION_MS, step } from "../../daemon/core/consent.ts";
import type { Consent, ConsentEffect, ConsentEvent } from "../../daemon/core/consent-event.ts";
import { Play, short, sized } from "../play.ts";
import { demand, type FuzzTarget, utf8 } from "../target.ts";

const GRANT_MS = 600_000;
const LARGEST_GRANT = 65_535;
const STEPS = ["said", "call", "painted", "allow", "deny", "close", "stop", "given-up", "failed", "time", "deadline"] as const;
type StepName = (typeof STEPS)[number];

/** Questions and grants as the effects tell of them; the oracle judges by this alone. */
class World {
  now = 1000;
  state: Consent = noConsent(LARGEST_GRANT - 2);
  number = 0;
  isOpen = false;
  isHeld = false;
  /** Questions since the last grant of the contact, and when the last one closed. */
  unheeded = 0;
  closedMs = Number.NEGATIVE_INFINITY;

  take(event: ConsentEvent): void {
    const before = this.state;
    const { state, effects } = step(before, event, this.now, GRANT_MS);
    this.state = state;
    for (const effect of effects) this.#judge(effect, event, before);
    if (state.contact !== before.contact) [this.unheeded, this.closedMs] = [0, Number.NEGATIVE_INFINITY];
    demand((state.question !== null) === this.isOpen, "a question that is open was opened", { event });
    demand((state.granted !== null) === this.isHeld, "a grant that holds was granted", { event });
    demand(state.grant >= 0 && state.grant <= LARGEST_GRANT, "a grant's number is a u16", { grant: state.grant });
    if (state.participant === null) demand(!this.isOpen && !this.isHeld, "nobody is asked for nobody", { event });
  }

  #judge(effect: ConsentEffect, event: ConsentEvent, before: Consent): void {
    switch (effect.type) {
      case "question/open":
        demand(!this.isOpen && event.type === "agent/asked" && event.why === null, "a question is put once, when asked for", { event });
        demand(before.declines < MOST_DECLINES, "a customer who said no often enough is left alone", { before });
        demand(this.unheeded === 0 || this.now >= this.closedMs + pauseMs(this.unheeded), "questions come ever more seldom", { before });
        this.isOpen = true;
        break;
      case "question/close":
        demand(this.isOpen, "what is closed was open", { event });
        this.isOpen = false;
        if (event.type === "customer/allowed") break;
        this.unheeded += 1;
        this.closedMs = this.now;
        break;
      case "lease/grant":
        demand(event.type === "customer/allowed" && event.isConfirmed, "only the customer's hand grants", { event });
        demand(event.type === "customer/allowed" && event.number === before.question?.number, "the question answered was open", { event });
        demand(effect.participant === before.participant, "the one who asked is in the call", { effect });
        demand(effect.untilMs <= this.now + GRANT_MS, "a grant is limited", { effect });
        demand(this.state.grant !== before.grant, "a new grant has a new number", { before });
        this.isHeld = true;
        this.unheeded = 0;
        break;
      case "lease/end":
        demand(this.isHeld, "what ends was granted", { event });
        this.isHeld = false;
        break;
      default:
    }
  }
}

type Perform = (world: World, play: Play) => void;
const performers: Readonly<Record<StepName, Perform>> = {
  said: (world, play) => said(world, new TextDecoder().decode(play.bytes()), play.of([null, null, null, "unavailable"] as const)),
  call: (world, play) => {
    const contact = play.of([null, "c1", "c2"]);
    world.take({ type: "call/is", contact, participant: contact && play.of([null, "ada", "grace"]) });
  },
  painted: (world, play) => world.take({ type: "question/painted", number: number(world, play), atMs: world.now }),
  allow: (world, play) => world.take({ type: "customer/allowed", number: number(world, play), isConfirmed: play.flag() }),
  deny: (world, play) => world.take({ type: "customer/denied", number: number(world, play) }),
  close: (world) => world.take({ type: "customer/closed" }),
  stop: (world) => world.take({ type: "customer/stopped" }),
  "given-up": (world) => world.take({ type: "input/given-up" }),
  failed: (world) => world.take({ type: "devices/failed" }),
  time: (world, play) => {
    world.now += 10 * play.short();
    world.take({ type: "time" });
  },
  deadline: (world) => {
    const { question, granted } = world.state;
    world.now = Math.max(world.now, question ? question.askedMs + QUESTION_MS : 0, granted?.untilMs ?? 0);
    world.take({ type: "time" });
    demand(!world.isOpen && !world.isHeld, "what nobody ends ends by itself", { question, granted });
  },
};

type Line = readonly [StepName, ...(readonly number[])];
const CALL: readonly Line[] = [["call", 1, 1]];
const ASK: Line = ["said", ...sized(utf8('{"type":"control/ask","kinds":["touch","type"]}')), 0];
const ALLOW: Line = ["allow", 0, 1];
const RELEASE: Line = ["said", ...sized(utf8('{"type":"control/release"}')), 0];

/** What the console says, read as the daemon reads it, between the customer's answers. */
export const control: FuzzTarget = {
  name: "control",
  covers: ["/daemon/core/consent", "/protocol/peer", "/protocol/codec"],
  maxBytes: 1024,
  seeds: () => [play(...CALL, ASK, ALLOW, RELEASE), play(...CALL, ASK, ["deny", 0], ["time", ...short(1000)], ASK, ["deadline"], ASK)],
  dictionary: [...[...CALL, ASK, RELEASE, ALLOW].map((line) => play(line)), utf8('"kinds":["type"]'), utf8("control/release")],
  run(input) {
    const world = new World();
    for (const steps = new Play(input); !steps.isOver; ) performers[steps.of(STEPS)](world, steps);
    const { reason, declines, isBlocked } = world.state;
    return [`${reason} ${world.isOpen} ${world.isHeld} ${Math.min(declines, MOST_DECLINES)} ${isBlocked}`];
  },
};

/** A text of the console, and what stands against a question just now. */
function said(world: World, text: string, why: "unavailable" | null): void {
  try {
    const message = consoleToDeviceCodec.decode(text);
    if (message.type === "control/ask") {
      world.number += 1;
      world.take({ type: "agent/asked", kinds: message.kinds, number: world.number, why });
    } else if (message.type === "control/release") world.take({ type: "agent/released" });
  } catch (error) {
    if (!isProtocolError(error)) throw error;
  }
}

/** The number of the last question, or one near it. */
function number(world: World, play: Play): number {
  return world.number - (play.byte() % 3);
}

function play(...lines: readonly Line[]): Uint8Array {
  return Uint8Array.from(lines.flatMap(([name, ...numbers]) => [STEPS.indexOf(name), ...numbers]));
}
