import { KEY_CODES } from "#protocol/key-codes";

/** What matters of a KeyboardEvent. */
export interface KeyFacts {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
  /** getModifierState("AltGraph"): Windows reports Ctrl and Alt as well then. */
  readonly isAltGraph: boolean;
  /** Alt makes letters on this machine (macOS). */
  readonly isOptionText: boolean;
}

export type KeyChoice =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "key"; readonly code: number }
  /** Counts only together with another key, a button or the wheel. */
  | { readonly kind: "modifier" }
  /** The browser's own: paste, dead keys and input methods (their text comes as input events), the system key. */
  | { readonly kind: "leave" }
  | { readonly kind: "ignore" };

const MODIFIERS: ReadonlySet<string> = new Set(["Control", "Shift", "Alt", "AltGraph"]);
/** What the agent's keyboard types counts their locks in already; at the kiosk they would change it again. */
const LOCKS: ReadonlySet<string> = new Set(["CapsLock", "NumLock", "ScrollLock"]);
const COMPOSING: ReadonlySet<string> = new Set(["Dead", "Process", "Compose", "Unidentified"]);
const FAMILIES = [
  { flag: "ctrlKey", codes: [29, 97] },
  { flag: "shiftKey", codes: [42, 54] },
  { flag: "altKey", codes: [56, 100] },
] as const;

/**
 * What a key that went down means at the kiosk. A letter must never come out wrong there, whatever the layouts of both keyboards:
 * what the agent's keyboard makes of a key goes as text, and only what is no text goes as a key.
 */
export function chooseKey(facts: KeyFacts): KeyChoice {
  const { key, metaKey } = facts;
  if (MODIFIERS.has(key)) return { kind: "modifier" };
  if (metaKey || key === "Meta" || COMPOSING.has(key) || isPaste(facts)) return { kind: "leave" };
  if (LOCKS.has(key)) return { kind: "ignore" };
  const code = isPrintable(key) ? commandCode(facts) : namedCode(facts);
  if (isPrintable(key) && isText(facts)) return { kind: "text", text: key };
  return code === undefined ? { kind: "ignore" } : { kind: "key", code };
}

/** Names of keys (UI Events, "named key attribute values") are ASCII words; everything else is what the key types. */
function isPrintable(key: string): boolean {
  return !/^[A-Z][A-Za-z0-9]+$/.test(key);
}

function isText({ ctrlKey, altKey, isAltGraph, isOptionText }: KeyFacts): boolean {
  return isAltGraph || (!ctrlKey && (!altKey || isOptionText));
}

function isPaste({ key, ctrlKey, altKey, shiftKey }: KeyFacts): boolean {
  return (ctrlKey && !altKey && key.toLowerCase() === "v") || (shiftKey && !ctrlKey && key === "Insert");
}

/** Ctrl + Z is undo where the agent's keyboard has its Z; a letter of another script goes by its place. */
function commandCode({ key, code }: KeyFacts): number | undefined {
  if (/^[a-z]$/i.test(key)) return KEY_CODES[`Key${key.toUpperCase()}`];
  return KEY_CODES[/^[0-9]$/.test(key) ? `Digit${key}` : code];
}

/** By name, since a number pad without NumLock and keys that were remapped have another code; but its Enter is its own. */
function namedCode({ key, code }: KeyFacts): number | undefined {
  return code === "NumpadEnter" ? KEY_CODES[code] : (KEY_CODES[key] ?? KEY_CODES[code]);
}

/**
 * Linux codes of the modifiers that an event was made with: those that are known to be down, else the left one.
 * @param down codes of modifiers whose keydown was seen
 */
export function modifiersOf(facts: Omit<KeyFacts, "key" | "code" | "metaKey" | "isOptionText">, down: ReadonlySet<number>): number[] {
  return FAMILIES.flatMap(({ flag, codes }) => {
    if (!facts[flag] || (facts.isAltGraph && flag !== "shiftKey")) return [];
    const known = codes.filter((code) => down.has(code));
    return known.length > 0 ? known : [codes[0]];
  });
}
