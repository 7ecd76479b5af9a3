import { KEY_CODES, MODIFIER_KEYS } from "#protocol/key-codes";
import { type InputSender, MOST_TEXT_UNITS } from "./input-sender.ts";
import { chooseKey, type KeyFacts, modifiersOf } from "./key-choice.ts";

export interface KeyboardPorts {
  /** More was pasted than is taken at once; nothing of it was sent. */
  readonly tooLong: () => void;
}

/** Keys that the soft keyboard of a tablet reports only as a change of the text (Input Events, inputType). */
const KEY_OF_INPUT: Readonly<Record<string, string>> = {
  deleteContentBackward: "Backspace",
  deleteWordBackward: "Backspace",
  deleteContentForward: "Delete",
  insertLineBreak: "Enter",
  insertParagraph: "Enter",
};
const TEXT_INPUTS: ReadonlySet<string> = new Set(["insertText", "insertReplacementText", "insertFromYank", "insertFromDictation"]);
/** What the field holds between inputs: without anything to delete, a soft keyboard does not report Backspace. */
const FILL = "  ";

/**
 * Keys and text while the focus is in the field over the picture: a real text field, so that dead keys, input methods, soft keyboards
 * and pasting work as everywhere. Ctrl + Alt, pressed and let go with nothing else, leaves it.
 */
export class KeyboardCapture {
  readonly #sender: InputSender;
  readonly #ports: KeyboardPorts;
  readonly #isOptionText = /Mac|iP(hone|ad)/.test(navigator.platform);
  /** Linux codes sent, by KeyboardEvent.code: a key goes up as it went down, whatever is held by then. */
  readonly #pressed = new Map<string, number>();
  readonly #modifiers = new Set<number>();
  #isLeaving = false;
  #field: HTMLTextAreaElement | null = null;
  #listening = new AbortController();

  constructor(sender: InputSender, ports: KeyboardPorts) {
    this.#sender = sender;
    this.#ports = ports;
  }

  /** Listens on the field. Called again, it moves there. */
  attach(field: HTMLTextAreaElement): void {
    if (field === this.#field) return;
    this.detach();
    this.#field = field;
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    field.addEventListener("keydown", (event) => this.#down(event), { signal });
    field.addEventListener("keyup", (event) => this.#up(event), { signal });
    field.addEventListener("input", (event) => this.#input(event as InputEvent), { signal });
    field.addEventListener("compositionend", ({ data }) => this.#typed(data), { signal });
    field.addEventListener("paste", (event) => this.#paste(event), { signal });
    field.addEventListener("drop", (event) => event.preventDefault(), { signal });
    field.addEventListener("focus", () => this.#clear(), { signal });
    field.addEventListener("blur", () => this.#left(), { signal });
    this.#clear();
  }

  detach(): void {
    this.#listening.abort();
    this.#field = null;
    this.#pressed.clear();
    this.#modifiers.clear();
  }

  /** Keys go to the kiosk from now on. */
  focus(): void {
    this.#field?.focus({ preventScroll: true });
  }

  #down(event: KeyboardEvent): void {
    this.#followModifiers(event, true);
    // An input method has this key; what it makes of it comes as text.
    if (event.isComposing || event.keyCode === 229) return;
    const choice = chooseKey(this.#factsOf(event));
    if (choice.kind === "leave") return;
    event.preventDefault();
    switch (choice.kind) {
      case "text":
        this.#sender.text(choice.text);
        break;
      case "key":
        if (this.#pressed.has(event.code)) break;
        this.#pressed.set(event.code, choice.code);
        this.#sender.key(choice.code, true);
        break;
      case "modifier":
      case "ignore":
        break;
      default:
        choice satisfies never;
    }
  }

  #up(event: KeyboardEvent): void {
    const code = this.#pressed.get(event.code);
    this.#pressed.delete(event.code);
    if (code !== undefined) this.#sender.key(code, false);
    this.#followModifiers(event, false);
    if (!this.#isLeaving || !["ControlLeft", "AltLeft"].includes(event.code)) return;
    event.preventDefault();
    this.#field?.blur();
  }

  #followModifiers(event: KeyboardEvent, isDown: boolean): void {
    const code = KEY_CODES[event.code];
    const isModifier = code !== undefined && MODIFIER_KEYS.has(code);
    if (isModifier && isDown) this.#modifiers.add(code);
    if (isModifier && !isDown) this.#modifiers.delete(code);
    if (isDown) this.#isLeaving = ["ControlLeft", "AltLeft"].includes(event.code) && event.ctrlKey && event.altKey;
    this.#sender.modifiers(modifiersOf(this.#factsOf(event), this.#modifiers));
  }

  /** From soft keyboards, and from dead keys where the browser composes them itself. */
  #input(event: InputEvent): void {
    if (event.isComposing) return;
    const key = KEY_CODES[KEY_OF_INPUT[event.inputType] ?? ""];
    if (key !== undefined) this.#sender.tap(key);
    else if (TEXT_INPUTS.has(event.inputType)) this.#sender.text(event.data ?? "");
    this.#clear();
  }

  #typed(text: string): void {
    this.#sender.text(text);
    this.#clear();
  }

  #paste(event: ClipboardEvent): void {
    event.preventDefault();
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (text.length > MOST_TEXT_UNITS) this.#ports.tooLong();
    else this.#sender.text(text);
  }

  #left(): void {
    this.#pressed.clear();
    this.#modifiers.clear();
    this.#isLeaving = false;
    this.#sender.release();
    this.#clear();
  }

  /** Nothing that was typed stays in the page. */
  #clear(): void {
    if (!this.#field) return;
    this.#field.value = FILL;
    this.#field.setSelectionRange(FILL.length, FILL.length);
  }

  #factsOf(event: KeyboardEvent): KeyFacts {
    const { key, code, ctrlKey, altKey, shiftKey, metaKey } = event;
    const isAltGraph = event.getModifierState("AltGraph");
    return { key, code, ctrlKey, altKey, shiftKey, metaKey, isAltGraph, isOptionText: this.#isOptionText };
  }
}
