import type { DeviceToDesk } from "#protocol/desk-device";
import { EMPTY_MARKS, type MarkBook } from "./marks.ts";
import type { DeskPort, JournalPort, JournalRecord, Log, Outlet } from "./ports.ts";

/** Remembers what was sent. */
export class FakeOutlet<M extends { type: string }> implements Outlet<M> {
  isConnected = true;
  readonly sent: M[] = [];
  stops = 0;

  send(message: M): boolean {
    if (!this.isConnected) return false;
    this.sent.push(message);
    return true;
  }

  stop(): void {
    this.stops += 1;
  }

  /** Takes out what was sent so far. */
  take(): M[] {
    return this.sent.splice(0);
  }
}

/** A desk that acknowledges when it is told to. */
export class FakeDesk implements DeskPort {
  isOnline = true;
  inContact = false;
  readonly sent: DeviceToDesk[] = [];
  #unconfirmed: (() => void)[] = [];

  send(body: DeviceToDesk, onDelivered?: () => void): void {
    this.sent.push(body);
    if (onDelivered) this.#unconfirmed.push(onDelivered);
  }

  setInContact(inContact: boolean): void {
    this.inContact = inContact;
  }

  acknowledge(): void {
    for (const confirm of this.#unconfirmed.splice(0)) confirm();
  }
}

export class FakeJournal implements JournalPort {
  record: JournalRecord | null = null;
  marks: MarkBook = EMPTY_MARKS;

  load(): JournalRecord | null {
    return this.record;
  }
  save(record: JournalRecord): void {
    this.record = record;
  }
  loadMarks(): MarkBook {
    return this.marks;
  }
  saveMarks(book: MarkBook): void {
    this.marks = book;
  }
}

/** Keeps log lines for a test to look at. */
export class FakeLog implements Log {
  readonly lines: { level: "info" | "warn" | "error"; facts: Readonly<Record<string, unknown>>; text: string }[] = [];

  info(facts: object, text: string): void {
    this.lines.push({ level: "info", facts: { ...facts }, text });
  }
  warn(facts: object, text: string): void {
    this.lines.push({ level: "warn", facts: { ...facts }, text });
  }
  error(facts: object, text: string): void {
    this.lines.push({ level: "error", facts: { ...facts }, text });
  }
}
