import { type Static, Type } from "typebox";
import { EndedBy, Id, Label, Mark, MarkName, Optional } from "#protocol/common";

/** How a contact ended, for the desk. */
export const Ending = Type.Object({ by: EndedBy, reason: Label }, { additionalProperties: false });
export type Ending = Static<typeof Ending>;

const Entry = Type.Object(
  {
    contact: Id,
    marks: Type.Array(Mark, { maxItems: 64 }),
    /** Marks that the desk has: the first of each name counts, also after it was delivered. */
    delivered: Type.Array(MarkName, { maxItems: 64 }),
    ending: Optional(Ending),
  },
  { additionalProperties: false },
);
type Entry = Static<typeof Entry>;

/** What this device knows of its contacts and the desk has not confirmed: marks of the timeline, and the end. */
export const MarkBook = Type.Object(
  {
    /** The last gesture, before there is a contact to put it to. */
    early: Type.Array(Mark, { maxItems: 8 }),
    contacts: Type.Array(Entry),
  },
  { additionalProperties: false },
);
export type MarkBook = Static<typeof MarkBook>;

export const EMPTY_MARKS: MarkBook = { early: [], contacts: [] };
/** Contacts whose marks are kept while the desk is away; the oldest go first. */
export const KEPT_CONTACTS = 50;

/** A moment on this device's clock. */
export function deviceMark(name: MarkName, boot: string, atMs: number): Mark {
  return { name, machine: "device", boot, atMs };
}

/** A gesture begins a timeline anew; what follows it is kept once. */
export function addEarlyMark(book: MarkBook, mark: Mark): MarkBook {
  if (mark.name === "gesture") return { ...book, early: [mark] };
  if (book.early.some(({ name }) => name === mark.name)) return book;
  return { ...book, early: [...book.early, mark] };
}

/**
 * Puts a mark to a contact; the first of each name counts. The request takes the gesture and the panel with it.
 * It is the same book again when nothing was added.
 */
export function addMark(book: MarkBook, contact: Id, mark: Mark): MarkBook {
  const entry = entryOf(book, contact);
  if (entry.delivered.includes(mark.name) || entry.marks.some(({ name }) => name === mark.name)) return book;
  const takesEarly = mark.name === "requested";
  const marks = [...entry.marks, ...(takesEarly ? book.early : []), mark];
  return withEntry({ ...book, early: takesEarly ? [] : book.early }, { ...entry, marks });
}

/** Keeps the end of a contact for the desk. */
export function addEnding(book: MarkBook, contact: Id, ending: Ending): MarkBook {
  return withEntry(book, { ...entryOf(book, contact), ending });
}

function entryOf(book: MarkBook, contact: Id): Entry {
  return book.contacts.find((entry) => entry.contact === contact) ?? { contact, marks: [], delivered: [] };
}

function withEntry(book: MarkBook, changed: Entry): MarkBook {
  const isKnown = book.contacts.some(({ contact }) => contact === changed.contact);
  const contacts = isKnown
    ? book.contacts.map((entry) => (entry.contact === changed.contact ? changed : entry))
    : [...book.contacts, changed].slice(-KEPT_CONTACTS);
  return { ...book, contacts };
}

/** The desk has these marks of a contact: nothing of them but the names needs to be kept. */
export function forgetMarks(book: MarkBook, contact: Id, names: readonly MarkName[]): MarkBook {
  const entry = entryOf(book, contact);
  const marks = entry.marks.filter(({ name }) => !names.includes(name));
  return withoutDone(book, { ...entry, marks, delivered: [...entry.delivered, ...names] });
}

/** The desk knows of the end. */
export function forgetEnding(book: MarkBook, contact: Id): MarkBook {
  const { marks, delivered } = entryOf(book, contact);
  return withoutDone(book, { contact, marks, delivered });
}

/** Takes out a contact that is over and wholly delivered. */
function withoutDone(book: MarkBook, changed: Entry): MarkBook {
  const isDone = changed.marks.length === 0 && changed.ending === undefined && changed.delivered.includes("ended");
  if (!isDone) return withEntry(book, changed);
  return { ...book, contacts: book.contacts.filter(({ contact }) => contact !== changed.contact) };
}
