/** What a physical device of the kiosk did; the virtual ones of the same NativeInput never appear here. Times are CLOCK_MONOTONIC in ms, by the kernel. */
export type PhysicalEvent =
  /**
   * A finger on a touch screen, or the buttons of a pointer with absolute places (which moves only while one is down). `finger` is unique
   * among all devices and comes down, moves and goes up in this order. `x`, `y` are 0..1 of the device's range.
   */
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
  /** One of the keys that were asked for; of others at most, as `OTHER_KEYS` where that was asked for, that any of them is down. */
  | { readonly kind: "key"; readonly code: number; readonly down: boolean; readonly atMs: number }
  /** The end key was held for its time: everything has been released and the virtual devices are gone already. */
  | { readonly kind: "end"; readonly atMs: number }
  /** Nobody renewed in time: everything has been released and the virtual devices are gone. */
  | { readonly kind: "lapsed"; readonly atMs: number }
  /** The virtual devices are there and the compositor has had time to open them: from now on they take events. */
  | { readonly kind: "ready"; readonly atMs: number }
  /** A device of use (touch, pointer, or with a key that was asked for) came or went. What was down on it is told as up first. */
  | {
      readonly kind: "device";
      readonly name: string;
      readonly present: boolean;
      readonly isTouch: boolean;
      /** A mouse, a touchpad, or another pointer with buttons. */
      readonly isPointer: boolean;
      /** Its fingers are this and the 15 that follow (`DEVICE_FINGERS`). */
      readonly firstFinger: number;
      /** The kernel's number of its event file, "13:64". */
      readonly number: string;
      readonly atMs: number;
    }
  | { readonly kind: "trouble"; readonly message: string; readonly atMs: number };

/** Fingers of one device at most; a device has a number for each, used or not. */
export const DEVICE_FINGERS = 16;

/** Stands for every key that was not asked for by its code, and never says which it was (KEY_RESERVED, which no device has). */
export const OTHER_KEYS = 0;

export interface InputOptions {
  /** Folder of the event devices. */
  readonly events?: string;
  /** Path of the uinput device. */
  readonly uinput?: string;
  /** Linux codes of the keys to tell of, or `OTHER_KEYS`; at most 31. What is held when its device is found is told with its next press. */
  readonly keys: readonly number[];
  /** Linux code of the end key, null for none, and for how long it is held. */
  readonly endKey: number | null;
  readonly endHoldMs: number;
  /** A file in memory that stands for the end key until `clearEnd`: a daemon that is replaced while it hangs finds `hasEnded` true. */
  readonly endMark?: string;
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
  /** Whether the virtual devices take events just now, readable at any time. A `ready` that was on its way may be one of devices that are gone. */
  readonly isReady: boolean;
  /**
   * Makes the virtual devices; `ready` follows after 1.5 s. Does nothing while they are there.
   * @throws Error without uinput, after an end key until `clearEnd`, and after `stop`
   */
  open(): void;
  /** Releases everything and destroys the virtual devices. */
  close(): void;
  /** Must come more often than `renewMs` while the virtual devices are there, from `open` on. */
  renew(): void;
  /**
   * This and all below: false when there are no virtual devices, or they are not ready. What makes no sense (a finger that comes down
   * twice, a key let go that was never pressed) is put right. @throws TypeError, RangeError for what they never take
   */
  touch(finger: number, phase: "down" | "move" | "up", x: number, y: number): boolean;
  move(x: number, y: number): boolean;
  /** Linux code of the button: BTN_LEFT 0x110, BTN_RIGHT, BTN_MIDDLE. */
  button(code: number, down: boolean): boolean;
  /** 1/120 of a detent; right and down positive. */
  wheel(dx: number, dy: number): boolean;
  /** One of protocol/key-codes.ts. */
  key(code: number, down: boolean): boolean;
  /** Lifts every finger, button and key; the devices stay. */
  release(): void;
  /** Closes, and ends the thread; nothing more is told. May be called twice. */
  stop(): void;
}

/** Starts the thread. `onEvent` is called on the main thread, in order, until `stop`; the process lives for as long. @throws TypeError, RangeError */
export type OpenInput = (options: InputOptions, onEvent: (event: PhysicalEvent) => void) => NativeInput;
