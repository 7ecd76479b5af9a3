/** A contact in line. `place` grows with every request and is kept through offers, so that a returned offer is in front again. */
export interface InLine {
  readonly contact: string;
  /** Higher goes first. */
  readonly priority: number;
  readonly place: number;
}

/** Order of the line: priority, then first in, first out. */
export function byTurn(a: InLine, b: InLine): number {
  return b.priority - a.priority || a.place - b.place;
}

/** How many are ahead of each contact, in the order of their turn. */
export function aheadOf(line: readonly InLine[]): Map<string, number> {
  return new Map([...line].sort(byTurn).map(({ contact }, index) => [contact, index]));
}
