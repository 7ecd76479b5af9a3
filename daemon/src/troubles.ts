import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock, DeskPort, Log } from "../core/ports.ts";
import { parseTrouble, settled, type Trouble, type TroubleKind } from "../core/trouble.ts";

const LOOK_EVERY_MS = 5000;
/** Of a file in the folder, which says a dozen words at most. */
const MOST_BYTES = 200;

export interface TroublesOptions {
  /** Where mend writes a file for each unit that it brings back. */
  readonly folder: string;
  readonly boot: string;
  readonly desk: DeskPort;
  readonly clock: Clock;
  readonly log: Log;
  /** The list is another one than before. */
  readonly onChange: (troubles: readonly Trouble[]) => void;
}

/** What is wrong with the machine just now, from mend's files and from what neighbours notice. The desk hears of each change. */
export class Troubles {
  readonly #options: TroublesOptions;
  #noticed: readonly Trouble[] = [];
  #current: readonly Trouble[] = [];
  #cancel = (): void => {};

  constructor(options: TroublesOptions) {
    this.#options = options;
  }

  get current(): readonly Trouble[] {
    return this.#current;
  }

  start(): void {
    this.stop();
    this.#look();
    this.#cancel = this.#options.clock.every(LOOK_EVERY_MS, () => this.#look());
  }

  stop(): void {
    this.#cancel();
    this.#cancel = () => {};
  }

  /** Something begins, goes on or is over. */
  note(unit: string, kind: TroubleKind, isThere: boolean): void {
    const isIt = (one: Trouble) => one.unit === unit && one.kind === kind;
    if (this.#noticed.some(isIt) === isThere) return;
    const others = this.#noticed.filter((one) => !isIt(one));
    this.#noticed = isThere ? [...others, { unit, kind, sinceMs: this.#options.clock.nowMs() }] : others;
    this.#look();
  }

  /** Says all of it again to a desk that may have forgotten. */
  tell(): void {
    const { desk, boot } = this.#options;
    if (desk.isOnline) desk.send({ type: "device/trouble", boot, troubles: [...this.#current] });
  }

  #look(): void {
    const { clock, onChange } = this.#options;
    const before = this.#current;
    const now = settled([...this.#noticed, ...this.#files()], clock.nowMs());
    if (JSON.stringify(now) === JSON.stringify(before)) return;
    this.#current = now;
    this.#write(before, now);
    this.tell();
    onChange(now);
  }

  #write(before: readonly Trouble[], now: readonly Trouble[]): void {
    const { log } = this.#options;
    const isIn = (list: readonly Trouble[], { unit, kind }: Trouble) => list.some((one) => one.unit === unit && one.kind === kind);
    for (const { unit, kind } of now.filter((one) => !isIn(before, one))) log.error({ unit, kind }, "trouble begins");
    for (const { unit, kind } of before.filter((one) => !isIn(now, one))) log.info({ unit, kind }, "trouble is over");
  }

  #files(): Trouble[] {
    return this.#names().flatMap((unit) => {
      const trouble = parseTrouble(unit, this.#text(unit));
      return trouble ? [trouble] : [];
    });
  }

  #names(): string[] {
    try {
      return readdirSync(this.#options.folder).sort();
    } catch {
      return []; // no such folder: nobody mends anything here (the headless body)
    }
  }

  #text(name: string): string {
    try {
      return readFileSync(join(this.#options.folder, name), "utf8").slice(0, MOST_BYTES);
    } catch {
      return ""; // gone meanwhile
    }
  }
}
