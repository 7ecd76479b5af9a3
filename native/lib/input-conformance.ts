import { suite } from "uvu";
import * as assert from "uvu/assert";
import { DEVICE_FINGERS, type InputOptions, type NativeInput, type OpenInput, OTHER_KEYS, type PhysicalEvent } from "./input.ts";

/** What the tests need beside the implementation: time that goes by. */
export interface InputFixture {
  readonly openInput: OpenInput;
  /** CLOCK_MONOTONIC in ms. */
  nowMs(): number;
  /** Lets time go by until it holds. @throws Error naming `what` when it does not for long */
  until(what: string, probe: () => boolean): Promise<void>;
}

/** Keys that press nothing of importance on a kiosk: Digit1, ContextMenu, KeyA. */
const [HELP, END, OTHER] = [2, 127, 30];
const OPTIONS: InputOptions = { keys: [HELP], endKey: END, endHoldMs: 1000, renewMs: 60_000 };
const DEVICES = ["Alongside touch", "Alongside pointer", "Alongside keyboard"];
const BTN_LEFT = 0x110;

type Told<K extends PhysicalEvent["kind"]> = Extract<PhysicalEvent, { kind: K }>;

/** One NativeInput and what it told. */
class Opened {
  readonly input: NativeInput;
  readonly told: PhysicalEvent[] = [];
  readonly #fixture: InputFixture;

  constructor(fixture: InputFixture, options: Partial<InputOptions> = {}) {
    this.#fixture = fixture;
    this.input = fixture.openInput({ ...OPTIONS, ...options }, (event) => this.told.push(event));
  }

  all<K extends PhysicalEvent["kind"]>(kind: K): Told<K>[] {
    return this.told.filter((event): event is Told<K> => event.kind === kind);
  }

  async one<K extends PhysicalEvent["kind"]>(kind: K): Promise<Told<K>> {
    await this.#fixture.until(kind, () => this.all(kind).length > 0);
    return this.all(kind)[0] as Told<K>;
  }

  /** Names of our devices that are there, or were last told to be. */
  devices(): string[] {
    const present = new Set<string>();
    for (const { name, present: isPresent } of this.all("device")) {
      if (isPresent) present.add(name);
      else present.delete(name);
    }
    return DEVICES.filter((name) => present.has(name));
  }

  touches(): string[] {
    return this.all("touch").map(({ phase, x, y }) => `${phase} ${x.toFixed(2)} ${y.toFixed(2)}`);
  }
}

/**
 * What every implementation does; run on the fake, and in the virtual machine on the real thing. One NativeInput writes, another sees what
 * the first one's devices do: to all but their owner they are devices as any.
 */
export function inputConformance(name: string, fixture: InputFixture): void {
  const tests = suite<{ hand: Opened; eyes: Opened }>(name);

  tests.before.each(async (world) => {
    world.eyes = new Opened(fixture);
    world.hand = new Opened(fixture);
  });
  tests.after.each(({ hand, eyes }) => {
    hand.input.stop();
    eyes.input.stop();
  });

  const ready = async ({ hand, eyes }: { hand: Opened; eyes: Opened }) => {
    hand.input.open();
    await hand.one("ready");
    await fixture.until("its devices", () => eyes.devices().length === DEVICES.length);
  };

  tests("makes three devices, which others see and their owner does not", async (world) => {
    await ready(world);
    world.hand.input.open();
    assert.equal(world.hand.devices(), []);
    const touch = world.eyes.all("device").find(({ name: device }) => device === DEVICES[0]);
    assert.equal([touch?.isTouch, touch?.isPointer], [true, false]);
    assert.is(world.eyes.all("device").find(({ name: device }) => device === DEVICES[1])?.isPointer, true);
    assert.is((touch?.firstFinger ?? -1) % DEVICE_FINGERS, 0);
    assert.match(touch?.number ?? "", /^13:\d+$/);
    world.hand.input.touch(0, "down", 0.5, 0.5);
    world.hand.input.key(HELP, true);
    world.hand.input.release();
    await fixture.until("what it did", () => world.eyes.touches().length === 2 && world.eyes.all("key").length === 2);
    assert.equal([world.hand.all("touch").length, world.hand.all("key").length, world.hand.all("click").length], [0, 0, 0]);
  });

  tests("takes nothing before the devices are ready", async ({ hand }) => {
    assert.is(hand.input.touch(0, "down", 0.5, 0.5), false);
    hand.input.open();
    assert.is(hand.input.key(OTHER, true), false);
    assert.is(hand.input.isReady, false);
    await hand.one("ready");
    assert.is(hand.input.isReady, true);
    assert.is(hand.input.move(0.5, 0.5), true);
    hand.input.close();
    assert.is(hand.input.isReady, false);
    assert.is(hand.input.move(0.5, 0.5), false);
    hand.input.close();
    hand.input.open();
    assert.is(hand.input.isReady, false, "those that are made anew are not ready because others were");
  });

  tests("moves ten fingers, lifted in any order", async (world) => {
    await ready(world);
    const { hand, eyes } = world;
    for (let finger = 0; finger < 10; finger++) assert.is(hand.input.touch(finger, "down", finger / 9, 1 - finger / 9), true);
    hand.input.touch(4, "move", 0.25, 0.75);
    for (const finger of [3, 9, 0, 5, 1, 8, 2, 7, 6, 4]) hand.input.touch(finger, "up", 0, 0);
    await fixture.until("ten fingers up", () => eyes.all("touch").filter(({ phase }) => phase === "up").length === 10);
    const downs = eyes.all("touch").filter(({ phase }) => phase === "down");
    assert.is(new Set(downs.map(({ finger }) => finger)).size, 10);
    for (const [finger, { x, y }] of downs.entries()) {
      assert.ok(Math.abs(x - finger / 9) < 1e-4 && Math.abs(y - 1 + finger / 9) < 1e-4, `${finger}: ${x}, ${y}`);
    }
    assert.ok(eyes.touches().includes("move 0.25 0.75"));
    assert.ok(downs.every(({ atMs }) => atMs <= fixture.nowMs() && atMs > fixture.nowMs() - 120_000));
  });

  tests("puts right what makes no sense", async (world) => {
    await ready(world);
    const { input } = world.hand;
    input.touch(2, "up", 0, 0);
    input.touch(2, "move", 0.1, 0.1);
    input.touch(2, "down", 0.25, 0.25);
    input.touch(2, "down", 0.75, 0.75);
    input.touch(2, "up", 0, 0);
    input.key(HELP, false);
    input.key(HELP, true);
    input.key(HELP, true);
    input.key(HELP, false);
    await fixture.until("two touches and a key", () => world.eyes.touches().length === 4 && world.eyes.all("key").length === 2);
    assert.equal(world.eyes.touches(), ["down 0.25 0.25", "up 0.25 0.25", "down 0.75 0.75", "up 0.75 0.75"]);
    assert.equal(
      world.eyes.all("key").map(({ code, down }) => [code, down]),
      [
        [HELP, true],
        [HELP, false],
      ],
    );
  });

  tests("tells only of the keys that were asked for", async (world) => {
    await ready(world);
    for (const code of [OTHER, END, HELP]) world.hand.input.key(code, true);
    for (const code of [OTHER, END, HELP]) world.hand.input.key(code, false);
    await fixture.until("the key's end", () => world.eyes.all("key").length === 2);
    assert.ok(world.eyes.all("key").every(({ code }) => code === HELP));
    assert.is(world.eyes.input.hasEnded, false);
  });

  tests("tells that any other key is down, but not which, where that was asked for", async (world) => {
    world.eyes.input.stop();
    world.eyes = new Opened(fixture, { keys: [HELP, OTHER_KEYS] });
    await ready(world);
    for (const down of [true, false]) for (const code of [OTHER, OTHER + 1, HELP]) world.hand.input.key(code, down);
    await fixture.until("the keys' ends", () => world.eyes.all("key").length === 4);
    assert.equal(
      world.eyes.all("key").map(({ code, down }) => [code, down]),
      [
        [OTHER_KEYS, true],
        [HELP, true],
        [OTHER_KEYS, false],
        [HELP, false],
      ],
    );
  });

  tests("tells a pointer's buttons as one finger, and moves only while one is down", async (world) => {
    await ready(world);
    const { input } = world.hand;
    input.move(0.25, 0.5);
    input.button(BTN_LEFT, true);
    input.wheel(0, 120);
    input.wheel(-60, 0);
    input.move(0.5, 0.5);
    input.button(BTN_LEFT + 1, true);
    input.button(BTN_LEFT, false);
    input.button(BTN_LEFT + 1, false);
    await fixture.until("the button's end", () => world.eyes.touches().includes("up 0.50 0.50"));
    assert.equal(world.eyes.touches(), ["down 0.25 0.50", "move 0.50 0.50", "up 0.50 0.50"]);
  });

  tests("releases everything, and the devices stay", async (world) => {
    await ready(world);
    const { hand, eyes } = world;
    hand.input.touch(1, "down", 0.5, 0.5);
    hand.input.touch(7, "down", 0.5, 0.5);
    hand.input.key(HELP, true);
    hand.input.release();
    await fixture.until("everything up", () => eyes.touches().filter((touch) => touch.startsWith("up")).length === 2);
    await fixture.until("the key up", () => eyes.all("key").length === 2);
    assert.is(eyes.devices().length, 3);
    assert.is(hand.input.touch(1, "down", 0.5, 0.5), true);
  });

  tests("closes: everything is told as up, then the devices are gone", async (world) => {
    await ready(world);
    const { hand, eyes } = world;
    hand.input.touch(1, "down", 0.5, 0.5);
    hand.input.key(HELP, true);
    hand.input.close();
    await fixture.until("no devices", () => eyes.devices().length === 0);
    const last = (kind: PhysicalEvent["kind"]) => eyes.told.findLastIndex((event) => event.kind === kind);
    const gone = eyes.told.findLastIndex((event) => event.kind === "device" && event.name === DEVICES[0]);
    assert.is(eyes.all("touch").at(-1)?.phase, "up");
    assert.is(eyes.all("key").at(-1)?.down, false);
    assert.ok(last("touch") < gone);
    hand.input.open();
    await fixture.until("devices again", () => eyes.devices().length === 3);
  });

  tests("lets go of everything when nobody renews", async (world) => {
    world.hand.input.stop();
    world.hand = new Opened(fixture, { renewMs: 4000 });
    await ready(world);
    const { hand, eyes } = world;
    hand.input.renew();
    const renewedMs = fixture.nowMs();
    assert.is(hand.input.touch(0, "down", 0.5, 0.5), true);
    const lapsed = await hand.one("lapsed");
    await fixture.until("no devices", () => eyes.devices().length === 0);
    const up = eyes.all("touch").at(-1);
    assert.is(up?.phase, "up");
    assert.ok(lapsed.atMs >= renewedMs + 3999 && (up?.atMs ?? 0) >= renewedMs + 3999, `${lapsed.atMs - renewedMs} ms`);
    assert.is(hand.input.touch(0, "down", 0.5, 0.5), false);
    assert.is(hand.input.hasEnded, false);
    hand.input.open();
  });

  tests("ends by the end key, with whatever was held", async (world) => {
    await ready(world);
    const { hand, eyes } = world;
    // The eyes have devices of their own, and the hand's keyboard has their end key.
    const more = new Opened(fixture);
    eyes.input.open();
    await eyes.one("ready");
    await fixture.until(
      "devices of both",
      () => more.all("device").filter(({ present, name: device }) => present && DEVICES.includes(device)).length >= 6,
    );
    eyes.input.touch(5, "down", 0.5, 0.5);
    hand.input.key(END, true);
    const pressedMs = fixture.nowMs();
    const end = await eyes.one("end");
    assert.ok(end.atMs >= pressedMs + OPTIONS.endHoldMs - 500, `${end.atMs - pressedMs} ms`);
    assert.is(eyes.input.hasEnded, true);
    assert.is(eyes.input.touch(5, "move", 0.5, 0.5), false);
    await fixture.until("the finger up", () => more.all("touch").at(-1)?.phase === "up");
    assert.throws(() => eyes.input.open(), /the end key was held: clearEnd\(\) must come before open\(\)/);
    hand.input.key(END, false);
    eyes.input.clearEnd();
    assert.is(eyes.input.hasEnded, false);
    eyes.input.open();
    more.input.stop();
  });

  tests("refuses what no device takes, and says what would have been right", async (world) => {
    await ready(world);
    const { input } = world.hand;
    const wrong = (value: unknown) => value as never;
    assert.throws(() => input.touch(10, "down", 0, 0), /finger must be a whole number from 0 to 9/);
    assert.throws(() => input.touch(0, wrong("cancel"), 0, 0), /phase must be "down", "move" or "up"/);
    assert.throws(() => input.touch(0, "down", Number.NaN, 0), /x must be a number from 0 to 1/);
    assert.throws(() => input.move(0, 1.01), /y must be a number from 0 to 1/);
    assert.throws(() => input.move(wrong("0"), 0), /x must be a number/);
    assert.throws(() => input.button(0x113, true), /code must be a whole number from 272 to 274/);
    assert.throws(() => input.wheel(40_000, 0), /dx must be a whole number from -32768 to 32767/);
    assert.throws(() => input.key(116, true), /code must be one that the virtual devices have/);
    assert.throws(() => input.key(OTHER, wrong(1)), /down must be true or false/);
    const open = (options: object) => () => fixture.openInput({ ...OPTIONS, ...options }, () => {}).stop();
    assert.throws(open({ keys: [-1] }), /a key must be a whole number from 0 to 767/);
    assert.throws(open({ keys: null }), /keys must be an array of Linux key codes/);
    assert.throws(open({ endKey: 768 }), /endKey \(or null\) must be a whole number/);
    assert.throws(open({ renewMs: 0 }), /renewMs must be a whole number from 10 to 60000/);
    assert.throws(() => fixture.openInput(OPTIONS, wrong(null)), /onEvent must be a function/);
  });

  tests("says what is missing without uinput", () => {
    const { input } = new Opened(fixture, { uinput: "/nonexistent/uinput" });
    const words =
      /cannot make the virtual input devices with \/nonexistent\/uinput: No such file or directory; the kernel module uinput must be/;
    assert.throws(() => input.open(), words);
    assert.is(input.touch(0, "down", 0, 0), false);
    input.stop();
  });

  tests("stops once and for all", async (world) => {
    await ready(world);
    const { hand, eyes } = world;
    hand.input.touch(0, "down", 0.5, 0.5);
    hand.input.stop();
    hand.input.stop();
    await fixture.until("no devices", () => eyes.devices().length === 0);
    assert.is(eyes.all("touch").at(-1)?.phase, "up");
    for (const call of ["close", "renew", "release", "clearEnd"] as const) hand.input[call]();
    assert.is(hand.input.touch(0, "down", 0.5, 0.5), false);
    assert.is(hand.input.hasEnded, false);
    assert.throws(() => hand.input.open(), /the input devices were stopped/);
  });

  tests.run();
}
