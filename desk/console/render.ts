import { html, nothing, type TemplateResult } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import { icon } from "./icons.ts";
import type { Page } from "./page.ts";
import { contactPage } from "./render-contact.ts";
import { cardList, offerCard, wrapupForm } from "./render-parts.ts";
import { en as strings } from "./strings.en.ts";
import type { ConsoleView, HeaderView } from "./view-model.ts";

/** The page of a view. */
export function consolePage(view: ConsoleView, page: Page): TemplateResult {
  switch (view.page) {
    case "starting":
      return html`<main class="starting" aria-busy="true"></main>`;
    case "sign-in":
      return signIn(view, page);
    case "desk":
      return desk(view, page);
    default:
      return view satisfies never;
  }
}

function signIn({ fault, isBusy }: Extract<ConsoleView, { page: "sign-in" }>, { deed }: Page): TemplateResult {
  const { signIn: words } = strings;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    deed({ kind: "sign-in", name: String(form.get("name") ?? ""), password: String(form.get("password") ?? "") });
  };
  return html`<main class="sign-in">
    <form @submit=${submit}>
      ${brand()}
      <h1>${words.heading}</h1>
      <p class="intro">${words.intro}</p>
      <label><span>${words.name}</span><input name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus /></label>
      <label><span>${words.password}</span><input name="password" type="password" autocomplete="current-password" required /></label>
      <p class="fault" role="alert">${fault}</p>
      <button class="primary" ?disabled=${isBusy}>${isBusy ? words.busy : words.button}</button>
    </form>
  </main>`;
}

function brand(): TemplateResult {
  return html`<p class="brand">
    <svg viewBox="0 0 32 32" aria-hidden="true"><circle cx="12" cy="16" r="9" /><circle cx="20" cy="16" r="9" /></svg>
    <span>${strings.title}</span>
  </p>`;
}

function desk(view: Extract<ConsoleView, { page: "desk" }>, page: Page): TemplateResult {
  return html`${header(view.header, page)} ${banner(view, page)} ${view.keyWarning ? keyWarning(page) : nothing}
    <main class=${view.contact ? "contact" : "calm"}>${body(view, page)}</main>
    <div class="notices" role="status" aria-live="polite">
      ${view.notices.map(({ id, text, isGrave }) =>
        keyed(
          id,
          html`<p class=${isGrave ? "notice grave" : "notice"}>
            ${isGrave ? icon("warning") : nothing}<span>${text}</span>
            <button type="button" @click=${() => page.deed({ kind: "dismiss", id })}>${strings.notices.dismiss}</button>
          </p>`,
        ),
      )}
    </div>
    ${view.areShortcutsShown ? shortcuts(page) : nothing}`;
}

function header({ agentName, isAvailable, canToggle, figures }: HeaderView, { deed }: Page): TemplateResult {
  const { header: words } = strings;
  const choice = (label: string, value: boolean) =>
    html`<button type="button" aria-pressed=${isAvailable === value} ?disabled=${!canToggle} @click=${() => deed({ kind: "set-available", isAvailable: value })}>
      ${label}
    </button>`;
  return html`<header>
    ${brand()}
    <div class="toggle" role="group">${choice(words.available, true)}${choice(words.away, false)}</div>
    <p class="figures">${figures.map((figure) => html`<span>${figure}</span>`)}</p>
    <p class="who">${agentName}</p>
    <button type="button" class="quiet" aria-label=${words.shortcuts} @click=${() => deed({ kind: "shortcuts", areShown: true })}>?</button>
    <button type="button" class="quiet" @click=${() => deed({ kind: "sign-out" })}>${words.signOut}</button>
  </header>`;
}

function banner({ banner: shown }: Extract<ConsoleView, { page: "desk" }>, { deed }: Page): TemplateResult | typeof nothing {
  if (!shown) return nothing;
  const { text, deed: next, label } = shown;
  return html`<p class="banner" role="status">
    <span>${text}</span>${next ? html`<button type="button" @click=${() => deed(next)}>${label}</button>` : nothing}
  </p>`;
}

function keyWarning({ deed }: Page): TemplateResult {
  const { operatorKey: words } = strings;
  return html`<section class="key-warning" role="alert">
    ${icon("warning")}
    <div><h2>${words.heading}</h2><p>${words.line}</p></div>
    <button type="button" @click=${() => deed({ kind: "trust-key" })}>${words.trust}</button>
  </section>`;
}

function body(view: Extract<ConsoleView, { page: "desk" }>, page: Page): TemplateResult {
  if (view.contact) return contactPage(view.contact, page);
  if (view.offer) return offerCard(view.offer, page);
  if (view.wrapup) {
    return html`<div class="after">${wrapupForm(view.wrapup, page)}
      <aside><h2>${view.wrapup.label}</h2>${cardList(view.wrapup.rows)}</aside></div>`;
  }
  return html`<div class="idle"><h1>${view.idle?.heading}</h1><p>${view.idle?.line}</p></div>`;
}

function shortcuts({ deed }: Page): TemplateResult {
  const { shortcuts: words } = strings;
  const close = () => deed({ kind: "shortcuts", areShown: false });
  return html`<div class="backdrop" @click=${close}>
    <section class="shortcuts" role="dialog" aria-modal="true" aria-label=${words.heading}>
      <h2>${words.heading}</h2>
      <dl>${words.list.map(([key, what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}</dl>
      <button type="button" @click=${close}>${words.close}</button>
    </section>
  </div>`;
}
