import { html, nothing, type TemplateResult } from "lit-html";
import type { ContactView, SourceView } from "./contact-view.ts";
import { type IconName, icon } from "./icons.ts";
import type { Page } from "./page.ts";
import { controlBar, handLayers } from "./render-control.ts";
import { cardList, noteList } from "./render-parts.ts";
import { en as strings } from "./strings.en.ts";

const badgeIcons: Readonly<Record<ContactView["badge"]["kind"], IconName>> = {
  live: "eye",
  hidden: "eye-off",
  stale: "warning",
  lost: "warning",
  wait: "clock",
};

/** A running contact: the picture large, what can be done and what is known beside it. */
export function contactPage(view: ContactView, page: Page): TemplateResult {
  const words = strings.contact;
  return html`<section class="stage">
      <div class="toolbar">
        <p class="badge" data-kind=${view.badge.kind} role="status">${icon(badgeIcons[view.badge.kind])}<span>${view.badge.text}</span></p>
        ${view.staleHint ? html`<p class="hint">${view.staleHint}</p>` : nothing}
        ${view.held ? html`<p class="hint">${view.held}</p>` : nothing}
        <p class="measure" title=${words.pictureAge}>${icon("clock")}<span>${view.latency}</span></p>
        <p class="measure">${view.fps}</p>
      </div>
      <div class="picture-room">
        <div class="picture" data-veil=${view.veil?.kind ?? "none"} data-control=${view.control.state} data-touch=${view.control.canTouch}>
          <video class="screen" autoplay playsinline muted aria-label=${words.customerScreen}></video>
          ${handLayers(view.control)}
          ${view.veil ? html`<div class="veil"><h2>${view.veil.text}</h2><p>${view.veil.hint}</p></div>` : nothing}
        </div>
      </div>
      ${controlBar(view.control, page)}
    </section>
    <aside>
      <div class="facts">
        <h1>${view.label}</h1>
        <p class="timer">${view.timer}</p>
        ${cardList(view.rows)} ${noteList(view.notes)}
      </div>
      ${
        view.isSoundBlocked
          ? html`<button type="button" class="primary" @click=${() => page.deed({ kind: "hear" })}>${icon("sound")}${words.hear}</button>`
          : nothing
      }
      <div class="own">
        <figure>
          <video class="own-face" autoplay playsinline muted data-on=${view.camera.isOn} aria-label=${words.ownFace}></video>
          <figcaption>${words.ownFace}</figcaption>
        </figure>
        ${[view.microphone, view.camera].map(({ trouble }) => (trouble ? html`<p class="trouble">${trouble}</p>` : nothing))}
        <div class="controls">${source(view.microphone, page)} ${source(view.camera, page)}</div>
      </div>
      <button type="button" class="end" @click=${() => page.deed({ kind: "end" })}>${icon("end")}${words.end}</button>
    </aside>`;
}

function source({ kind, label, isOn, canToggle }: SourceView, { deed }: Page): TemplateResult {
  const name: IconName = isOn ? kind : `${kind}-off`;
  return html`<button type="button" aria-pressed=${isOn} ?disabled=${!canToggle} @click=${() => deed({ kind: "toggle", source: kind })}>
    ${icon(name)}<span>${label}</span>
  </button>`;
}
