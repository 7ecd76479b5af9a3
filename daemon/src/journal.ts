import { join } from "node:path";
import { type TSchema, Type } from "typebox";
import { Compile } from "typebox/compile";
import { Count, IceServer, Id, literals } from "#protocol/common";
import { AgentCard } from "#protocol/desk-device";
import { Leases } from "../core/lease.ts";
import { EMPTY_MARKS, MarkBook } from "../core/marks.ts";
import type { JournalPort, JournalRecord, Log } from "../core/ports.ts";
import { type Session, STATE_NAMES } from "../core/session-state.ts";
import { readIfThere, writeAtomic } from "./atomic-file.ts";
import { LateFile } from "./late-file.ts";

/** Grows when the shape of a record changes; a record of another version is not read. */
const RECORD_VERSION = 1;

const common = { surface: literals("hidden", "panel", "box"), held: Type.Union([Id, Type.Null()]), sinceMs: Type.Number() };
const shape = (properties: Record<string, TSchema>) => Type.Object({ name: literals(...STATE_NAMES), ...common, ...properties });
const served = {
  contact: Id,
  epoch: Count,
  call: Count,
  agent: AgentCard,
  iceServers: Type.Array(IceServer),
  wasLive: Type.Boolean(),
  agentCamera: Type.Boolean(),
  agentMicrophone: Type.Boolean(),
};

/** What must be there for each state to be gone on with. */
const anyShape = Compile(shape({}));
const SHAPES: Readonly<Partial<Record<Session["name"], { Check(value: unknown): boolean }>>> = {
  queued: Compile(shape({ contact: Id })),
  offered: Compile(shape({ contact: Id, epoch: Count })),
  connecting: Compile(shape(served)),
  live: Compile(shape(served)),
  lost: Compile(shape(served)),
  wrapup: Compile(shape({ contact: Id })),
};

const Stored = Type.Object({ version: Type.Literal(RECORD_VERSION), boot: Id, session: Type.Unknown(), leases: Leases });
const recordCheck = Compile(Stored);
const marksCheck = Compile(MarkBook);

/**
 * What must survive. Two copies: one in the run folder (memory: at once, gone with the boot) with all that a restarted daemon
 * needs, one in the state folder (disk) with what a reboot leaves; that one never holds the relays' passwords.
 */
export class Journal implements JournalPort {
  readonly #runFile: string;
  readonly #stateFile: string;
  readonly #marksFile: string;
  readonly #log: Log;
  readonly #lateState: LateFile;
  readonly #lateMarks: LateFile;
  #lastRun = "";

  constructor(runFolder: string, stateFolder: string, log: Log) {
    this.#runFile = join(runFolder, "contact.json");
    this.#stateFile = join(stateFolder, "contact.json");
    this.#marksFile = join(stateFolder, "marks.json");
    this.#log = log;
    this.#lateState = new LateFile(this.#stateFile, (error) => this.#failed(this.#stateFile, error));
    this.#lateMarks = new LateFile(this.#marksFile, (error) => this.#failed(this.#marksFile, error));
  }

  /**
   * The last record: of this boot when there is one. Null when there is none that can be read. Only the run folder's copy vouches for
   * its boot: where it is gone everything was started anew, and whoever stands at the glass now need not be whom the call was with.
   */
  load(): JournalRecord | null {
    const enduring = (): JournalRecord | null => {
      const record = this.#read(this.#stateFile);
      return record && { ...record, boot: "" };
    };
    return this.#read(this.#runFile) ?? enduring();
  }

  /** Writes what has changed. A full disk is logged and does not end a call. */
  save({ boot, session, leases }: JournalRecord): void {
    const record = { version: RECORD_VERSION, boot, session, leases };
    this.#writeRun(JSON.stringify(record));
    this.#lateState.write(JSON.stringify({ ...record, session: enduringSession(session) }));
  }

  /** Done when the disk has everything. */
  async flush(): Promise<void> {
    await Promise.all([this.#lateState.flush(), this.#lateMarks.flush()]);
  }

  loadMarks(): MarkBook {
    const book = this.#parse(this.#marksFile);
    return marksCheck.Check(book) ? book : EMPTY_MARKS;
  }

  saveMarks(book: MarkBook): void {
    this.#lateMarks.write(JSON.stringify(book));
  }

  #writeRun(text: string): void {
    if (text === this.#lastRun) return;
    try {
      writeAtomic(this.#runFile, text);
      this.#lastRun = text;
    } catch (error) {
      this.#failed(this.#runFile, error as Error);
    }
  }

  #failed(path: string, error: Error): void {
    this.#log.error({ path, error: error.message }, "the journal could not be written");
  }

  #read(path: string): JournalRecord | null {
    const record = this.#parse(path);
    if (record === null) return null;
    if (recordCheck.Check(record) && isSession(record.session)) return record as unknown as JournalRecord;
    this.#log.warn({ path }, "the journal is of another version or damaged and is left out");
    return null;
  }

  #parse(path: string): unknown {
    try {
      const text = readIfThere(path);
      return text === null ? null : JSON.parse(text);
    } catch (error) {
      this.#log.warn({ path, error: (error as Error).message }, "the journal could not be read");
      return null;
    }
  }
}

function isSession(session: unknown): session is Session {
  if (!anyShape.Check(session)) return false;
  return SHAPES[(session as Session).name]?.Check(session) ?? true;
}

/** A session as it may lie on a disk: without the changing facts around it, so that it is seldom written, and without passwords. */
function enduringSession(session: Session): Session {
  const still = { ...session, online: false, media: "absent" as const, notice: null, surface: "hidden" as const, sinceMs: 0 };
  if ("iceServers" in still) return { ...still, iceServers: [], agentCamera: false, agentMicrophone: false } as Session;
  return "position" in still ? { ...still, position: null, etaSeconds: null } : still;
}
