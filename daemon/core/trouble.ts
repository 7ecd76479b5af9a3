import type { Static } from "typebox";
import type { TroubleKind as KindSchema, Trouble as TroubleSchema } from "#protocol/desk-device";

export type Trouble = Static<typeof TroubleSchema>;
export type TroubleKind = Static<typeof KindSchema>;

/** How long something has to last before it is told, ms. A compositor that starts anew, a display that is switched over, are none. */
export const SETTLE_MS: Readonly<Record<TroubleKind, number>> = {
  "crash-loop": 0,
  black: 0,
  frozen: 5000,
  "no-display": 60_000,
  damaged: 0,
};

/** What desk and log take at once. */
export const MOST_TROUBLES = 16;

const UNIT_WORDS: Readonly<Record<string, string>> = {
  labwc: "the display server",
  "kiosk-app": "the app",
  "kiosk-shell": "the help panel",
  "alongside-screen": "the picture for the agent",
  "alongside-media": "sound and picture of calls",
  "alongside-daemon": "the help service",
  display: "the display",
  root: "the installed version",
};

const KIND_WORDS: Readonly<Record<TroubleKind, string>> = {
  "crash-loop": "crashes again and again",
  black: "shows nothing but one colour",
  frozen: "does not respond",
  "no-display": "is not connected",
  damaged: "is damaged on the disk",
};

/** For an agent, as healthNotes are. */
export function troubleWords({ unit, kind }: Trouble): string {
  return `${UNIT_WORDS[unit] ?? unit} ${KIND_WORDS[kind]}`;
}

/** Of everything that was noticed, what has lasted long enough: the oldest first. */
export function settled(noticed: readonly Trouble[], nowMs: number): Trouble[] {
  // What needs no time is told whatever another clock's rounding says.
  const lasting = noticed.filter(({ kind, sinceMs }) => SETTLE_MS[kind] === 0 || nowMs - sinceMs >= SETTLE_MS[kind]);
  return lasting.sort((a, b) => a.sinceMs - b.sinceMs).slice(0, MOST_TROUBLES);
}

/**
 * What a file of mend, or of the watch over the root, says: `KIND MILLISECONDS`, the time since boot. Its name is the unit's.
 * @returns null for anything else
 */
export function parseTrouble(unit: string, text: string): Trouble | null {
  const match = /^(crash-loop|damaged) (\d{1,13})\n?$/.exec(text);
  if (!match || !/^[A-Za-z0-9_.:-]{1,64}$/.test(unit) || unit.startsWith(".")) return null;
  return { unit, kind: match[1] as "crash-loop" | "damaged", sinceMs: Number(match[2]) };
}
