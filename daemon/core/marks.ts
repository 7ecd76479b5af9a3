import { type Static, Type } from "typebox";
import { Id, Mark, type MarkName } from "#protocol/common";

/** Marks of the timeline that this device has set and the desk has not confirmed, by contact. */
export const MarkBook = Type.Object(
  {
    /** The last gesture, before there is a contact to put it to. */
    early: Type.Array(Mark, { maxItems: 8 }),
    contacts: Type.Array(Type.Object({ contact: Id, marks: Type.Array(Mark, { maxItems: 64 }) }, { additionalProperties: false })),
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
 * Puts a mark to a contact; the first of each name counts. A contact's first mark takes the gesture and the panel with it.
 * The contact is the same book again when nothing was added.
 */
export function addMark(book: MarkBook, contact: Id, mark: Mark): MarkBook {
  const known = book.contacts.find((entry) => entry.contact === contact);
  if (known?.marks.some(({ name }) => name === mark.name)) return book;
  if (known) {
    const changed = { contact, marks: [...known.marks, mark] };
    return { ...book, contacts: book.contacts.map((entry) => (entry === known ? changed : entry)) };
  }
  const contacts = [...book.contacts, { contact, marks: [...book.early, mark] }].slice(-KEPT_CONTACTS);
  return { early: [], contacts };
}

/** The desk has these marks of a contact: nothing of them needs to be kept. */
export function forgetMarks(book: MarkBook, contact: Id, names: readonly MarkName[]): MarkBook {
  const contacts = book.contacts
    .map((entry) => (entry.contact === contact ? { contact, marks: entry.marks.filter(({ name }) => !names.includes(name)) } : entry))
    .filter(({ marks }) => marks.length > 0);
  return { ...book, contacts };
}
