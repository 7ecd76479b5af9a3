import type { ConsoleState, Deed } from "./state.ts";

export interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  /** Alt, Ctrl or Meta is held: the browser's own. */
  readonly isCommand: boolean;
  /** The focus is where letters are typed, or on a button that Enter presses itself. */
  readonly target: "text" | "button" | "page";
}

/** What a key on the page means just now; null for nothing. */
export function deedOfKey(state: ConsoleState, { key, shiftKey, isCommand, target }: Key): Deed | null {
  if (isCommand || state.signIn !== "done" || target === "text") return null;
  if (state.areShortcutsShown) return key === "Escape" || key === "?" ? { kind: "shortcuts", areShown: false } : null;
  if (key === "?") return { kind: "shortcuts", areShown: true };
  if (state.offer && !state.contact) {
    if (key === "Enter" && target === "page") return { kind: "accept" };
    if (key.toLowerCase() === "d") return { kind: "decline" };
  }
  if (key.toLowerCase() === "a") return { kind: "set-available", isAvailable: !state.isAvailable };
  if (!state.contact) return null;
  if (key.toLowerCase() === "m") return { kind: "toggle", source: "microphone" };
  if (key.toLowerCase() === "c") return { kind: "toggle", source: "camera" };
  if (key.toLowerCase() === "t") return { kind: state.contact.control.state === "none" ? "ask-control" : "release-control" };
  return shiftKey && key === "E" ? { kind: "end" } : null;
}
