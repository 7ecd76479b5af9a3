import { html, nothing, type TemplateResult } from "lit-html";
import { iconOf } from "./icons.ts";
import type { Touches } from "./render.ts";
import type { Ask, Button, PanelView, Right } from "./view.ts";

/** Takes the focus, so that a question is read aloud and no key that is being pressed meets an answer. */
export const ASK_HEADING = "ask";

/** A question alone on the panel. Its answers are alike, and lie where no other scene has anything to touch. */
export function askScene(view: PanelView, ask: Ask, touches: Touches): TemplateResult {
  return html`<main class="panel" data-scene=${view.scene}>
    <section class="asks" role="alertdialog" aria-modal="true" aria-labelledby=${ASK_HEADING} aria-describedby="ask-about">
      <h1 id=${ASK_HEADING} tabindex="-1">${view.heading}</h1>
      <div id="ask-about">
        ${view.lines.map((line) => html`<p class="line">${line}</p>`)} ${ask.rights.length ? rights(ask.rights) : nothing}
      </div>
      <p class="remaining">${ask.remaining}</p>
      <div class="answers" data-open=${ask.isOpen ? "yes" : "no"}>${ask.answers.map((one) => answer(one, ask, touches))}</div>
    </section>
  </main>`;
}

function rights(list: readonly Right[]): TemplateResult {
  return html`<ul class="rights">
    ${list.map(({ text, icon, isAsked }) => html`<li data-asked=${isAsked ? "yes" : "no"}>${iconOf(icon)}<span>${text}</span></li>`)}
  </ul>`;
}

function answer({ label, icon, look, deed }: Button, { isOpen }: Ask, touches: Touches): TemplateResult {
  return html`<button
    type="button"
    class=${look}
    aria-disabled=${isOpen ? "false" : "true"}
    @click=${(event: Event) => touches.deed(deed, event.currentTarget as Element)}
  >
    ${iconOf(icon)}<span>${label}</span>
  </button>`;
}
