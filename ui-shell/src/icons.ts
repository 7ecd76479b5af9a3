import { html, svg, type TemplateResult } from "lit-html";
import type { Icon } from "./view.ts";

// Drawn on a grid of 24 with strokes of 2, so that they hold beside large type.
const paths: Readonly<Record<Icon, TemplateResult>> = {
  person: svg`<circle cx="12" cy="7.5" r="4"/><path d="M4.5 20.5c.8-4 3.7-6 7.5-6s6.7 2 7.5 6"/>`,
  eye: svg`<path d="M2 12c2.3-4.3 5.7-6.5 10-6.5s7.7 2.2 10 6.5c-2.3 4.3-5.7 6.5-10 6.5S4.3 16.3 2 12z"/><circle cx="12" cy="12" r="3.2" fill="currentColor"/>`,
  "eye-off": svg`<path d="M2 12c2.3-4.3 5.7-6.5 10-6.5s7.7 2.2 10 6.5c-2.3 4.3-5.7 6.5-10 6.5S4.3 16.3 2 12z"/><path d="M4 20.5 20 3.5" stroke-width="2.6"/>`,
  "eye-closed": svg`<path d="M2.5 10c2.3 4 5.5 6 9.5 6s7.2-2 9.5-6"/><path d="M12 16v3.5M5.5 14l-2 2.8M18.5 14l2 2.8"/>`,
  "phone-down": svg`<path d="M2.8 15.8c-.9-1-.9-2.3 0-3.2 5.1-4.7 13.3-4.7 18.4 0 .9.9.9 2.2 0 3.2l-1.2 1.3-4.3-1.7.2-3a11 11 0 0 0-7.8 0l.2 3L4 17.1z" fill="currentColor" stroke="none"/>`,
  microphone: svg`<rect x="9" y="2.5" width="6" height="11.5" rx="3"/><path d="M5 11.5c0 4 3 6.5 7 6.5s7-2.5 7-6.5M12 18v3.5"/>`,
  "microphone-off": svg`<rect x="9" y="2.5" width="6" height="11.5" rx="3"/><path d="M5 11.5c0 4 3 6.5 7 6.5s7-2.5 7-6.5M12 18v3.5"/><path d="M4 20.5 20 3.5" stroke-width="2.6"/>`,
  cross: svg`<path d="M5.5 5.5l13 13M18.5 5.5l-13 13"/>`,
  check: svg`<path d="M4.5 12.5l5 5 10-11"/>`,
  minus: svg`<path d="M5 12h14"/>`,
  hand: svg`<path d="M8.5 12V4.8a1.7 1.7 0 0 1 3.4 0V11m0-.6a1.7 1.7 0 0 1 3.4 0v1.4m0-.8a1.7 1.7 0 0 1 3.3 0v4c0 4-2.4 6.5-6 6.5-3 0-4.6-1.4-6-3.9l-2.3-4.2c-.9-1.7 1-3 2.2-1.6l2 2.4"/>`,
  keyboard: svg`<rect x="2" y="6" width="20" height="12.5" rx="2.5"/><path d="M6 10h.01M10 10h.01M14 10h.01M18 10h.01M8 14.5h8"/>`,
  stop: svg`<circle cx="12" cy="12" r="9.5"/><rect x="8.5" y="8.5" width="7" height="7" fill="currentColor"/>`,
  plus: svg`<path d="M5 12h14M12 5v14"/>`,
};

/** An icon that says nothing by itself: the text beside it does. */
export function iconOf(name: Icon): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${paths[name]}</svg>`;
}
