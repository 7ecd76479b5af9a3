import type { Id, MarkName } from "#protocol/common";
import { addEarlyMark, addMark, deviceMark, forgetMarks, type MarkBook } from "../core/marks.ts";
import type { DeskPort, JournalPort } from "../core/ports.ts";

/** The device's marks of each contact's timeline: kept until the desk has them, over its absence and our own restarts. */
export class Timeline {
  readonly #boot: string;
  readonly #journal: JournalPort;
  readonly #desk: Pick<DeskPort, "send">;
  #book: MarkBook;

  constructor(boot: string, journal: JournalPort, desk: Pick<DeskPort, "send">) {
    this.#boot = boot;
    this.#journal = journal;
    this.#desk = desk;
    this.#book = journal.loadMarks();
  }

  /** A mark before any contact: the gesture and the panel. */
  early(name: MarkName, atMs: number): void {
    this.#book = addEarlyMark(this.#book, deviceMark(name, this.#boot, atMs));
  }

  /** A mark of a contact, sent at once and kept until acknowledged. */
  mark(contact: Id, name: MarkName, atMs: number): void {
    const before = this.#book;
    this.#book = addMark(before, contact, deviceMark(name, this.#boot, atMs));
    if (this.#book === before) return;
    this.#journal.saveMarks(this.#book);
    const known = before.contacts.some((entry) => entry.contact === contact);
    this.#send(contact, known ? [name] : null);
  }

  /** Sends all that a former daemon could not deliver. The desk keeps the first of each name, so a repeat does no harm. */
  sendKept(): void {
    for (const { contact } of this.#book.contacts) this.#send(contact, null);
  }

  #send(contact: Id, names: readonly MarkName[] | null): void {
    const entry = this.#book.contacts.find((other) => other.contact === contact);
    const marks = entry?.marks.filter(({ name }) => names === null || names.includes(name)) ?? [];
    if (marks.length === 0) return;
    const sent = marks.map(({ name }) => name);
    this.#desk.send({ type: "contact/marks", contact, marks }, () => {
      this.#book = forgetMarks(this.#book, contact, sent);
      this.#journal.saveMarks(this.#book);
    });
  }
}
