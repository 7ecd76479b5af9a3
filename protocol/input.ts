import { ProtocolError } from "./errors.ts";
import { isKnownKey } from "./key-codes.ts";

/**
 * What an agent does on the kiosk: binary, one event per message of the data channels `input` (ordered: all that counts) and `pointer`
 * (unordered, not repeated: hover only). Integers are little endian, places are u16 of 0..1 of the picture without its strip.
 *
 * 0 u8 kind · 1 u16 grant (of control/state; events of another grant are refused) · then by kind
 * touch    3 u8 finger 0..9 · 4 u8 phase · 5 u16 x · 7 u16 y
 * move     3 u16 sequence (an older one than the last is dropped) · 5 u16 x · 7 u16 y
 * button   3 u8 button as MouseEvent.button 0..2 · 4 u8 down · 5 u16 x · 7 u16 y
 * wheel    3 i16 dx · 5 i16 dy (1/120 of a detent, right and down positive) · 7 u16 x · 9 u16 y
 * key      3 u16 Linux key code (key-codes.ts) · 5 u8 down
 * text     3 UTF-16 code units, 1..MAX_TEXT_UNITS whole characters, no control characters but tab and newline
 * release  nothing more: let go of every finger, button and key
 */
export type InputEvent =
  | {
      readonly kind: "touch";
      readonly grant: number;
      readonly finger: number;
      readonly phase: TouchPhase;
      readonly x: number;
      readonly y: number;
    }
  | { readonly kind: "move"; readonly grant: number; readonly sequence: number; readonly x: number; readonly y: number }
  | {
      readonly kind: "button";
      readonly grant: number;
      readonly button: number;
      readonly down: boolean;
      readonly x: number;
      readonly y: number;
    }
  | { readonly kind: "wheel"; readonly grant: number; readonly dx: number; readonly dy: number; readonly x: number; readonly y: number }
  | { readonly kind: "key"; readonly grant: number; readonly code: number; readonly down: boolean }
  | { readonly kind: "text"; readonly grant: number; readonly text: string }
  | { readonly kind: "release"; readonly grant: number };
export type InputKind = InputEvent["kind"];
export type InputEventOf<K extends InputKind> = Extract<InputEvent, { kind: K }>;

export const TOUCH_PHASES = ["down", "move", "up", "cancel"] as const;
export type TouchPhase = (typeof TOUCH_PHASES)[number];

export const MAX_FINGERS = 10;
export const MAX_BUTTONS = 3;
/** Longest text of one message, in UTF-16 code units; a longer paste is sent in several. */
export const MAX_TEXT_UNITS = 2048;
/** Texts that a device takes, in code units: this many at once, and as many a second. A console stays below, or it would leave holes. */
export const TEXT_RATE = { perSecond: 400, burst: 2 * MAX_TEXT_UNITS } as const;
export const MAX_INPUT_BYTES = 3 + 2 * MAX_TEXT_UNITS;
/** 1.0 on the wire. */
export const INPUT_SCALE = 65_535;

const KINDS = ["touch", "move", "button", "wheel", "key", "text", "release"] as const satisfies readonly InputKind[];
const SIZES = { touch: 9, move: 9, button: 9, wheel: 11, key: 6, release: 3 } as const;
/** Control characters but tab and newline, line separators, halves of characters. */
const NO_TEXT = /(?![\t\n])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Writes one event. Places are clamped to 0..1; @throws ProtocolError for a text that cannot be sent */
export function encodeInput(event: InputEvent): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(event.kind === "text" ? 3 + 2 * checkText(event.text).length : SIZES[event.kind]);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, KINDS.indexOf(event.kind));
  view.setUint16(1, event.grant, true);
  writeBody(view, event);
  return bytes;
}

function writeBody(view: DataView, event: InputEvent): void {
  switch (event.kind) {
    case "touch":
      view.setUint8(3, event.finger);
      view.setUint8(4, TOUCH_PHASES.indexOf(event.phase));
      writePlace(view, 5, event);
      break;
    case "move":
      view.setUint16(3, event.sequence, true);
      writePlace(view, 5, event);
      break;
    case "button":
      view.setUint8(3, event.button);
      view.setUint8(4, event.down ? 1 : 0);
      writePlace(view, 5, event);
      break;
    case "wheel":
      view.setInt16(3, clamp(event.dx, -32_768, 32_767), true);
      view.setInt16(5, clamp(event.dy, -32_768, 32_767), true);
      writePlace(view, 7, event);
      break;
    case "key":
      view.setUint16(3, event.code, true);
      view.setUint8(5, event.down ? 1 : 0);
      break;
    case "text":
      for (let at = 0; at < event.text.length; at++) view.setUint16(3 + 2 * at, event.text.charCodeAt(at), true);
      break;
    case "release":
      break;
    default:
      event satisfies never;
  }
}

/** Reads one message. @throws ProtocolError for anything but a whole event in its bounds */
export function decodeInput(bytes: Uint8Array): InputEvent {
  if (bytes.length < 3 || bytes.length > MAX_INPUT_BYTES) throw bad(`an event has 3 to ${MAX_INPUT_BYTES} bytes`, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = KINDS[view.getUint8(0)];
  if (kind === undefined) throw bad(`a kind is 0 to ${KINDS.length - 1}`, view.getUint8(0));
  const grant = view.getUint16(1, true);
  if (kind === "text") return { kind, grant, text: readText(view) };
  if (bytes.length !== SIZES[kind]) throw bad(`${kind} has ${SIZES[kind]} bytes`, bytes.length);
  return readBody(kind, grant, view);
}

function readBody(kind: Exclude<InputKind, "text">, grant: number, view: DataView): InputEvent {
  switch (kind) {
    case "touch": {
      const phase = TOUCH_PHASES[view.getUint8(4)];
      if (phase === undefined) throw bad(`a phase is 0 to ${TOUCH_PHASES.length - 1}`, view.getUint8(4));
      return { kind, grant, finger: below(MAX_FINGERS, view.getUint8(3), "a finger"), phase, ...readPlace(view, 5) };
    }
    case "move":
      return { kind, grant, sequence: view.getUint16(3, true), ...readPlace(view, 5) };
    case "button":
      return { kind, grant, button: below(MAX_BUTTONS, view.getUint8(3), "a button"), down: readFlag(view, 4), ...readPlace(view, 5) };
    case "wheel":
      return { kind, grant, dx: view.getInt16(3, true), dy: view.getInt16(5, true), ...readPlace(view, 7) };
    case "key": {
      const code = view.getUint16(3, true);
      if (!isKnownKey(code)) throw bad("a key is one of key-codes.ts", code);
      return { kind, grant, code, down: readFlag(view, 5) };
    }
    case "release":
      return { kind, grant };
    default:
      return kind satisfies never;
  }
}

function readText(view: DataView): string {
  const units = (view.byteLength - 3) / 2;
  if (!Number.isInteger(units)) throw bad("a text has two bytes for each code unit", view.byteLength);
  return checkText(String.fromCharCode(...Array.from({ length: units }, (_, at) => view.getUint16(3 + 2 * at, true))));
}

function checkText(text: string): string {
  if (text.length < 1 || text.length > MAX_TEXT_UNITS) throw bad(`a text has 1 to ${MAX_TEXT_UNITS} code units`, text.length);
  if (NO_TEXT.test(text)) throw bad("a text has whole characters, and no control characters but tab and newline", text.length);
  return text;
}

function writePlace(view: DataView, at: number, { x, y }: { readonly x: number; readonly y: number }): void {
  view.setUint16(at, Math.round(clamp(x, 0, 1) * INPUT_SCALE), true);
  view.setUint16(at + 2, Math.round(clamp(y, 0, 1) * INPUT_SCALE), true);
}

function readPlace(view: DataView, at: number): { x: number; y: number } {
  return { x: view.getUint16(at, true) / INPUT_SCALE, y: view.getUint16(at + 2, true) / INPUT_SCALE };
}

function readFlag(view: DataView, at: number): boolean {
  const value = view.getUint8(at);
  if (value > 1) throw bad("down is 0 or 1", value);
  return value === 1;
}

function below(most: number, value: number, what: string): number {
  if (value >= most) throw bad(`${what} is 0 to ${most - 1}`, value);
  return value;
}

/** NaN becomes the lower bound: a place that nobody meant must not become one in the middle. */
function clamp(value: number, least: number, most: number): number {
  return value > least ? Math.min(value, most) : least;
}

function bad(message: string, value: number): ProtocolError {
  return new ProtocolError("invalid", message, { value });
}
