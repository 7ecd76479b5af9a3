import { isKnownKey } from "#protocol/key-codes";
import { assertInteger } from "./check.ts";
import { checkFlag, checkOptions, checkPlace } from "./fake-input-check.ts";
import { DEVICE_FINGERS, type InputOptions, type NativeInput, type OpenInput, OTHER_KEYS, type PhysicalEvent } from "./input.ts";

/** What the fake needs of a clock; nobody sleeps in a test. */
export interface InputClock {
  /** CLOCK_MONOTONIC in ms. */
  nowMs(): number;
  after(ms: number, run: () => void): () => void;
}

/** What would have reached the kernel, after everything that is not legal there was put right. */
export type Written =
  | { readonly kind: "touch"; readonly finger: number; readonly phase: "down" | "move" | "up"; readonly x: number; readonly y: number }
  | { readonly kind: "move"; readonly x: number; readonly y: number }
  | { readonly kind: "button" | "key"; readonly code: number; readonly down: boolean }
  | { readonly kind: "wheel"; readonly dx: number; readonly dy: number };

/** As the compositor needs it: input-thread.h. */
const READY_MS = 1500;
const DEVICES = ["Alongside touch", "Alongside pointer", "Alongside keyboard"] as const;
const BUTTONS: readonly number[] = [0x110, 0x111, 0x112];
const PHASES: readonly string[] = ["down", "move", "up"];

/** Kiosk's input devices without a kernel: what one of them writes is, as there, physical to the others. */
export class FakeInputs {
  readonly #clock: InputClock;
  readonly #inputs: FakeInput[] = [];
  /** Paths of the end marks that stand. */
  readonly #marks = new Set<string>();

  constructor(clock: InputClock) {
    this.#clock = clock;
  }

  /** Those that were opened and not stopped yet, oldest first. */
  get opened(): readonly FakeInput[] {
    return this.#inputs;
  }

  /** As the real one, bound. */
  readonly openInput: OpenInput = (options, onEvent) => {
    checkOptions(options, onEvent);
    const others = () => this.#inputs.filter((input) => input !== fake);
    const forget = () => void this.#inputs.splice(this.#inputs.indexOf(fake), 1);
    const fake: FakeInput = new FakeInput(options, onEvent, this.#clock, others, forget, this.#marks);
    this.#inputs.push(fake);
    this.#clock.after(0, () => {
      for (const other of others()) if (other.isOpen) fake.found(true);
    });
    return fake;
  };
}

/** One NativeInput. Tests drive what is physical by `press`, `finger` and `tell`, and read what was written. */
export class FakeInput implements NativeInput {
  /** Of the virtual devices, from the first on. */
  readonly written: Written[] = [];
  readonly options: InputOptions;
  readonly #onEvent: (event: PhysicalEvent) => void;
  readonly #clock: InputClock;
  readonly #others: () => readonly FakeInput[];
  readonly #forget: () => void;
  readonly #marks: Set<string>;
  readonly #fingers = new Map<number, { x: number; y: number }>();
  readonly #held = new Set<number>();
  readonly #othersDown = new Set<number>();
  #pointer = { x: 0, y: 0 };
  #isOpen = false;
  #isReady = false;
  #isStopped = false;
  #hasEnded = false;
  #stopReady = () => {};
  #stopLapse = () => {};
  #stopHold = () => {};

  constructor(
    options: InputOptions,
    onEvent: (event: PhysicalEvent) => void,
    clock: InputClock,
    others: () => readonly FakeInput[],
    forget: () => void,
    marks: Set<string>,
  ) {
    this.options = options;
    this.#onEvent = onEvent;
    this.#clock = clock;
    this.#others = others;
    this.#forget = forget;
    this.#marks = marks;
    this.#hasEnded = options.endMark !== undefined && marks.has(options.endMark);
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Whether the virtual devices are there. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  clearEnd(): void {
    this.#hasEnded = false;
    if (this.options.endMark !== undefined) this.#marks.delete(this.options.endMark);
  }

  open(): void {
    if (this.#isStopped) throw new Error("the input devices were stopped: open them before stop()");
    if (this.#isOpen) return;
    if (this.#hasEnded) throw new Error("the end key was held: clearEnd() must come before open()");
    const { uinput = "/dev/uinput" } = this.options;
    if (uinput !== "/dev/uinput") {
      throw new Error(
        `cannot make the virtual input devices with ${uinput}: No such file or directory; the kernel module uinput must be loaded and this user may write there`,
      );
    }
    this.#isOpen = true;
    this.#stopReady = this.#clock.after(READY_MS, () => {
      this.#isReady = true;
      this.tell({ kind: "ready", atMs: this.#clock.nowMs() });
    });
    this.renew();
    this.#announce(true);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#lift();
    this.#stopReady();
    this.#stopLapse();
    this.#isOpen = this.#isReady = false;
    this.#announce(false);
  }

  renew(): void {
    if (!this.#isOpen) return;
    this.#stopLapse();
    this.#stopLapse = this.#clock.after(this.options.renewMs, () => {
      this.close();
      this.tell({ kind: "lapsed", atMs: this.#clock.nowMs() });
    });
  }

  touch(finger: number, phase: "down" | "move" | "up", x: number, y: number): boolean {
    assertInteger("finger", finger, 0, 9);
    checkPlace({ x, y });
    if (!PHASES.includes(phase)) throw new RangeError('phase must be "down", "move" or "up"');
    if (!this.#isReady) return false;
    const held = this.#fingers.get(finger);
    if (held && phase !== "move") this.#touched(finger, "up", held);
    if (phase === "down" || (held && phase === "move")) this.#touched(finger, phase, { x, y });
    return true;
  }

  move(x: number, y: number): boolean {
    checkPlace({ x, y });
    if (!this.#isReady) return false;
    this.#pointer = { x, y };
    this.written.push({ kind: "move", x, y });
    if (BUTTONS.some((code) => this.#held.has(code))) this.#tellOthers("move");
    return true;
  }

  button(code: number, down: boolean): boolean {
    assertInteger("code", code, 0x110, 0x112);
    checkFlag(down);
    if (this.#isReady) this.#set("button", code, down);
    return this.#isReady;
  }

  wheel(dx: number, dy: number): boolean {
    assertInteger("dx", dx, -32_768, 32_767);
    assertInteger("dy", dy, -32_768, 32_767);
    if (this.#isReady && (dx !== 0 || dy !== 0)) this.written.push({ kind: "wheel", dx, dy });
    return this.#isReady;
  }

  key(code: number, down: boolean): boolean {
    assertInteger("code", code, 1, 767);
    checkFlag(down);
    if (!this.#isReady) return false;
    if (!isKnownKey(code)) {
      throw new RangeError("code must be one that the virtual devices have (protocol/key-codes.ts, or BTN_LEFT to BTN_MIDDLE)");
    }
    this.#set("key", code, down);
    return true;
  }

  release(): void {
    if (this.#isReady) this.#lift();
  }

  stop(): void {
    if (this.#isStopped) return;
    this.close();
    this.#isStopped = true;
    this.#stopHold();
    this.#forget();
  }

  /** Any event, as if a device had told it. */
  tell(event: PhysicalEvent): void {
    if (!this.#isStopped) this.#onEvent(event);
  }

  /** A finger of a person. */
  finger(finger: number, phase: "down" | "move" | "up", x: number, y: number): void {
    this.tell({ kind: "touch", finger, phase, x, y, atMs: this.#clock.nowMs() });
  }

  /** A key of the machine: told if it was asked for, and it may be the end key. */
  press(code: number, down: boolean): void {
    const { keys, endKey, endHoldMs } = this.options;
    if (keys.includes(code)) this.tell({ kind: "key", code, down, atMs: this.#clock.nowMs() });
    else if (code !== endKey) this.#pressOther(code, down);
    if (code !== endKey) return;
    this.#stopHold();
    if (down) this.#stopHold = this.#clock.after(endHoldMs, () => this.#end());
  }

  /** Any number of other keys are one press, from the first to the last. */
  #pressOther(code: number, down: boolean): void {
    const wasDown = this.#othersDown.size > 0;
    if (down) this.#othersDown.add(code);
    else this.#othersDown.delete(code);
    const isDown = this.#othersDown.size > 0;
    if (isDown === wasDown || !this.options.keys.includes(OTHER_KEYS)) return;
    this.tell({ kind: "key", code: OTHER_KEYS, down: isDown, atMs: this.#clock.nowMs() });
  }

  #end(): void {
    this.#hasEnded = true;
    if (this.options.endMark !== undefined) this.#marks.add(this.options.endMark);
    this.close();
    this.tell({ kind: "end", atMs: this.#clock.nowMs() });
  }

  #lift(): void {
    for (const [finger, place] of [...this.#fingers]) this.#touched(finger, "up", place);
    for (const code of [...this.#held]) this.#set(BUTTONS.includes(code) ? "button" : "key", code, false);
  }

  #touched(finger: number, phase: "down" | "move" | "up", place: { x: number; y: number }): void {
    if (phase === "up") this.#fingers.delete(finger);
    else this.#fingers.set(finger, place);
    this.written.push({ kind: "touch", finger, phase, ...place });
    for (const other of this.#others()) other.finger(finger, phase, place.x, place.y);
  }

  #set(kind: "button" | "key", code: number, down: boolean): void {
    if (this.#held.has(code) === down) return;
    const wasHeld = BUTTONS.some((button) => this.#held.has(button));
    if (down) this.#held.add(code);
    else this.#held.delete(code);
    this.written.push({ kind, code, down });
    if (kind === "key") for (const other of this.#others()) other.press(code, down);
    else if (BUTTONS.some((button) => this.#held.has(button)) !== wasHeld) this.#tellOthers(down ? "down" : "up");
  }

  /** A pointer with absolute places is one finger; its number is that of the next device. */
  #tellOthers(phase: "down" | "move" | "up"): void {
    for (const other of this.#others()) other.finger(DEVICE_FINGERS, phase, this.#pointer.x, this.#pointer.y);
  }

  /** Another one's virtual devices came or went. */
  found(present: boolean): void {
    for (const [index, name] of DEVICES.entries()) {
      const { keys, endKey } = this.options;
      // A keyboard without any key that was asked for is of no use.
      if (name === DEVICES[2] && ![...keys, endKey ?? 0].some(isKnownKey)) continue;
      const [isTouch, isPointer] = [name === DEVICES[0], name === DEVICES[1]];
      const [firstFinger, number] = [index * DEVICE_FINGERS, `13:${64 + index}`];
      this.tell({ kind: "device", name, present, isTouch, isPointer, firstFinger, number, atMs: this.#clock.nowMs() });
    }
  }

  #announce(present: boolean): void {
    for (const other of this.#others()) other.found(present);
  }
}
