import { html, svg, type TemplateResult } from "lit-html";

const paths = {
  camera: svg`<rect x="2.5" y="6" width="13" height="12" rx="2.5"/><path d="M15.5 10.5l6-3v9l-6-3z"/>`,
  "camera-off": svg`<rect x="2.5" y="6" width="13" height="12" rx="2.5"/><path d="M15.5 10.5l6-3v9l-6-3z"/><path d="M3 21 21 3"/>`,
  microphone: svg`<rect x="9" y="2.5" width="6" height="11.5" rx="3"/><path d="M5 11.5c0 4 3 6.5 7 6.5s7-2.5 7-6.5M12 18v3.5"/>`,
  "microphone-off": svg`<rect x="9" y="2.5" width="6" height="11.5" rx="3"/><path d="M5 11.5c0 4 3 6.5 7 6.5s7-2.5 7-6.5M12 18v3.5"/><path d="M3 21 21 3"/>`,
  eye: svg`<path d="M2 12c2.3-4.3 5.7-6.5 10-6.5s7.7 2.2 10 6.5c-2.3 4.3-5.7 6.5-10 6.5S4.3 16.3 2 12z"/><circle cx="12" cy="12" r="3"/>`,
  "eye-off": svg`<path d="M2 12c2.3-4.3 5.7-6.5 10-6.5s7.7 2.2 10 6.5c-2.3 4.3-5.7 6.5-10 6.5S4.3 16.3 2 12z"/><path d="M4 20.5 20 3.5"/>`,
  clock: svg`<circle cx="12" cy="12" r="9"/><path d="M12 6.5V12l3.5 2.5"/>`,
  warning: svg`<path d="M12 3.5 22 20.5H2z"/><path d="M12 10v4.5M12 17.3v.4"/>`,
  phone: svg`<path d="M5 3.5h3.5l1.8 4.6-2.3 1.7a12.5 12.5 0 0 0 6.2 6.2l1.7-2.3 4.6 1.8V19c0 1-1 2-2 1.9C10.5 20.3 3.7 13.5 3 5.5c0-1 1-2 2-2z"/>`,
  end: svg`<path d="M2.8 15.8c-.9-1-.9-2.3 0-3.2 5.1-4.7 13.3-4.7 18.4 0 .9.9.9 2.2 0 3.2l-1.2 1.3-4.3-1.7.2-3a11 11 0 0 0-7.8 0l.2 3L4 17.1z" fill="currentColor" stroke="none"/>`,
  hand: svg`<path d="M8.5 12.5V5a1.7 1.7 0 0 1 3.4 0v6M11.9 10V8.6a1.7 1.7 0 0 1 3.3 0V11M15.2 10.6a1.7 1.7 0 0 1 3.3 0v4.9c0 3.4-2.2 6-5.6 6-2.6 0-4-1.1-5.2-3l-3-4.8a1.6 1.6 0 0 1 2.6-1.8l1.2 1.5"/>`,
  keyboard: svg`<rect x="2.5" y="6" width="19" height="12" rx="2"/><path d="M6.5 10h.2M10.2 10h.2M13.8 10h.2M17.4 10h.2M8 14h8"/>`,
  sound: svg`<path d="M4 9.5v5h3.5L13 19V5L7.5 9.5z"/><path d="M16.5 8.5a5 5 0 0 1 0 7"/>`,
} as const;

export type IconName = keyof typeof paths;

/** An icon beside a text that says the same. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${paths[name]}</svg>`;
}
