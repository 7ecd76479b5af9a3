import { type Profiler, Session } from "node:inspector";

/** One character of a script's source. */
export interface Place {
  readonly url: string;
  readonly at: number;
}

/**
 * Which places of the code were reached, by V8's precise block coverage: no instrumented copy, no native part. A look costs
 * about a millisecond, so that one is taken for many runs.
 */
export class Coverage {
  readonly #session = new Session();
  #covers: readonly string[] = [];
  /** By script, one byte for each place: 1 was reached. */
  readonly #reached = new Map<string, Uint8Array>();
  #count = 0;

  /** Begin before the modules are loaded: V8 knows no blocks of functions that it compiled earlier. */
  start(): void {
    this.#session.connect();
    this.#session.post("Profiler.enable");
    this.#session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  }

  /** Which scripts count, as parts of their paths. */
  cover(covers: readonly string[]): void {
    this.#covers = covers;
  }

  stop(): void {
    this.#session.disconnect();
  }

  /** How many places were reached since start. */
  get reached(): number {
    return this.#count;
  }

  /** Places reached since the last look that were never settled. */
  look(): Place[] {
    const places: Place[] = [];
    // A session within the process answers before post returns.
    this.#session.post("Profiler.takePreciseCoverage", (error, answer) => {
      if (error) throw error;
      for (const script of answer.result) {
        if (this.#covers.some((part) => script.url.includes(part))) places.push(...this.#newIn(script));
      }
    });
    return places;
  }

  /** From now on these places are not new. */
  settle(places: readonly Place[]): void {
    for (const { url, at } of places) {
      const all = this.#reached.get(url);
      if (!all || all[at] === 1) continue;
      all[at] = 1;
      this.#count += 1;
    }
  }

  #newIn({ url, functions }: Profiler.ScriptCoverage): Place[] {
    const size = Math.max(0, ...functions.flatMap(({ ranges }) => ranges.map(({ endOffset }) => endOffset)));
    const now = new Uint8Array(size);
    // Outer functions and ranges come before those inside them.
    for (const { ranges } of functions) {
      for (const { startOffset, endOffset, count } of ranges) now.fill(count > 0 ? 1 : 0, startOffset, endOffset);
    }
    const all = this.#bytesFor(url, size);
    const places: Place[] = [];
    for (let at = 0; at < size; at++) if (now[at] === 1 && all[at] === 0) places.push({ url, at });
    return places;
  }

  #bytesFor(url: string, size: number): Uint8Array {
    const all = this.#reached.get(url);
    if (all && all.length >= size) return all;
    const larger = new Uint8Array(size);
    if (all) larger.set(all);
    this.#reached.set(url, larger);
    return larger;
  }
}
