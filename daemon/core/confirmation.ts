import type { Rect } from "#protocol/common";
import { holdOf, type Physical, phaseOf } from "./physical.ts";
import { contains } from "./places.ts";

/** A physical event this long before the panel's word can be what the word is about. */
export const CONFIRM_WITHIN_MS = 500;
/** Nobody reads a question faster than this: a finger that came down earlier was on its way for something else. */
export const READ_MS = 300;
/** Keys that press a focused button: Enter, Space, Enter of the number block (linux/input-event-codes.h). */
export const CONFIRM_KEYS: readonly number[] = [28, 57, 96];
const KEPT = 16;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** A press or its end. */
interface Proof {
  readonly atMs: number;
  readonly downMs: number;
  /** Where it was, at its beginning and at its end; null where only the compositor knows. */
  readonly places: readonly Place[] | null;
}

/** What the customer's own hand did lately. */
export interface Proofs {
  readonly held: ReadonlyMap<string, Proof>;
  readonly recent: readonly Proof[];
}

export const NO_PROOFS: Proofs = { held: new Map(), recent: [] };

/** Remembers a physical event. */
export function addPhysical(proofs: Proofs, event: Physical): Proofs {
  const phase = phaseOf(event);
  if (phase === "move" || (event.kind === "key" && !CONFIRM_KEYS.includes(event.code))) return proofs;
  const hold = holdOf(event);
  const held = new Map(proofs.held);
  const began = held.get(hold);
  const here = event.kind === "touch" ? [{ x: event.x, y: event.y }] : null;
  const proof: Proof = { atMs: event.atMs, downMs: event.atMs, places: here };
  if (phase === "down") {
    held.set(hold, proof);
    return { held, recent: [...proofs.recent, proof].slice(-KEPT) };
  }
  held.delete(hold);
  // An end without a beginning proves nothing.
  if (!began) return proofs;
  const ended: Proof = { atMs: event.atMs, downMs: began.downMs, places: here && [...(began.places ?? []), ...here] };
  return { held, recent: [...proofs.recent, ended].slice(-KEPT) };
}

/** The panel's word that a button was pressed. */
export interface ButtonWord {
  readonly wordMs: number;
  /** When the question was on the glass; null: it was not yet. */
  readonly paintedMs: number | null;
  /** The button on the output; null when the panel did not say or it cannot be there. */
  readonly button: Rect | null;
}

/** Whether the customer's own hand pressed that button: within 500 ms before the word, and after the question could be read. */
export function isConfirmed(proofs: Proofs, { wordMs, paintedMs, button }: ButtonWord): boolean {
  if (paintedMs === null || button === null) return false;
  return proofs.recent.some(
    ({ atMs, downMs, places }) =>
      atMs <= wordMs &&
      wordMs - atMs <= CONFIRM_WITHIN_MS &&
      downMs >= paintedMs + READ_MS &&
      (places === null || places.every((place) => contains(button, place))),
  );
}
