import type { Rect } from "#protocol/common";
import { buttonOnOutput, panelAmong } from "../core/places.ts";
import type { Surface } from "../core/session-state.ts";

type Corner = { readonly x: number; readonly y: number } | null;

/** Where the panel with the question lies on the glass, and where it goes back to. */
export class QuestionGlass {
  readonly #ownRects: () => readonly Rect[];
  #shown: { readonly mode: Surface; readonly corner: Corner } = { mode: "hidden", corner: null };
  #isPanelSeen = false;
  #back: Surface = "box";

  /** @param ownRects our surfaces on the output */
  constructor(ownRects: () => readonly Rect[]) {
    this.#ownRects = ownRects;
  }

  /** The panel with the question has been on the glass: when it goes from there, the customer has closed it. */
  get isPanelSeen(): boolean {
    return this.#isPanelSeen;
  }

  /** What was shown before the question. */
  get back(): Surface {
    return this.#back;
  }

  /** A question is being put over this surface, which has been seen to be the open panel only where it stays as it is. */
  begin(surface: Surface): void {
    this.#back = surface;
    this.#isPanelSeen = surface === "panel" && this.#shown.mode === "panel";
  }

  /** Where our surface is now. */
  shown(mode: Surface, corner: Corner, isAsked: boolean): void {
    this.#shown = { mode, corner };
    if (mode === "panel" && isAsked) this.#isPanelSeen = true;
  }

  /** A button of the page, on the output; null where the panel is not shown. */
  onOutput(button: Rect): Rect | null {
    const { mode, corner } = this.#shown;
    const panel = mode === "panel" ? panelAmong(this.#ownRects(), corner) : null;
    return panel && buttonOnOutput(button, panel);
  }
}
