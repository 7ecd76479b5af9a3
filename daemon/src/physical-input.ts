import { type NativeInput, type OpenInput, OTHER_KEYS, type PhysicalEvent } from "#native";
import type { OutputPlace } from "#protocol/local-screen";
import { CONFIRM_KEYS } from "../core/confirmation.ts";
import { placeOfTouch } from "../core/output-map.ts";
import type { Physical } from "../core/physical.ts";
import type { Place } from "../core/places.ts";
import type { Clock, Log } from "../core/ports.ts";
import type { DeviceMaps } from "./device-maps.ts";
import { type HelpConfig, meantKeys } from "./help-config.ts";
import { HelpKeys } from "./help-keys.ts";

/** Without a renewal for so long the native thread lets go of everything; renewals come every 80 ms. */
const RENEW_MS = 250;

export interface PhysicalInputOptions {
  readonly openInput: OpenInput;
  readonly help: HelpConfig;
  /** See InputOptions.endMark. */
  readonly endMark: string;
  readonly maps: DeviceMaps;
  /** Where the outputs lie, the one in the picture first; none while nothing is known. */
  readonly outputs: () => readonly OutputPlace[];
  readonly clock: Clock;
  readonly log: Log;
}

/** What the machine's own devices tell. In the headless body touch.sock stands in their place (touch-link.ts). */
export interface PhysicalInputEvents {
  /** A person did something. */
  onPhysical(event: Physical): void;
  /** A help key was pressed. */
  onHelp(): void;
  /** The end key was held: everything has been released and the virtual devices are gone already. */
  onEnd(): void;
  /** The customer has a mouse now, or has none any more. */
  onPointer(isThere: boolean): void;
  /** Word of the virtual devices. */
  onDevices(kind: "ready" | "lapsed" | "end"): void;
}

/** The PhysicalTouch port of the image: evdev, on the native thread that makes the virtual devices too. */
export class PhysicalInput {
  readonly #options: PhysicalInputOptions;
  readonly #events: PhysicalInputEvents;
  readonly #helpKeys: HelpKeys;
  #native: NativeInput | null = null;
  /** Mice that are there, by their first finger. */
  readonly #pointers = new Set<number>();
  /** The last touch had no place: told once. */
  #isLost = false;

  constructor(options: PhysicalInputOptions, events: PhysicalInputEvents) {
    this.#options = options;
    this.#events = events;
    const meant = { ...meantKeys(options.help), endKey: null };
    this.#helpKeys = new HelpKeys(meant, options.clock, () => events.onHelp());
  }

  /** There is a mouse. */
  get hasPointer(): boolean {
    return this.#pointers.size > 0;
  }

  /** The virtual devices. @throws Error before `start` and after `stop` */
  get native(): NativeInput {
    if (!this.#native) throw new Error("the input devices are not started: start() comes first");
    return this.#native;
  }

  start(): void {
    if (this.#native) return;
    const { openInput, help, endMark } = this.#options;
    const { endKey, endHoldMs } = meantKeys(help);
    // Whoever types is there and at work; what they type is nobody's business.
    const keys = [...new Set([...help.keys, ...CONFIRM_KEYS]), OTHER_KEYS];
    this.#native = openInput({ keys, endKey, endHoldMs, endMark, renewMs: RENEW_MS }, (event) => this.#take(event));
  }

  stop(): void {
    this.#native?.stop();
    this.#native = null;
    this.#pointers.clear();
    this.#helpKeys.release();
  }

  #take(event: PhysicalEvent): void {
    const { log } = this.#options;
    switch (event.kind) {
      case "touch":
        this.#events.onPhysical({ ...event, ...this.#placeOf(event) });
        break;
      case "click":
        this.#events.onPhysical(event);
        break;
      case "key":
        this.#events.onPhysical(event);
        this.#helpKeys.key(event);
        break;
      case "end":
        log.info({}, "the end key was held");
        this.#events.onDevices("end");
        this.#events.onEnd();
        break;
      case "ready":
      case "lapsed":
        log.info({ kind: event.kind }, "virtual input devices");
        this.#events.onDevices(event.kind);
        break;
      case "device":
        this.#options.maps.device(event);
        this.#notePointer(event);
        log.info({ name: event.name, isTouch: event.isTouch }, event.present ? "an input device came" : "an input device went");
        break;
      case "trouble":
        log.warn({}, event.message);
        break;
      default:
        event satisfies never;
    }
  }

  #notePointer({ isPointer, present, firstFinger }: Extract<PhysicalEvent, { kind: "device" }>): void {
    const had = this.hasPointer;
    if (isPointer && present) this.#pointers.add(firstFinger);
    else this.#pointers.delete(firstFinger);
    if (had !== this.hasPointer) this.#events.onPointer(this.hasPointer);
  }

  #placeOf({ finger, x, y }: Extract<PhysicalEvent, { kind: "touch" }>): Place {
    const { maps, outputs, log } = this.#options;
    const map = maps.ofFinger(finger);
    const place = map ? placeOfTouch({ x, y }, map, outputs()) : { x: Number.NaN, y: Number.NaN };
    const isLost = !Number.isFinite(place.x) || !Number.isFinite(place.y);
    // The map itself has said why it cannot be used.
    if (isLost && !this.#isLost && map) log.warn({}, "nobody can say where a touch lies while no output is known: it confirms nothing");
    this.#isLost = isLost;
    return place;
  }
}
