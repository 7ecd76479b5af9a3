import { test } from "uvu";
import * as assert from "uvu/assert";
import { KEY_CODES } from "#protocol/key-codes";
import { chooseKey, type KeyFacts, modifiersOf } from "./key-choice.ts";

const facts = (key: string, code: string, changes: Partial<KeyFacts> = {}): KeyFacts => ({
  key,
  code,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  isAltGraph: false,
  isOptionText: false,
  ...changes,
});
const choose = (key: string, code: string, changes: Partial<KeyFacts> = {}) => chooseKey(facts(key, code, changes));
const key = (name: string) => ({ kind: "key", code: KEY_CODES[name] });
const text = (what: string) => ({ kind: "text", text: what });

test("what a key types goes as text, whatever the layout", () => {
  for (const [what, code] of [
    ["a", "KeyA"],
    ["a", "KeyQ"],
    ["ß", "Minus"],
    ["я", "KeyZ"],
    ["ש", "KeyA"],
    ["क्ष", "KeyX"],
    ["🙂", ""],
    [" ", "Space"],
    ["7", "Numpad7"],
    ["A", "KeyA"],
  ] as const) {
    assert.equal(choose(what, code), text(what));
  }
  assert.equal(choose("Ä", "Quote", { shiftKey: true }), text("Ä"));
});

test("what a third level types is text as well: AltGr on Linux and Windows, Option on a Mac", () => {
  assert.equal(choose("@", "KeyQ", { isAltGraph: true }), text("@"));
  assert.equal(choose("€", "KeyE", { isAltGraph: true, ctrlKey: true, altKey: true }), text("€"));
  assert.equal(choose("@", "KeyL", { altKey: true, isOptionText: true }), text("@"));
});

test("keys that type nothing go by name", () => {
  for (const name of ["Enter", "Backspace", "Tab", "Escape", "ArrowLeft", "Home", "PageDown", "Delete", "ContextMenu"]) {
    assert.equal(choose(name, name), key(name));
  }
  assert.equal(choose("Enter", "NumpadEnter"), key("NumpadEnter"));
  assert.equal(choose("Home", "Numpad7"), key("Home"), "a number pad without NumLock");
  assert.equal(choose("Escape", "CapsLock"), key("Escape"), "a key that was remapped");
});

test("commands go as keys, by the letter that the agent's keyboard has there", () => {
  assert.equal(choose("c", "KeyC", { ctrlKey: true }), key("KeyC"));
  assert.equal(choose("z", "KeyY", { ctrlKey: true }), key("KeyZ"), "a German keyboard");
  assert.equal(choose("Z", "KeyZ", { ctrlKey: true, shiftKey: true }), key("KeyZ"));
  assert.equal(choose("с", "KeyC", { ctrlKey: true }), key("KeyC"), "a Russian keyboard");
  assert.equal(choose("1", "Digit1", { altKey: true }), key("Digit1"));
  assert.equal(choose("+", "BracketRight", { ctrlKey: true }), key("BracketRight"));
});

test("paste, dead keys, input methods and the system key are the browser's own", () => {
  assert.is(choose("v", "KeyV", { ctrlKey: true }).kind, "leave");
  assert.is(choose("V", "KeyV", { ctrlKey: true, shiftKey: true }).kind, "leave");
  assert.is(choose("Insert", "Insert", { shiftKey: true }).kind, "leave");
  assert.equal(choose("Insert", "Insert"), key("Insert"));
  for (const name of ["Dead", "Process", "Unidentified", "Compose", "Meta"]) assert.is(choose(name, "KeyX").kind, "leave");
  assert.is(choose("r", "KeyR", { metaKey: true }).kind, "leave");
});

test("modifiers alone say nothing, keys that the kiosk does not take neither", () => {
  for (const name of ["Shift", "Control", "Alt", "AltGraph"]) assert.is(choose(name, `${name}Left`).kind, "modifier");
  for (const name of ["F5", "CapsLock", "NumLock", "AudioVolumeUp", "Power", "constructor", ""]) {
    assert.not.equal(choose(name, name).kind, "key", name);
  }
});

test("modifiers are those that are down, else the left one; AltGr is none", () => {
  const of = (changes: Partial<KeyFacts>, ...down: string[]) =>
    modifiersOf(facts("x", "KeyX", changes), new Set(down.map((name) => KEY_CODES[name] ?? 0)));
  assert.equal(of({}, "ShiftLeft"), [], "its keyup was missed");
  assert.equal(of({ ctrlKey: true }), [29]);
  assert.equal(of({ ctrlKey: true, shiftKey: true }, "ControlRight", "ShiftRight"), [97, 54]);
  assert.equal(of({ altKey: true }, "AltRight"), [100]);
  assert.equal(of({ ctrlKey: true, altKey: true, isAltGraph: true, shiftKey: true }, "ControlLeft"), [42]);
});

test.run();
