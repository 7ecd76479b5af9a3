import { html, nothing, type TemplateResult } from "lit-html";
import type { ControlView, RightView } from "./control-view.ts";
import { type IconName, icon } from "./icons.ts";
import type { Page } from "./page.ts";
import { en as strings } from "./strings.en.ts";

const words = strings.control;
const rightIcons: Readonly<Record<RightView["kind"], IconName>> = { touch: "hand", type: "keyboard" };

/** How control stands, each right by itself, and what the agent can do about it. */
export function controlBar(view: ControlView, { deed }: Page): TemplateResult {
  const { action } = view;
  return html`<div class="control-bar" data-state=${view.state} role="group" aria-label=${words.group}>
    <div class="rights">${view.rights.map(rightChip)}</div>
    <div class="control-words">
      <p><strong role="status">${view.text}</strong>${view.left ? html` <span class="left">${view.left}</span>` : nothing}</p>
      <p class=${view.refused ? "refused" : "hint"} role="status">${view.refused || view.hint}</p>
    </div>
    ${view.canType ? html`<label class="keyboard" for="hand-field">${icon("keyboard")}<span>${words.keyboard}</span></label>` : nothing}
    <button type="button" class=${view.state === "none" ? "primary" : ""} ?disabled=${!action.isEnabled} @click=${() => deed(action.deed)}>
      ${action.label}
    </button>
  </div>`;
}

function rightChip({ kind, state, text }: RightView): TemplateResult {
  return html`<p class="right" data-state=${state}>${icon(rightIcons[kind])}<span>${text}</span></p>`;
}

/** What lies over the picture: the field that takes keys, the rings of touches, and a word while the customer's own hand is on it. */
export function handLayers({ canType, overPicture }: ControlView): TemplateResult {
  return html`<textarea
      id="hand-field"
      class="hand-field"
      aria-label=${words.typeHere}
      autocomplete="off"
      autocapitalize="off"
      autocorrect="off"
      spellcheck="false"
      ?disabled=${!canType}
    ></textarea>
    <div class="echo" aria-hidden="true"></div>
    ${overPicture ? html`<p class="over-picture" aria-hidden="true">${icon("hand")}<span>${overPicture}</span></p>` : nothing}`;
}
