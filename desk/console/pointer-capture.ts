import { MAX_FINGERS, type TouchPhase } from "#protocol/input";
import type { InputSender } from "./input-sender.ts";
import { type PictureSize, type Place, placeOn, turnOf } from "./place.ts";
import type { TouchEcho } from "./touch-echo.ts";
import { WheelSteps } from "./wheel-steps.ts";

export interface PointerPorts {
  /** Of the picture on show; null while the device has not said it: then nothing can be meant. */
  readonly size: () => PictureSize | null;
  /** The mouse was pressed on the picture: keys go there from now on. */
  readonly pressed: () => void;
}

/** Bits of MouseEvent.buttons by MouseEvent.button. */
const BUTTON_BITS = [1, 4, 2] as const;

/** Mouse, touch, pen and wheel on the picture. Every event is sent from its own handler. */
export class PointerCapture {
  readonly #sender: InputSender;
  readonly #echo: TouchEcho;
  readonly #ports: PointerPorts;
  readonly #wheel = new WheelSteps();
  /** Fingers by pointerId. */
  readonly #fingers = new Map<number, number>();
  #box: HTMLElement | null = null;
  #listening = new AbortController();

  constructor(sender: InputSender, echo: TouchEcho, ports: PointerPorts) {
    this.#sender = sender;
    this.#echo = echo;
    this.#ports = ports;
  }

  /** Listens on the picture's box. Called again, it moves there. */
  attach(box: HTMLElement): void {
    if (box === this.#box) return;
    this.detach();
    this.#box = box;
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    box.addEventListener("pointerdown", (event) => this.#down(event), { signal });
    box.addEventListener("pointermove", (event) => this.#moved(event), { signal });
    box.addEventListener("pointerup", (event) => this.#up(event), { signal });
    box.addEventListener("pointercancel", (event) => this.#lost(event), { signal });
    box.addEventListener("lostpointercapture", (event) => this.#lost(event), { signal });
    box.addEventListener("wheel", (event) => this.#turned(event), { signal, passive: false });
    // The focus stays where keys are read, a menu or a dragged picture would take the pointer away, the middle button would scroll.
    for (const name of ["mousedown", "contextmenu", "dragstart", "auxclick"]) {
      box.addEventListener(name, (event) => this.#sender.can("touch") && event.preventDefault(), { signal });
    }
  }

  detach(): void {
    this.#listening.abort();
    this.#fingers.clear();
    this.#box = null;
  }

  #down(event: PointerEvent): void {
    const place = this.#placeOf(event);
    if (!place?.isInside || !this.#sender.can("touch")) return;
    event.preventDefault();
    // A synthetic pointer, and one that is gone by now, cannot be captured.
    if (this.#box?.isConnected) tryTo(() => this.#box?.setPointerCapture(event.pointerId));
    if (event.pointerType === "mouse") {
      this.#ports.pressed();
      this.#button(event, place);
      return;
    }
    const finger = this.#freeFinger();
    if (finger === null) return;
    this.#fingers.set(event.pointerId, finger);
    this.#sender.touch(finger, "down", place);
    this.#echo.show(event.pointerId, place);
  }

  #moved(event: PointerEvent): void {
    const place = this.#placeOf(event);
    if (!place) return;
    if (event.pointerType !== "mouse") {
      this.#touch(event, "move", place);
      this.#echo.move(event.pointerId, place);
      return;
    }
    // A second button that goes down or up while one is held comes as a move.
    if (event.button >= 0) this.#button(event, place);
    else if (this.#sender.isDragging || (event.buttons === 0 && place.isInside)) this.#sender.move(place);
  }

  #up(event: PointerEvent): void {
    const place = this.#placeOf(event);
    if (!place) return;
    if (event.pointerType === "mouse") this.#button(event, place);
    else this.#lift(event, "up", place);
  }

  /** The system took the pointer away; after a pointerup nothing is left to do here. */
  #lost(event: PointerEvent): void {
    if (event.pointerType === "mouse") {
      if (this.#sender.isDragging) this.#sender.release();
      return;
    }
    this.#lift(event, "cancel", this.#placeOf(event) ?? { x: 0, y: 0 });
  }

  #turned(event: WheelEvent): void {
    const place = this.#placeOf(event);
    if (!this.#sender.can("touch") || !place?.isInside) return;
    event.preventDefault();
    // Browsers report two fingers that spread on a touchpad as a wheel with Ctrl; as a wheel without, it would scroll.
    if (event.ctrlKey && !this.#sender.isControlHeld) return;
    const { dx, dy } = this.#wheel.add(event);
    this.#sender.wheel(dx, dy, place);
  }

  #button({ button, buttons }: PointerEvent, place: Place): void {
    const bit = BUTTON_BITS[button];
    if (bit !== undefined) this.#sender.button(button, (buttons & bit) !== 0, place);
  }

  #touch({ pointerId }: PointerEvent, phase: TouchPhase, place: Place): void {
    const finger = this.#fingers.get(pointerId);
    if (finger !== undefined) this.#sender.touch(finger, phase, place);
  }

  #lift(event: PointerEvent, phase: "up" | "cancel", place: Place): void {
    this.#touch(event, phase, place);
    this.#fingers.delete(event.pointerId);
    this.#echo.hide(event.pointerId);
  }

  #freeFinger(): number | null {
    const taken = new Set(this.#fingers.values());
    for (let finger = 0; finger < MAX_FINGERS; finger++) if (!taken.has(finger)) return finger;
    return null;
  }

  #placeOf(event: MouseEvent): (Place & { isInside: boolean }) | null {
    const size = this.#ports.size();
    if (!this.#box || !size) return null;
    const { left, top, width, height } = this.#box.getBoundingClientRect();
    const turn = turnOf(getComputedStyle(this.#box).transform);
    // A mouse names the pixel it is in, and its middle is meant; a finger's place is exact as it is.
    const half = event instanceof PointerEvent && event.pointerType !== "mouse" ? 0 : 0.5 / devicePixelRatio;
    return placeOn({ left, top, width, height, turn, size }, event.clientX + half, event.clientY + half);
  }
}

function tryTo(run: () => void): void {
  try {
    run();
  } catch {
    // Not needed for what follows.
  }
}
