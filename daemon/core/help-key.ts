/** Which keys of the machine mean something. Linux codes (linux/input-event-codes.h). */
export interface MeantKeys {
  /** Any of these asks for help. */
  readonly keys: readonly number[];
  /** Help only when it is held for so long; 0: at once. */
  readonly longPressMs: number;
  /** Ends control and contact when it is held; null for none. It may be a help key too: pressed it helps, held it ends. */
  readonly endKey: number | null;
  readonly endHoldMs: number;
}

export type KeyMeaning = "help" | "end";

export interface KeyEvent {
  readonly code: number;
  readonly down: boolean;
  readonly atMs: number;
}

interface Hold {
  readonly downMs: number;
  /** What it has meant already. */
  readonly meant: readonly KeyMeaning[];
}

/** The keys that are held, by code. */
export type KeyHolds = ReadonlyMap<number, Hold>;
export const NO_HOLDS: KeyHolds = new Map();

export interface KeyStep {
  readonly holds: KeyHolds;
  /** What this step made the keys mean, in order. */
  readonly meanings: readonly KeyMeaning[];
}

/** A key event by the kernel's time, however late it is read. A repetition means nothing more. */
export function keyEvent(holds: KeyHolds, { code, down, atMs }: KeyEvent, meant: MeantKeys): KeyStep {
  const before = passTime(holds, atMs, meant);
  const next = new Map(before.holds);
  if (!down) {
    next.delete(code);
    return { holds: next, meanings: before.meanings };
  }
  if (next.has(code) || deadlines(code, atMs, meant).length === 0) return before;
  next.set(code, { downMs: atMs, meant: [] });
  const after = passTime(next, atMs, meant);
  return { holds: after.holds, meanings: [...before.meanings, ...after.meanings] };
}

/** What the keys mean for being held until now. */
export function passTime(holds: KeyHolds, nowMs: number, meant: MeantKeys): KeyStep {
  const meanings: KeyMeaning[] = [];
  const next = new Map<number, Hold>();
  for (const [code, hold] of holds) {
    const due = deadlines(code, hold.downMs, meant).filter(({ meaning, atMs }) => atMs <= nowMs && !hold.meant.includes(meaning));
    meanings.push(...due.map(({ meaning }) => meaning));
    next.set(code, due.length === 0 ? hold : { ...hold, meant: [...hold.meant, ...due.map(({ meaning }) => meaning)] });
  }
  return { holds: next, meanings };
}

/** When time has to be passed next; null: no key is held that could mean something yet. */
export function nextMeaningMs(holds: KeyHolds, meant: MeantKeys): number | null {
  const open = [...holds].flatMap(([code, hold]) =>
    deadlines(code, hold.downMs, meant).flatMap(({ meaning, atMs }) => (hold.meant.includes(meaning) ? [] : [atMs])),
  );
  return open.length === 0 ? null : Math.min(...open);
}

function deadlines(code: number, downMs: number, meant: MeantKeys): { meaning: KeyMeaning; atMs: number }[] {
  return [
    ...(meant.keys.includes(code) ? [{ meaning: "help" as const, atMs: downMs + meant.longPressMs }] : []),
    ...(meant.endKey === code ? [{ meaning: "end" as const, atMs: downMs + meant.endHoldMs }] : []),
  ];
}
