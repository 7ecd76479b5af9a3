import type { Place } from "./place.ts";

/** Rings under the agent's fingers at once: the picture answers only after its way there and back. */
export class TouchEcho {
  readonly #rings = new Map<number, HTMLElement>();
  #layer: HTMLElement | null = null;

  /** Draws in a layer that lies over the picture. Called again, it moves there. */
  attach(layer: HTMLElement): void {
    if (layer === this.#layer) return;
    this.detach();
    this.#layer = layer;
  }

  detach(): void {
    for (const pointer of [...this.#rings.keys()]) this.hide(pointer);
    this.#layer = null;
  }

  show(pointer: number, place: Place): void {
    if (!this.#layer) return;
    const ring = document.createElement("span");
    this.#rings.set(pointer, ring);
    this.move(pointer, place);
    this.#layer.append(ring);
  }

  move(pointer: number, { x, y }: Place): void {
    const ring = this.#rings.get(pointer);
    if (!ring) return;
    ring.style.setProperty("left", `${100 * x}%`);
    ring.style.setProperty("top", `${100 * y}%`);
  }

  hide(pointer: number): void {
    this.#rings.get(pointer)?.remove();
    this.#rings.delete(pointer);
  }
}
