import { html, nothing, type TemplateResult } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import { ref } from "lit-html/directives/ref.js";
import type { CardRow } from "./card.ts";
import { icon } from "./icons.ts";
import type { Page } from "./page.ts";
import type { Disposition } from "./state.ts";
import { en as strings } from "./strings.en.ts";
import type { OfferView, WrapUpView } from "./view-model.ts";

/** Facts of a device as a list. */
export function cardList(rows: readonly CardRow[]): TemplateResult {
  return html`<dl class="card">
    ${rows.map(({ term, value, tone }) => html`<div><dt>${term}</dt><dd data-tone=${tone ?? nothing}>${value}</dd></div>`)}
  </dl>`;
}

/** What the device says of its health, if anything. */
export function noteList(notes: readonly string[]): TemplateResult | typeof nothing {
  return notes.length === 0 ? nothing : html`<ul class="health-notes">${notes.map((note) => html`<li>${note}</li>`)}</ul>`;
}

/** Somebody asks for help. */
export function offerCard(view: OfferView, { deed }: Page): TemplateResult {
  const bar = (element?: Element) => (element as HTMLElement | undefined)?.style.setProperty("--share", String(view.leftShare));
  return html`<section class="offer" role="alertdialog" aria-label=${view.heading}>
    <p class="over">${icon("phone")}${view.heading}</p>
    <h1>${view.label}</h1>
    <p class="waited">${icon("clock")}${view.waited}</p>
    ${cardList(view.rows)} ${noteList(view.notes)}
    <div class="bar" ${ref(bar)}></div>
    <p class="left">${view.isAccepting ? strings.offer.accepting : view.left}</p>
    <div class="choices">
      <button type="button" class="primary" ?disabled=${!view.canAccept} @click=${() => deed({ kind: "accept" })}>${strings.offer.accept}</button>
      <button type="button" ?disabled=${view.isAccepting} @click=${() => deed({ kind: "decline" })}>${strings.offer.decline}</button>
    </div>
  </section>`;
}

const dispositions: readonly (readonly [Disposition, string])[] = [
  ["resolved", strings.wrapup.resolved],
  ["unresolved", strings.wrapup.unresolved],
  ["callback", strings.wrapup.callback],
  ["other", strings.wrapup.other],
];

/** What the agent writes down afterwards. */
export function wrapupForm(view: WrapUpView, { deed }: Page): TemplateResult {
  const { wrapup: words } = strings;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    deed({ kind: "finish", disposition: form.get("disposition") as Disposition, notes: String(form.get("notes") ?? "") });
  };
  return keyed(
    view.label,
    html`<form class="wrapup" @submit=${submit}>
      <h1>${words.heading}</h1>
      <p class="ended">${view.ended}</p>
      <fieldset>
        <legend>${words.disposition}</legend>
        <div class="choices">
          ${dispositions.map(
            ([value, label], index) =>
              html`<label class="choice"><input type="radio" name="disposition" value=${value} ?checked=${index === 0} /><span>${label}</span></label>`,
          )}
        </div>
      </fieldset>
      <label><span>${words.notes}</span><textarea name="notes" rows="5" maxlength="4000" aria-describedby="notes-hint"></textarea></label>
      <p class="hint" id="notes-hint">${words.notesHint}</p>
      <button class="primary" ?disabled=${view.isSending}>${view.isSending ? words.sending : words.finish}</button>
    </form>`,
  ) as unknown as TemplateResult;
}
