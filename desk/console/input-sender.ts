import type { ControlKind } from "#protocol/common";
import type { TouchPhase } from "#protocol/input";
import { KEY_CODES, MODIFIER_KEYS } from "#protocol/key-codes";
import type { InputRight } from "./control.ts";
import { InputWire, type SentRecord, type WirePorts } from "./input-wire.ts";
import type { Place } from "./place.ts";
import { cleanText, textPieces } from "./text-pieces.ts";

/** Most that is taken at once: what comes after it waits behind it, for seconds at most. */
export const MOST_TEXT_UNITS = 4096;

/** Makes events of what the agent does, and knows what is pressed at the kiosk, so that all of it can be let go. */
export class InputSender {
  readonly #wire: InputWire;
  readonly #fingers = new Set<number>();
  readonly #buttons = new Set<number>();
  readonly #keys = new Set<number>();
  /** Modifiers that the agent holds; the kiosk gets them when something else needs them. */
  #modifiers: readonly number[] = [];
  #right: InputRight | null = null;
  #sequence = 0;

  constructor(ports: WirePorts) {
    this.#wire = new InputWire(ports, () => this.#forget());
  }

  /** What was sent, of late. */
  get sent(): readonly SentRecord[] {
    return this.#wire.sent;
  }

  get counts(): InputWire["counts"] {
    return this.#wire.counts;
  }

  /** Called with each event that was sent, for benchmarks. */
  set mark(mark: InputWire["mark"]) {
    this.#wire.mark = mark;
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
    return this.#fingers.size + this.#buttons.size + this.#keys.size > 0 || this.#wire.isWaiting;
  }

  get isControlHeld(): boolean {
    return this.#modifiers.some((code) => code === KEY_CODES.ControlLeft || code === KEY_CODES.ControlRight);
  }

  get isDragging(): boolean {
    return this.#buttons.size > 0;
  }

  /** A finger that was not put down, or was let go of meanwhile, does nothing. */
  touch(finger: number, phase: TouchPhase, { x, y }: Place): void {
    if (phase === "down" ? !this.can("touch") : !this.#fingers.has(finger)) return;
    const event = { kind: "touch", grant: this.#grant, finger, phase, x, y } as const;
    if (phase === "move") {
      this.#wire.sendStep(event);
      return;
    }
    if (phase === "down") this.#fingers.add(finger);
    else this.#fingers.delete(finger);
    this.#wire.send(event);
  }

  /** The pointer has moved: as hover, which may be lost, or with a button held, where the path counts. */
  move({ x, y }: Place): void {
    if (!this.can("touch")) return;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const event = { kind: "move", grant: this.#grant, sequence: this.#sequence, x, y } as const;
    if (this.isDragging) this.#wire.sendStep(event);
    else this.#wire.sendHover(event);
  }

  button(button: number, down: boolean, { x, y }: Place): void {
    if (down ? !this.can("touch") : !this.#buttons.has(button)) return;
    if (down) this.#pressModifiers();
    if (down) this.#buttons.add(button);
    else this.#buttons.delete(button);
    this.#wire.send({ kind: "button", grant: this.#grant, button, down, x, y });
  }

  /** @param dx right, @param dy down, in 1/120 of a detent */
  wheel(dx: number, dy: number, { x, y }: Place): void {
    if (!this.can("touch") || (dx === 0 && dy === 0)) return;
    this.#pressModifiers();
    this.#wire.send({ kind: "wheel", grant: this.#grant, dx, dy, x, y });
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
    this.#liftModifiers(codes);
  }

  /** Types a text. No modifier is down meanwhile: Shift would make other letters of it. */
  text(text: string): void {
    if (!this.can("type")) return;
    this.#liftModifiers([]);
    for (const piece of textPieces(cleanText(text))) this.#wire.send({ kind: "text", grant: this.#grant, text: piece });
  }

  /** Lets go of everything at the kiosk, and forgets what was not sent yet. */
  release(): void {
    this.#forget();
    if (this.#right) this.#wire.send({ kind: "release", grant: this.#right.grant });
  }

  get #grant(): number {
    return this.#right?.grant ?? 0;
  }

  #pressModifiers(): void {
    if (this.can("type")) for (const code of this.#modifiers) if (!this.#keys.has(code)) this.#setKey(code, true);
  }

  #liftModifiers(but: readonly number[]): void {
    for (const code of this.#keys) if (MODIFIER_KEYS.has(code) && !but.includes(code)) this.#setKey(code, false);
  }

  #setKey(code: number, down: boolean): void {
    if (down) this.#keys.add(code);
    else this.#keys.delete(code);
    this.#wire.send({ kind: "key", grant: this.#grant, code, down });
  }

  #forget(): void {
    for (const held of [this.#fingers, this.#buttons, this.#keys]) held.clear();
    this.#modifiers = [];
    this.#wire.clear();
  }
}
