import { suite } from "uvu";
import * as assert from "uvu/assert";
import { decodeInput, type InputEvent, MAX_TEXT_UNITS, TEXT_RATE } from "#protocol/input";
import { KEY_CODES } from "#protocol/key-codes";
import { InputSender } from "./input-sender.ts";
import type { EventChannel } from "./input-wire.ts";
import { seeded } from "./testing/samples.ts";
import { WheelSteps } from "./wheel-steps.ts";

class FakeChannel implements EventChannel {
  readyState = "open";
  bufferedAmount = 0;
  readonly heard: InputEvent[] = [];
  send(data: Uint8Array<ArrayBuffer>): void {
    this.heard.push(decodeInput(data));
  }
}

/** A sender with its channels and a clock that is moved by hand. */
class Bench {
  readonly input = new FakeChannel();
  readonly pointer = new FakeChannel();
  isCalled = true;
  now = 0;
  #timers: { atMs: number; run: () => void }[] = [];
  readonly sender = new InputSender({
    channel: (label) => (this.isCalled ? this[label] : null),
    nowMs: () => this.now,
    later: (run, ms) => this.#timers.push({ atMs: this.now + ms, run }),
  });

  advance(ms: number): void {
    this.now += ms;
    const due = this.#timers.filter(({ atMs }) => atMs <= this.now);
    this.#timers = this.#timers.filter(({ atMs }) => atMs > this.now);
    for (const { run } of due) run();
  }

  /** What was heard since the last time, in short. */
  takes(): string[] {
    return this.input.heard.splice(0).map((event) => {
      if (event.kind === "key") return `${event.down ? "+" : "-"}${event.code}`;
      if (event.kind === "text") return event.text;
      if (event.kind === "button") return `${event.down ? "down" : "up"} ${event.button}`;
      return event.kind === "touch" ? `${event.phase} ${event.finger}` : event.kind;
    });
  }
}

const test = suite("the sender of the agent's hand");
const at = { x: 0.5, y: 0.25 };
const code = (name: string) => KEY_CODES[name] ?? -1;
const both = { grant: 7, kinds: ["touch", "type"] } as const;

/** A test with a bench of its own. */
function on(title: string, run: (bench: Bench) => void): void {
  test(title, () => run(new Bench()));
}

on("without a grant nothing goes out", ({ sender, input, pointer }) => {
  sender.touch(0, "down", at);
  sender.move(at);
  sender.button(0, true, at);
  sender.wheel(0, 120, at);
  sender.tap(code("Enter"));
  sender.text("secret");
  sender.release();
  assert.equal([input.heard, pointer.heard], [[], []]);
});

on("each right by itself", (bench) => {
  const { sender } = bench;
  sender.allow({ grant: 7, kinds: ["type"] });
  sender.button(0, true, at);
  sender.text("a");
  sender.allow({ grant: 8, kinds: ["touch"] });
  sender.text("b");
  sender.modifiers([code("ControlLeft")]);
  sender.button(0, true, at);
  assert.equal(bench.takes(), ["a", "down 0"]);
});

on("hover goes on the pointer channel, a drag in order on the other, with one count", ({ sender, input, pointer }) => {
  sender.allow(both);
  sender.move(at);
  sender.button(0, true, at);
  sender.move(at);
  sender.button(0, false, at);
  sender.move(at);
  const sequences = [...pointer.heard, ...input.heard].flatMap((event) => (event.kind === "move" ? [event.sequence] : []));
  assert.equal([sequences, pointer.heard.length], [[1, 3, 2], 2]);
  for (let n = 0; n < 65_540; n++) sender.move(at);
  const last = pointer.heard.at(-1);
  assert.ok(last?.kind === "move" && last.sequence === (65_540 + 3) % 65_536);
});

on("behind, hover and steps of a path are left out, never what goes down or up", (bench) => {
  const { sender, input, pointer } = bench;
  sender.allow(both);
  input.bufferedAmount = pointer.bufferedAmount = 1e6;
  sender.move(at);
  sender.touch(0, "down", at);
  sender.touch(0, "move", at);
  sender.touch(0, "up", at);
  sender.button(0, true, at);
  sender.move(at);
  sender.button(0, false, at);
  sender.tap(code("Enter"));
  assert.equal(bench.takes(), ["down 0", "up 0", "down 0", "up 0", "+28", "-28"]);
  assert.equal(pointer.heard, []);
});

on("modifiers go down with what needs them, and up when they are let go of", (bench) => {
  const { sender } = bench;
  const [control, shift] = [code("ControlLeft"), code("ShiftLeft")];
  sender.allow(both);
  sender.modifiers([control, shift]);
  assert.equal(bench.takes(), []);
  sender.tap(code("KeyZ"));
  assert.equal(bench.takes(), [`+${control}`, `+${shift}`, "+44", "-44"]);
  sender.modifiers([control]);
  sender.button(0, true, at);
  assert.equal(bench.takes(), [`-${shift}`, "down 0"]);
  sender.text("ä");
  assert.equal(bench.takes(), [`-${control}`, "ä"], "no text while a modifier is down");
});

on("a key is pressed once, and goes up once", (bench) => {
  const { sender } = bench;
  sender.allow(both);
  for (const isDown of [true, true, false, false]) sender.key(code("ArrowUp"), isDown);
  assert.equal(bench.takes(), ["+103", "-103"]);
});

on("release lets go of everything; what comes up later is not sent again", (bench) => {
  const { sender } = bench;
  sender.allow(both);
  sender.touch(3, "down", at);
  sender.button(0, true, at);
  sender.key(code("ArrowUp"), true);
  bench.takes();
  assert.ok(sender.isHolding);
  sender.release();
  assert.not(sender.isHolding);
  sender.touch(3, "up", at);
  sender.button(0, false, at);
  sender.key(code("ArrowUp"), false);
  assert.equal(bench.takes(), ["release"]);
});

on("a grant that changes or ends lets go under its own number; the same one said again does not", ({ sender, input }) => {
  sender.allow(both);
  sender.key(code("ArrowUp"), true);
  sender.allow({ ...both, kinds: [...both.kinds] });
  assert.is(input.heard.length, 1);
  sender.allow({ ...both, grant: 8 });
  assert.equal(input.heard.at(-1), { kind: "release", grant: 7 });
  sender.allow(null);
  assert.is(input.heard.length, 2, "nothing was held under the second");
});

on("a channel that closes or throws is the end of all that was held", (bench) => {
  const { sender, input } = bench;
  sender.allow(both);
  for (const close of [() => (input.readyState = "closed"), () => (bench.isCalled = false)]) {
    [input.readyState, bench.isCalled] = ["open", true];
    sender.key(code("ArrowUp"), true);
    close();
    sender.tap(code("Enter"));
    assert.not(sender.isHolding);
  }
  [input.readyState, bench.isCalled] = ["open", true];
  input.send = () => {
    throw new Error("InvalidStateError");
  };
  sender.key(code("ArrowUp"), true);
  assert.not(sender.isHolding);
});

const SECOND_MS = 1000;

on("a text is sent at once as far as the device takes it, and what is done meanwhile comes after the rest", (bench) => {
  const { sender } = bench;
  sender.allow(both);
  const long = "x".repeat(2 * MAX_TEXT_UNITS);
  sender.text(long);
  sender.tap(code("Enter"));
  sender.text("after");
  assert.equal(bench.takes(), [long.slice(0, MAX_TEXT_UNITS)]);
  for (let n = 0; n < 12; n++) bench.advance(SECOND_MS);
  assert.equal(bench.takes(), [long.slice(0, MAX_TEXT_UNITS), "+28", "-28", "after"]);
  sender.text("at once");
  assert.equal(bench.takes(), ["at once"]);
});

on("however much is pasted, the device's own rate is never passed", (bench) => {
  const { sender, input } = bench;
  sender.allow(both);
  let tokens: number = TEXT_RATE.burst;
  let units = 0;
  for (let n = 0; n < 600; n++) {
    if (n < 20) sender.text("y".repeat(n % 3 === 0 ? 4000 : 700));
    bench.advance(SECOND_MS / 5);
    tokens = Math.min(TEXT_RATE.burst, tokens + TEXT_RATE.perSecond / 5);
    for (const event of input.heard.splice(0)) if (event.kind === "text") units += event.text.length;
    tokens -= units;
    assert.ok(tokens >= 0, `after ${n} steps`);
    [units] = [0];
  }
  assert.ok(sender.sent.length > 20 && !sender.isHolding, "all of it went out");
});

on("what waits is forgotten with the grant, and by release", (bench) => {
  const { sender } = bench;
  const long = "x".repeat(3 * MAX_TEXT_UNITS);
  for (const stop of [() => sender.release(), () => sender.allow(null)]) {
    bench.advance(60 * SECOND_MS);
    sender.allow(both);
    sender.text(long);
    stop();
    for (let n = 0; n < 60; n++) bench.advance(SECOND_MS);
    assert.equal(
      bench.takes().map(({ length }) => length),
      [MAX_TEXT_UNITS, "release".length],
    );
  }
});

on("records tell kind, channel and time of sending, never what was typed", ({ sender }) => {
  const marked: unknown[] = [];
  sender.mark = (record) => marked.push(record);
  sender.allow(both);
  sender.text("secret");
  assert.equal(marked, [{ kind: "text", channel: "input", atMs: 0 }]);
  assert.equal([sender.sent, sender.counts.text], [marked, 1]);
});

on("in 20,000 random deeds every event can be read, and after release nothing is down at the kiosk", (bench) => {
  const { sender, input } = bench;
  const next = seeded(5);
  const down = new Set<string>();
  const pick = (n: number) => Math.floor(next() * n);
  const codes = Object.values(KEY_CODES);
  const deeds = [
    () => sender.touch(pick(10), (["down", "move", "up", "cancel"] as const)[pick(4)] ?? "up", { x: next() * 3 - 1, y: Number.NaN }),
    () => sender.button(pick(3), next() < 0.5, at),
    () => sender.key(codes[pick(codes.length)] ?? 1, next() < 0.5),
    () => sender.modifiers([29, 42, 56].filter(() => next() < 0.3)),
    () => sender.text(next() < 0.05 ? "y".repeat(5000) : "\ud83dü"),
    () => sender.wheel(1e9 * (next() - 0.5), 1, at),
    () => sender.move(at),
    () => sender.allow(next() < 0.3 ? null : { grant: pick(3), kinds: both.kinds }),
    () => bench.advance(pick(1000)),
    () => sender.release(),
  ];
  const apply = (event: InputEvent) => {
    if (event.kind === "release") down.clear();
    const name =
      event.kind === "key"
        ? `key ${event.code}`
        : event.kind === "button"
          ? `button ${event.button}`
          : event.kind === "touch"
            ? `finger ${event.finger}`
            : "";
    const isDown = event.kind === "touch" ? event.phase === "down" || event.phase === "move" : "down" in event && event.down;
    if (name && isDown) down.add(name);
    else if (name) down.delete(name);
  };
  for (let round = 0; round < 20_000; round++) {
    deeds[pick(deeds.length)]?.();
    for (const event of input.heard.splice(0)) apply(event);
    assert.ok(sender.isHolding || down.size === 0, `${[...down]} down after round ${round}`);
  }
});

test("the wheel: a detent is 120, lines and pages count, and slow scrolling adds up", () => {
  const wheel = new WheelSteps();
  assert.equal(wheel.add({ deltaX: 0, deltaY: 100, deltaMode: 0 }), { dx: 0, dy: 120 });
  assert.equal(wheel.add({ deltaX: -3, deltaY: 0, deltaMode: 1 }), { dx: -120, dy: 0 });
  assert.equal(wheel.add({ deltaX: 0, deltaY: 1, deltaMode: 2 }), { dx: 0, dy: 960 });
  let sum = 0;
  for (let n = 0; n < 250; n++) sum += wheel.add({ deltaX: 0, deltaY: 0.4, deltaMode: 0 }).dy;
  assert.ok(Math.abs(sum - 120) <= 1, `${sum}`);
});

test.run();
