import type { ContactCard } from "#protocol/desk-console";
import type { Strings } from "./strings.en.ts";

export interface CardRow {
  readonly term: string;
  readonly value: string;
  readonly tone?: "good" | "degraded" | "bad";
}

/** What is known of the device, as rows. */
export function cardRows({ context }: ContactCard, { card, health }: Strings): CardRow[] {
  return [
    { term: card.app, value: context.app || "–" },
    { term: card.page, value: context.page || "–" },
    { term: card.health, value: health[context.health], tone: context.health },
    { term: card.language, value: context.locale || "–" },
    { term: card.version, value: context.version || "–" },
  ];
}

/** 0:07, 3:20, 1:02:03. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}
