import type { ControlKind } from "#protocol/common";
import { encodeInput, type InputEvent, type TouchPhase } from "#protocol/input";
import { MODIFIER_KEYS } from "#protocol/key-codes";
import type { InputRight } from "./control.ts";
import type { Place } from "./place.ts";
import { TextBudget } from "./text-budget.ts";
import { cleanText, textPieces } from "./text-pieces.ts";

/** What InputSender needs of an RTCDataChannel. */
export interface EventChannel {
  readonly readyState: string;
  readonly bufferedAmount: number;
  send(data: Uint8Array<ArrayBuffer>): void;
}

export interface SenderPorts {
  /** The open channels of the call that runs; null when there is none. */
  channel(label: "input" | "pointer"): EventChannel | null;
  readonly nowMs: () => number;
  readonly later: (run: () => void, ms: number) => unknown;
}

/** One event as it was sent: never what was typed. */
export interface SentRecord {
  readonly kind: InputEvent["kind"];
  readonly channel: "input" | "pointer";
  readonly atMs: number;
}

/** Events of less than a hundredth of a second; more waiting means that the channel is behind. */
const HOVER_BUFFER_BYTES = 512;
const DRAG_BUFFER_BYTES = 16 * 1024;
/** Most that is taken at once: what comes after it waits behind it, for seconds at most. */
export const MOST_TEXT_UNITS = 4096;
const KEPT_RECORDS = 3600;

/** Sends what the agent does, at once, and knows what is pressed at the kiosk, so that all of it can be let go. */
export class InputSender {
  readonly sent: SentRecord[] = [];
  /** Called with each event that was sent, for benchmarks. */
  mark: ((record: SentRecord) => void) | null = null;
  readonly #ports: SenderPorts;
  readonly #fingers = new Set<number>();
  readonly #buttons = new Set<number>();
  readonly #keys = new Set<number>();
  /** Modifiers that the agent holds; the kiosk gets them when something else needs them. */
  #modifiers: readonly number[] = [];
  #right: InputRight | null = null;
  #sequence = 0;
  readonly #budget: TextBudget;
  /** A text that the device would not take yet, and all that comes after it. */
  #waiting: InputEvent[] = [];
  #isTimed = false;

  constructor(ports: SenderPorts) {
    this.#ports = ports;
    this.#budget = new TextBudget(ports.nowMs());
  }

  /** Takes the device's word. With another grant, or none, everything is let go of first. */
  allow(right: InputRight | null): void {
    const isSame = right?.grant === this.#right?.grant && String(right?.kinds) === String(this.#right?.kinds);
    if (isSame) return;
    if (this.isHolding) this.release();
    this.#right = right;
  }

  can(kind: ControlKind): boolean {
    return this.#right?.kinds.includes(kind) ?? false;
  }

  get isHolding(): boolean {
    return this.#fingers.size + this.#buttons.size + this.#keys.size + this.#waiting.length > 0;
  }

  get isControlHeld(): boolean {
    return this.#modifiers.some((code) => code === 29 || code === 97);
  }

  get isDragging(): boolean {
    return this.#buttons.size > 0;
  }

  /** A finger that was not put down, or was let go of meanwhile, does nothing. */
  touch(finger: number, phase: TouchPhase, { x, y }: Place): void {
    if (phase === "down" ? !this.can("touch") : !this.#fingers.has(finger)) return;
    if (phase === "down") this.#fingers.add(finger);
    else if (phase !== "move") this.#fingers.delete(finger);
    this.#send({ kind: "touch", grant: this.#grant, finger, phase, x, y }, phase === "move");
  }

  /** The pointer has moved: as hover, which may be lost, or with a button held, where the path counts. */
  move({ x, y }: Place): void {
    if (!this.can("touch")) return;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const event = { kind: "move", grant: this.#grant, sequence: this.#sequence, x, y } as const;
    if (this.isDragging) this.#send(event, true);
    else if (!this.#isBehind("pointer")) this.#transmit(event, "pointer");
  }

  button(button: number, down: boolean, { x, y }: Place): void {
    if (down ? !this.can("touch") : !this.#buttons.has(button)) return;
    if (down) this.#pressModifiers();
    if (down) this.#buttons.add(button);
    else this.#buttons.delete(button);
    this.#send({ kind: "button", grant: this.#grant, button, down, x, y });
  }

  /** @param dx right, @param dy down, in 1/120 of a detent */
  wheel(dx: number, dy: number, { x, y }: Place): void {
    if (!this.can("touch") || (dx === 0 && dy === 0)) return;
    this.#pressModifiers();
    this.#send({ kind: "wheel", grant: this.#grant, dx, dy, x, y });
  }

  /** Keys go up in any order; one that is down is not pressed again. */
  key(code: number, down: boolean): void {
    if (down ? !this.can("type") || this.#keys.has(code) : !this.#keys.has(code)) return;
    if (down) this.#pressModifiers();
    this.#setKey(code, down);
  }

  tap(code: number): void {
    this.key(code, true);
    this.key(code, false);
  }

  /** What the agent holds of modifiers. Those that are let go of go up at once, those that are new wait until they are needed. */
  modifiers(codes: readonly number[]): void {
    this.#modifiers = codes;
    for (const code of this.#keys) if (MODIFIER_KEYS.has(code) && !codes.includes(code)) this.#setKey(code, false);
  }

  /** Types a text of any length up to MOST_TEXT_UNITS. No modifier is down meanwhile: Shift would make other letters of it. */
  text(text: string): void {
    if (!this.can("type")) return;
    for (const code of this.#keys) if (MODIFIER_KEYS.has(code)) this.#setKey(code, false);
    for (const piece of textPieces(cleanText(text))) this.#send({ kind: "text", grant: this.#grant, text: piece });
  }

  /** Lets go of everything at the kiosk, and forgets what was not sent yet. */
  release(): void {
    const right = this.#right;
    this.#forget();
    if (right) this.#transmit({ kind: "release", grant: right.grant }, "input");
  }

  get #grant(): number {
    return this.#right?.grant ?? 0;
  }

  #pressModifiers(): void {
    if (this.can("type")) for (const code of this.#modifiers) if (!this.#keys.has(code)) this.#setKey(code, true);
  }

  #setKey(code: number, down: boolean): void {
    if (down) this.#keys.add(code);
    else this.#keys.delete(code);
    this.#send({ kind: "key", grant: this.#grant, code, down });
  }

  #forget(): void {
    for (const held of [this.#fingers, this.#buttons, this.#keys]) held.clear();
    this.#modifiers = [];
    this.#waiting = [];
  }

  #isBehind(label: "input" | "pointer"): boolean {
    const most = label === "pointer" ? HOVER_BUFFER_BYTES : DRAG_BUFFER_BYTES;
    return (this.#ports.channel(label)?.bufferedAmount ?? 0) > most;
  }

  /** @param canDrop a step of a path: the next one says more */
  #send(event: InputEvent, canDrop = false): void {
    if (canDrop && (this.#waiting.length > 0 || this.#isBehind("input"))) return;
    this.#waiting.push(event);
    this.#goOn();
  }

  /** Sends what waits, in order, as far as the device takes it by now. */
  #goOn(): void {
    for (let event = this.#waiting[0]; event; event = this.#waiting[0]) {
      const waitMs = event.kind === "text" ? this.#budget.take(event.text.length, this.#ports.nowMs()) : 0;
      if (waitMs > 0) {
        this.#goOnIn(waitMs);
        return;
      }
      this.#waiting.shift();
      this.#transmit(event, "input");
    }
  }

  #goOnIn(ms: number): void {
    if (this.#isTimed) return;
    this.#isTimed = true;
    this.#ports.later(() => {
      this.#isTimed = false;
      this.#goOn();
    }, ms);
  }

  #transmit(event: InputEvent, label: "input" | "pointer"): void {
    const channel = this.#ports.channel(label);
    try {
      if (channel?.readyState !== "open") throw new Error("the channel is not open");
      channel.send(encodeInput(event));
      this.#record({ kind: event.kind, channel: label, atMs: this.#ports.nowMs() });
    } catch {
      // The device lets go by itself when it loses the channel.
      if (label === "input") this.#forget();
    }
  }

  #record(record: SentRecord): void {
    this.sent.push(record);
    // Seldom and many at once: this is on the way of every event.
    if (this.sent.length > 2 * KEPT_RECORDS) this.sent.splice(0, KEPT_RECORDS);
    this.mark?.(record);
  }
}
