/** What a physical device of the kiosk did; virtual ones of ours never appear here. Times are CLOCK_MONOTONIC in ms, by the kernel. */
export type PhysicalEvent =
  /** A finger on a touch screen, or a button of a pointer with absolute places. `x`, `y` are 0..1 of the device's range. */
  | {
      readonly kind: "touch";
      readonly finger: number;
      readonly phase: "down" | "move" | "up";
      readonly x: number;
      readonly y: number;
      readonly atMs: number;
    }
  /** A button of a mouse, whose place only the compositor knows. */
  | { readonly kind: "click"; readonly down: boolean; readonly atMs: number }
  /** One of the keys that were asked for; no other key is ever told. */
  | { readonly kind: "key"; readonly code: number; readonly down: boolean; readonly atMs: number }
  /** The end key was held for its time: everything has been released and the virtual devices are gone already. */
  | { readonly kind: "end"; readonly atMs: number }
  /** Nobody renewed in time: everything has been released and the virtual devices are gone. */
  | { readonly kind: "lapsed"; readonly atMs: number }
  /** The virtual devices are there and the compositor has had time to open them. */
  | { readonly kind: "ready"; readonly atMs: number }
  /** A device came or went. A finger or key that was down on it is told as up first. */
  | { readonly kind: "device"; readonly name: string; readonly present: boolean; readonly isTouch: boolean; readonly atMs: number }
  | { readonly kind: "trouble"; readonly message: string; readonly atMs: number };

export interface InputOptions {
  /** Folder of the event devices. */
  readonly events?: string;
  /** Path of the uinput device. */
  readonly uinput?: string;
  /** Linux codes of the keys to tell of. */
  readonly keys: readonly number[];
  /** Linux code of the end key, null for none, and for how long it is held. */
  readonly endKey: number | null;
  readonly endHoldMs: number;
  /** Without `renew` for this long everything is released and the virtual devices are destroyed. */
  readonly renewMs: number;
}

/**
 * The kiosk's input devices on a native thread of their own: physical ones are read (evdev, hot-plug), virtual ones are written
 * (uinput: a touch screen with ten fingers, type B; a pointer with absolute places and a wheel; a keyboard). Nothing is ever grabbed.
 * Places are 0..1 of the whole output. The thread keeps its promises (end key, lapse) while JavaScript hangs.
 */
export interface NativeInput {
  /** True from the moment of an end key until `clearEnd`, readable at any time. */
  readonly hasEnded: boolean;
  clearEnd(): void;
  /** Makes the virtual devices; `ready` follows after a good second. Does nothing while they are there. @throws Error without uinput */
  open(): void;
  /** Releases everything and destroys the virtual devices. */
  close(): void;
  /** Must come more often than `renewMs` while the virtual devices are there. */
  renew(): void;
  /** False when there are no virtual devices to take it. */
  touch(finger: number, phase: "down" | "move" | "up", x: number, y: number): boolean;
  move(x: number, y: number): boolean;
  /** Linux code of the button, BTN_LEFT 0x110 … */
  button(code: number, down: boolean): boolean;
  /** 1/120 of a detent; right and down positive. */
  wheel(dx: number, dy: number): boolean;
  key(code: number, down: boolean): boolean;
  /** Lifts every finger, button and key; the devices stay. */
  release(): void;
  /** Ends the thread. May be called twice. */
  stop(): void;
}

/** Starts the thread. `onEvent` is called on the main thread, in order. */
export type OpenInput = (options: InputOptions, onEvent: (event: PhysicalEvent) => void) => NativeInput;
