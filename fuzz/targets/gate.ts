import { isProtocolError } from "#protocol/errors";
import { decodeInput, encodeInput, type InputEvent } from "#protocol/input";
import { EDGE_STRIP_PX } from "#protocol/local-host";
import type { InputAct } from "../../daemon/core/input-act.ts";
import {
  closedGate,
  type Gate,
  type GateEvent,
  type GateFacts,
  type InputChannel,
  step,
  takeRefused,
} from "../../daemon/core/input-gate.ts";
import type { Physical } from "../../daemon/core/physical.ts";
import { Play, short, sized } from "../play.ts";
import { demand, type FuzzTarget } from "../target.ts";
import { Mirror } from "./mirror.ts";

const OUTPUT = { width: 1280, height: 800 };
const PANEL = { x: 0, y: 0, width: 1280, height: 480 };
const BOX = { x: 940, y: 200, width: 300, height: 340 };
const PAUSE_MS = 1000;
/** The rate is bounded whatever comes: bursts, and what a second gives. */
const MOST_A_SECOND = 1500;
const MOST_AT_ONCE = 300;
const SHUT = [null, "unavailable", "not-granted"] as const;
/** In the order of the bytes that stand for them. */
const STEPS = [
  "own",
  "other",
  "time",
  "grant",
  "touch",
  "type",
  "shut",
  "focus",
  "surfaces",
  "finger",
  "key",
  "click",
  "gone",
  "untyped",
] as const;
type StepName = (typeof STEPS)[number];

/** What the world knows beside the gate; the oracle judges by this alone. */
class World {
  now = 1000;
  state: Gate = closedGate(1000);
  readonly mirror = new Mirror();
  readonly held = new Set<string>();
  touchedMs = Number.NEGATIVE_INFINITY;
  facts: Partial<GateFacts> = {};
  passed = 0;
  readonly beganMs = 1000;

  take(event: GateEvent): void {
    const { state, acts } = step(this.state, event, this.now);
    this.state = state;
    for (const act of acts) if (this.mirror.take(act)) this.#judge(event, act);
  }

  learn(facts: Partial<GateFacts>): void {
    this.facts = { ...this.facts, ...facts };
    this.take({ type: "facts", facts });
  }

  physical(event: Physical, hold: string, phase: "down" | "move" | "up"): void {
    if (phase === "down") this.held.add(hold);
    if (phase === "up") this.held.delete(hold);
    this.touchedMs = this.now;
    this.take({ type: "physical", event });
    demand(this.mirror.down.length === 0, "the customer's hand releases all", { down: this.mirror.down });
  }

  /** Nothing may be down while no right for it is held. */
  assertRest(): void {
    this.take({ type: "time" });
    const { touchUntilMs = null, typeUntilMs = null, shut = "unavailable" } = this.facts;
    const isTouchHeld = touchUntilMs !== null && this.now < touchUntilMs;
    const isTypeHeld = typeUntilMs !== null && this.now < typeUntilMs;
    for (const what of this.mirror.down) {
      demand(what.startsWith("key") ? isTypeHeld : isTouchHeld, "nothing is down without its right", { what });
      demand(shut === null, "nothing is down while the gate is shut", { what });
    }
  }

  #judge(event: GateEvent, act: InputAct): void {
    demand(event.type === "input", "only an event of the agent presses", { event, act });
    const { touchUntilMs = null, typeUntilMs = null, shut = "unavailable", grant = 0, isShellFocused = false } = this.facts;
    const isTyping = act.type === "key" || act.type === "text";
    const untilMs = isTyping ? typeUntilMs : touchUntilMs;
    demand(untilMs !== null && this.now < untilMs, "a right is held", { act, untilMs });
    demand(event.event.grant === grant, "the event is of this grant", { act });
    demand(shut === null, "the gate is open", { act });
    demand(this.held.size === 0 && this.now >= this.touchedMs + PAUSE_MS, "the customer's hand is away", { act });
    demand(!(isTyping && isShellFocused), "no key while help has the keyboard", { act });
    if ("x" in act) this.#judgePlace(act);
    this.passed += 1;
    const most = MOST_AT_ONCE + ((this.now - this.beganMs) / 1000) * MOST_A_SECOND;
    demand(this.passed <= 2 * most, "the rate is bounded", { passed: this.passed });
  }

  #judgePlace({ x, y }: { readonly x: number; readonly y: number }): void {
    const [px, py] = [x * OUTPUT.width, y * OUTPUT.height];
    demand(py >= EDGE_STRIP_PX, "the edge strip is not touched", { px, py });
    for (const rect of this.facts.own ?? []) {
      const isInside = px >= rect.x && px < rect.x + rect.width && py >= rect.y && py < rect.y + rect.height;
      demand(!isInside, "our own surfaces are not touched", { px, py, rect });
    }
  }
}

/** What the agent sends on a channel, between grants, times and the customer's hand: from its bytes to the backend's acts. */
function gateTarget(channel: InputChannel): FuzzTarget {
  const other = channel === "input" ? "pointer" : "input";
  return {
    name: channel,
    covers: ["/daemon/core/input-", "/daemon/core/physical", "/daemon/core/places", "/daemon/core/pressed", "/protocol/input"],
    maxBytes: 2048,
    seeds: () => seeds(channel),
    dictionary: [
      ...samples.map((event) => Uint8Array.of(0, ...sized(encodeInput(event)))),
      ...steps(OPEN),
      Uint8Array.of(2, ...short(1000)),
    ],
    run(input) {
      const world = new World();
      for (const play = new Play(input); !play.isOver; world.assertRest()) performers[play.of(STEPS)](world, play, { own: channel, other });
      const { state, word } = takeRefused(world.state);
      demand(takeRefused(state).word === null, "refusals are told once");
      const down = [...new Set(world.mirror.down.map((what) => what.split(" ")[0]))].sort().join(" ");
      world.learn({ shut: "unavailable" });
      demand(world.mirror.down.length === 0, "a shut gate holds nothing", { down: world.mirror.down });
      return [`down ${down}`, `refused ${word?.why}`, `passed ${Math.min(world.passed, 4)}`];
    },
  };
}

type Perform = (world: World, play: Play, channels: Readonly<Record<"own" | "other", InputChannel>>) => void;
const performers: Readonly<Record<StepName, Perform>> = {
  own: (world, play, { own }) => world.take(message(own, play.bytes())),
  other: (world, play, { other }) => world.take(message(other, play.bytes())),
  time: (world, play) => {
    world.now += play.short();
    world.take({ type: "time" });
  },
  grant: (world, play) => world.learn({ grant: play.byte() }),
  touch: (world, play) => world.learn({ touchUntilMs: until(world, play) }),
  type: (world, play) => world.learn({ typeUntilMs: until(world, play) }),
  shut: (world, play) => world.learn({ shut: play.of(SHUT) }),
  focus: (world, play) => world.learn({ isShellFocused: play.flag() }),
  surfaces: (world, play) =>
    world.learn({ own: play.of([[], [PANEL], [BOX], [PANEL, BOX]]), output: play.of([null, OUTPUT, OUTPUT, OUTPUT]) }),
  finger: (world, play) => {
    const [finger, phase] = [play.byte() % 10, play.of(["down", "move", "up"] as const)];
    world.physical({ kind: "touch", finger, phase, x: 1, y: 1, atMs: world.now }, `finger ${finger}`, phase);
  },
  key: (world, play) => {
    const [code, down] = [play.byte(), play.flag()];
    world.physical({ kind: "key", code, down, atMs: world.now }, `key ${code}`, down ? "down" : "up");
  },
  click: (world, play) => {
    const down = play.flag();
    world.physical({ kind: "click", down, atMs: world.now }, "click", down ? "down" : "up");
  },
  gone: (world) => {
    world.held.clear();
    world.take({ type: "physical/gone" });
  },
  untyped: (world) => {
    world.take({ type: "untyped" });
    demand(world.mirror.down.length === 0, "a text that was not typed releases all", { down: world.mirror.down });
  },
};

function until(world: World, play: Play): number | null {
  const ms = play.short();
  return ms === 0 ? null : world.now + ms;
}

/** As the daemon reads it (daemon/src). */
function message(channel: InputChannel, bytes: Uint8Array): GateEvent {
  try {
    return { type: "input", channel, event: decodeInput(bytes) };
  } catch (error) {
    if (!isProtocolError(error)) throw error;
    return { type: "malformed" };
  }
}

const samples: readonly InputEvent[] = [
  { kind: "touch", grant: 1, finger: 0, phase: "down", x: 0.3, y: 0.8 },
  { kind: "touch", grant: 1, finger: 0, phase: "move", x: 0.8, y: 0.5 },
  { kind: "touch", grant: 1, finger: 0, phase: "up", x: 0.3, y: 0.9 },
  { kind: "touch", grant: 1, finger: 9, phase: "down", x: 0.3, y: 0.001 },
  { kind: "move", grant: 1, sequence: 1, x: 0.3, y: 0.8 },
  { kind: "move", grant: 1, sequence: 65_535, x: 0.8, y: 0.5 },
  { kind: "button", grant: 1, button: 0, down: true, x: 0.2, y: 0.9 },
  { kind: "button", grant: 1, button: 0, down: false, x: 0.8, y: 0.5 },
  { kind: "wheel", grant: 1, dx: 0, dy: 120, x: 0.2, y: 0.9 },
  { kind: "key", grant: 1, code: 30, down: true },
  { kind: "key", grant: 1, code: 30, down: false },
  { kind: "text", grant: 1, text: "é🙂" },
  { kind: "release", grant: 1 },
];

type Line = readonly [StepName, ...(readonly number[])];
const OPEN: readonly Line[] = [
  ["grant", 1],
  ["touch", ...short(60_000)],
  ["type", ...short(60_000)],
  ["shut", 0],
  ["surfaces", 2, 1],
];

function steps(lines: readonly Line[]): Uint8Array[] {
  return lines.map(([name, ...numbers]) => Uint8Array.of(STEPS.indexOf(name), ...numbers));
}

function seeds(channel: InputChannel): Uint8Array[] {
  const said = samples.map((event): Line => ["own", ...sized(encodeInput(event))]);
  const played = (...lines: readonly Line[]) => Uint8Array.from(Buffer.concat(steps(lines)));
  const press: Line = [channel === "input" ? "own" : "other", ...sized(encodeInput(samples[6] as InputEvent))];
  return [
    played(...OPEN, ...said),
    played(...OPEN, press, ...said.slice(4, 6), ["finger", 0, 0], ...said, ["finger", 0, 2], ["time", ...short(1000)], ...said),
    played(...OPEN, ...said.slice(0, 2), ["shut", 1], ...said, ["shut", 0], ["focus", 1], ...said),
    played(...OPEN, ["touch", ...short(100)], ...said.slice(0, 1), ["time", ...short(100)], ...said, ["grant", 2], ...said),
  ];
}

export const input = gateTarget("input");
export const pointer = gateTarget("pointer");
