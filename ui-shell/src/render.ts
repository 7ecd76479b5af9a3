import { html, nothing, type TemplateResult } from "lit-html";
import { iconOf } from "./icons.ts";
import { askScene } from "./render-ask.ts";
import type { Button, ControlStrip, Deed, Indicator, PanelView } from "./view.ts";

export interface Touches {
  /** @param button the element that was touched */
  deed(deed: Deed, button: Element): void;
  drag(): void;
}

/** The whole page of a view. */
export function panelPage(view: PanelView, touches: Touches): TemplateResult {
  if (view.ask) return askScene(view, view.ask, touches);
  return view.layout === "box" ? box(view, touches) : panel(view, touches);
}

function panel(view: PanelView, touches: Touches): TemplateResult {
  return html`<main class="panel" data-scene=${view.scene}>
    <section class="says">
      <div class="head">
        ${view.agent ? portrait(view.agent) : nothing}
        ${view.place === null ? nothing : html`<p class="place" aria-hidden="true">${view.place}</p>`}
        <h1 aria-live="polite">${view.heading}</h1>
      </div>
      ${notice(view)} ${view.indicator ? indicator(view.indicator) : nothing}
      ${view.control ? control(view.control, touches) : nothing} ${view.lines.map((line) => html`<p class="line">${line}</p>`)}
    </section>
    <section class="does" aria-labelledby=${view.question ? "question" : nothing}>
      ${view.question ? html`<p class="question" id="question">${view.question}</p>` : nothing}
      ${view.buttons.filter(({ look }) => look !== "quiet").map((one) => button(one, touches))}
      ${view.choice ? choice(view.choice, touches) : nothing}
      ${view.buttons.filter(({ look }) => look === "quiet").map((one) => button(one, touches))}
    </section>
  </main>`;
}

function box(view: PanelView, touches: Touches): TemplateResult {
  return html`<main class=${view.isShrunk ? "box shrunk" : "box"} data-scene=${view.scene}>
    ${view.agent ? face(view.agent) : nothing}
    <header class="bar">
      <button class="handle" type="button" aria-label=${view.handles.move} @pointerdown=${touches.drag} @touchstart=${touches.drag}>
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M5 8h14M5 12h14M5 16h14" /></svg>
      </button>
      ${view.agent?.name ? html`<p class="name">${view.agent.name}</p>` : nothing} ${iconButton(view.handles.size, touches)}
    </header>
    ${view.agent && view.notice && !view.isShrunk ? html`<p class="notice" role="status">${view.notice.happened}</p>` : nothing}
    ${view.indicator ? indicator(view.indicator) : nothing} ${view.agent ? nothing : boxWords(view)}
    <div class="does" aria-labelledby=${view.question ? "question" : nothing}>
      ${view.buttons.filter(({ look }) => look !== "quiet").map((one) => button(one, touches))}
    </div>
    ${view.control ? control(view.control, touches) : nothing}
  </main>`;
}

/** Without a face there is room to say what is going on, in as few words as will do. */
function boxWords(view: PanelView): TemplateResult {
  const lines = view.notice ? [view.notice.happened] : view.lines.slice(0, view.question ? 1 : 2);
  return html`<div class="words">
    <h1 aria-live="polite">${view.heading}</h1>
    ${view.isShrunk ? nothing : lines.map((line) => html`<p class="line">${line}</p>`)}
    ${view.question && !view.isShrunk ? html`<p class="question" id="question">${view.question}</p>` : nothing}
  </div>`;
}

function face(agent: NonNullable<PanelView["agent"]>): TemplateResult {
  return agent.hasFace
    ? html`<div class="face hole" id="face"></div>`
    : html`<div class="face"><span class="initials">${agent.initials}</span><span class="caption">${agent.caption}</span></div>`;
}

function portrait(agent: NonNullable<PanelView["agent"]>): TemplateResult {
  return html`<span class="portrait" aria-hidden="true">${agent.initials || iconOf("person")}</span>`;
}

function notice(view: PanelView): TemplateResult | typeof nothing {
  if (!view.notice) return nothing;
  return html`<p class="notice" role="status"><b>${view.notice.happened}</b> ${view.notice.next}</p>`;
}

function indicator({ kind, text, icon }: Indicator): TemplateResult {
  return html`<p class="indicator" role="status" data-sending=${kind}>${iconOf(icon)}<span>${text}</span></p>`;
}

/** Whose hands work here, and the way to stop them, for as long as they may. */
function control({ kind, text, icon, stop }: ControlStrip, touches: Touches): TemplateResult {
  return html`<div class="control" data-control=${kind}>
    <p role="status">${iconOf(icon)}<span>${text}</span></p>
    ${button(stop, touches)}
  </div>`;
}

function choice({ text, icon, button: one }: NonNullable<PanelView["choice"]>, touches: Touches): TemplateResult {
  return html`<div class="choice"><p>${iconOf(icon)}<span>${text}</span></p>${button(one, touches)}</div>`;
}

export function button({ label, icon, look, deed }: Button, touches: Touches): TemplateResult {
  return html`<button type="button" class=${look} @click=${touching(deed, touches)}>${iconOf(icon)}<span>${label}</span></button>`;
}

function iconButton({ label, icon, deed }: Button, touches: Touches): TemplateResult {
  return html`<button type="button" class="handle" aria-label=${label} @click=${touching(deed, touches)}>${iconOf(icon)}</button>`;
}

const touching = (deed: Deed, touches: Touches) => (event: Event) => touches.deed(deed, event.currentTarget as Element);
