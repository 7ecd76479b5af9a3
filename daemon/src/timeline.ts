import type { Id, MarkName } from "#protocol/common";
import { addEarlyMark, addEnding, addMark, deviceMark, type Ending, forgetEnding, forgetMarks, type MarkBook } from "../core/marks.ts";
import type { DeskPort, JournalPort } from "../core/ports.ts";

/** The device's marks of each contact's timeline, and its end: kept until the desk has them, over its absence and our own restarts. */
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
    const after = addMark(before, contact, deviceMark(name, this.#boot, atMs));
    if (after === before) return;
    this.#keep(after);
    this.#send(contact, name === "requested" ? null : [name]);
  }

  /** The end of a contact, sent at once and kept until acknowledged. */
  end(contact: Id, ending: Ending): void {
    this.#keep(addEnding(this.#book, contact, ending));
    this.#sendEnding(contact, ending);
  }

  /** Sends all that a former daemon could not deliver. A repeat does no harm: the desk knows marks and ends again. */
  sendKept(): void {
    for (const { contact, ending } of this.#book.contacts) {
      if (ending) this.#sendEnding(contact, ending);
      this.#send(contact, null);
    }
  }

  #sendEnding(contact: Id, ending: Ending): void {
    this.#desk.send({ type: "contact/end", contact, ...ending }, () => this.#keep(forgetEnding(this.#book, contact)));
  }

  #keep(book: MarkBook): void {
    this.#book = book;
    this.#journal.saveMarks(book);
  }

  #send(contact: Id, names: readonly MarkName[] | null): void {
    const entry = this.#book.contacts.find((other) => other.contact === contact);
    const marks = entry?.marks.filter(({ name }) => names === null || names.includes(name)) ?? [];
    if (marks.length === 0) return;
    const sent = marks.map(({ name }) => name);
    this.#desk.send({ type: "contact/marks", contact, marks }, () => this.#keep(forgetMarks(this.#book, contact, sent)));
  }
}
