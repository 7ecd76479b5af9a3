import type { InputEvent } from "#protocol/input";

/** What a backend is told. Places are 0..1 of the output, button and key codes are Linux', wheel is 1/120 of a detent. */
export type InputAct =
  | { readonly type: "touch"; readonly finger: number; readonly phase: "down" | "move" | "up"; readonly x: number; readonly y: number }
  | { readonly type: "move"; readonly x: number; readonly y: number }
  | { readonly type: "button"; readonly code: number; readonly down: boolean }
  | { readonly type: "wheel"; readonly dx: number; readonly dy: number }
  | { readonly type: "key"; readonly code: number; readonly down: boolean }
  | { readonly type: "text"; readonly text: string }
  /** Lets go of every finger, button and key, and forgets texts that wait. */
  | { readonly type: "release" };

/** MouseEvent.button 0..2 → BTN_LEFT, BTN_MIDDLE, BTN_RIGHT (linux/input-event-codes.h). */
const BUTTON_CODES = [0x110, 0x112, 0x111] as const;
/** Ten detents at once are a hard turn; more is no wheel. */
const MOST_WHEEL = 1200;

/** An event as the backend's acts. @param isPlaceOpen false: the pointer must not go there */
export function actsOf(event: Exclude<InputEvent, { kind: "release" }>, isPlaceOpen: boolean): InputAct[] {
  switch (event.kind) {
    case "touch": {
      const { finger, phase, x, y } = event;
      return [{ type: "touch", finger, phase: phase === "cancel" ? "up" : phase, x, y }];
    }
    case "move":
      return [{ type: "move", x: event.x, y: event.y }];
    case "button": {
      const button: InputAct = { type: "button", code: BUTTON_CODES[event.button] ?? 0x110, down: event.down };
      return isPlaceOpen ? [{ type: "move", x: event.x, y: event.y }, button] : [button];
    }
    case "wheel":
      return [
        { type: "move", x: event.x, y: event.y },
        { type: "wheel", dx: bounded(event.dx), dy: bounded(event.dy) },
      ];
    case "key":
      return [{ type: "key", code: event.code, down: event.down }];
    case "text":
      return [{ type: "text", text: event.text }];
    default:
      return event satisfies never;
  }
}

function bounded(value: number): number {
  return Math.max(-MOST_WHEEL, Math.min(MOST_WHEEL, value));
}
