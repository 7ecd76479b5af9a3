/** KeyboardEvent.code (UI Events code values) → Linux key code (linux/input-event-codes.h), by rows of the keyboard. */
const rows: readonly (readonly [number, string])[] = [
  [1, "Escape Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal Backspace Tab"],
  [16, "KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight Enter ControlLeft"],
  [30, "KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote Backquote ShiftLeft Backslash"],
  [44, "KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash ShiftRight NumpadMultiply AltLeft Space CapsLock"],
  [59, "F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 NumLock ScrollLock"],
  [71, "Numpad7 Numpad8 Numpad9 NumpadSubtract Numpad4 Numpad5 Numpad6 NumpadAdd Numpad1 Numpad2 Numpad3 Numpad0 NumpadDecimal"],
  [86, "IntlBackslash F11 F12"],
  [96, "NumpadEnter ControlRight NumpadDivide"],
  [100, "AltRight"],
  [102, "Home ArrowUp PageUp ArrowLeft ArrowRight End ArrowDown PageDown Insert Delete"],
  [125, "MetaLeft MetaRight ContextMenu"],
];

const codes = new Map(rows.flatMap(([first, names]) => names.split(" ").map((name, index) => [name, first + index] as const)));

/** The Linux key code of a physical key, or null for keys that a kiosk's keyboard does not have. */
export function linuxKey(code: string): number | null {
  return codes.get(code) ?? null;
}
