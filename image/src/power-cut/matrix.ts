import type { Phase } from "./recording.ts";

/** What was found after one cut. */
export interface Outcome {
  readonly phase: Phase;
  /** The version that would be started; null when none can be. */
  readonly version: string | null;
  /** A version that is not whole, or older than the last one that was committed. */
  readonly isWrongSlot: boolean;
  /** Records that the device had called kept. */
  readonly lost: number;
  /** The customer had a place in line, and the device has forgotten it. */
  readonly isPlaceLost: boolean;
  readonly isRepaired: boolean;
}

export interface Totals {
  readonly runs: number;
  readonly unbootable: number;
  readonly wrongSlot: number;
  readonly lostRecords: number;
  readonly lostPlaces: number;
}

export function totalsOf(outcomes: readonly Outcome[]): Totals {
  return {
    runs: outcomes.length,
    unbootable: outcomes.filter(({ version }) => version === null).length,
    wrongSlot: outcomes.filter(({ isWrongSlot }) => isWrongSlot).length,
    lostRecords: outcomes.reduce((sum, { lost }) => sum + lost, 0),
    lostPlaces: outcomes.filter(({ isPlaceLost }) => isPlaceLost).length,
  };
}

/** A line for each phase of the device's life. */
export function matrixOf(outcomes: readonly Outcome[], versions: readonly string[]): string {
  const head = [
    "power cut during",
    "cuts",
    ...versions.map((version) => `starts ${version}`),
    "unbootable",
    "wrong slot",
    "lost records",
    "lost places",
    "repaired",
  ];
  const phases = [...new Set(outcomes.map(({ phase }) => phase))];
  const rows = phases.map((phase) => {
    const here = outcomes.filter((outcome) => outcome.phase === phase);
    const { runs, unbootable, wrongSlot, lostRecords, lostPlaces } = totalsOf(here);
    const started = versions.map((version) => here.filter((outcome) => outcome.version === version).length);
    return [phase, runs, ...started, unbootable, wrongSlot, lostRecords, lostPlaces, here.filter(({ isRepaired }) => isRepaired).length];
  });
  return [head, ...rows].map((row) => row.map((cell, index) => String(cell).padEnd(index ? 14 : 18)).join("")).join("\n");
}
