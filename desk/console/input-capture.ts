import type { InputRight } from "./control.ts";
import { InputSender } from "./input-sender.ts";
import type { WirePorts } from "./input-wire.ts";
import { KeyboardCapture, type KeyboardPorts } from "./keyboard-capture.ts";
import { PointerCapture, type PointerPorts } from "./pointer-capture.ts";
import { TouchEcho } from "./touch-echo.ts";

export type CapturePorts = Pick<WirePorts, "channel"> & KeyboardPorts & Pick<PointerPorts, "size">;

/** The agent's hand: pointer and keyboard on the picture. Sends only what `allow` allows, and lets go when the page is left. */
export class InputCapture {
  readonly sender: InputSender;
  readonly #echo = new TouchEcho();
  readonly #pointer: PointerCapture;
  readonly #keyboard: KeyboardCapture;
  #listening = new AbortController();
  #box: HTMLElement | null = null;

  constructor({ channel, tooLong, size }: CapturePorts) {
    this.sender = new InputSender({ channel, nowMs: () => performance.now(), later: (run, ms) => setTimeout(run, ms) });
    this.#keyboard = new KeyboardCapture(this.sender, { tooLong });
    this.#pointer = new PointerCapture(this.sender, this.#echo, { size, pressed: () => this.#keyboard.focus() });
  }

  allow(right: InputRight | null): void {
    this.sender.allow(right);
  }

  /** @param box around the picture, with the field for keys and the layer for echoes in it */
  attach(box: HTMLElement): void {
    if (box === this.#box) return;
    this.detach();
    const field = box.querySelector("textarea");
    const layer = box.querySelector<HTMLElement>(".echo");
    if (!field || !layer) throw new Error("the picture's box must hold a textarea and an .echo");
    this.#box = box;
    this.#pointer.attach(box);
    this.#keyboard.attach(field);
    this.#echo.attach(layer);
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const release = () => this.#release();
    for (const name of ["blur", "pagehide"]) addEventListener(name, release, { signal });
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && release(), { signal });
  }

  detach(): void {
    if (!this.#box) return;
    this.#box = null;
    this.#listening.abort();
    this.#release();
    this.#pointer.detach();
    this.#keyboard.detach();
    this.#echo.detach();
  }

  #release(): void {
    this.sender.release();
  }
}
