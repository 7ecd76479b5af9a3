import { pick, type Random } from "#protocol/random";
import type { Corpus } from "./corpus.ts";
import type { Coverage } from "./coverage.ts";
import { mutate } from "./mutate.ts";
import type { FuzzTarget } from "./target.ts";

/** Runs between two looks at the coverage: as many as keep the looks below a tenth of the time. */
const BATCH = { least: 64, most: 4096, lookShare: 0.1 } as const;

export interface FuzzParts {
  readonly target: FuzzTarget;
  readonly coverage: Coverage;
  readonly corpus: Corpus;
  readonly random: Random;
  /** Told of each input before it is run. */
  readonly onRun: (input: Uint8Array) => void;
}

export interface FuzzResult {
  readonly runs: number;
  readonly kept: number;
  readonly reached: number;
  readonly names: number;
}

/** An input that made the target throw. */
export class FoundError extends Error {
  readonly input: Uint8Array;

  constructor(input: Uint8Array, cause: unknown) {
    super(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause), { cause });
    this.name = "FoundError";
    this.input = input;
  }
}

/** Changes inputs at random and keeps those that reach something new: a place in the code, or a state that the target names. */
export class Fuzzer {
  readonly #parts: FuzzParts;
  readonly #names = new Set<string>();
  #runs = 0;
  #size: number = BATCH.least;

  constructor(parts: FuzzParts) {
    this.#parts = parts;
  }

  /** Runs the seeds and what was kept, then changed inputs until the time is over. @throws FoundError */
  async run(seconds: number): Promise<FuzzResult> {
    const { target, corpus } = this.#parts;
    const endMs = performance.now() + seconds * 1000;
    await this.#minimise(target.seeds(), corpus.kept());
    while (performance.now() < endMs) await this.#batch();
    return { runs: this.#runs, kept: corpus.inputs.length, reached: this.#parts.coverage.reached, names: this.#names.size };
  }

  /** Takes over those of the kept inputs that reach something which seeds and shorter ones do not. */
  async #minimise(seeds: readonly Uint8Array[], kept: readonly Uint8Array[]): Promise<void> {
    const { corpus } = this.#parts;
    for (const input of seeds) {
      await this.#one(input);
      corpus.inputs.push(input);
    }
    this.#take();
    for (const input of kept) {
      const named = await this.#one(input);
      if (this.#take() || named) corpus.inputs.push(input);
      else corpus.drop(input);
    }
  }

  async #batch(): Promise<void> {
    const { corpus, coverage, random, target } = this.#parts;
    const material = { maxBytes: target.maxBytes, dictionary: target.dictionary, others: corpus.inputs };
    const tried: Uint8Array[] = [];
    const beganMs = performance.now();
    for (let left = this.#size; left > 0; left--) {
      const input = mutate(this.#parent(), random, material);
      if (await this.#one(input)) corpus.add(input);
      else tried.push(input);
    }
    const ranMs = performance.now();
    const places = coverage.look();
    const isDear = performance.now() - ranMs > (ranMs - beganMs) * BATCH.lookShare;
    this.#size = isDear ? Math.min(BATCH.most, this.#size * 2) : Math.max(BATCH.least, this.#size / 2);
    if (places.length === 0) return;
    await this.#search(tried);
    // What did not happen again depends on more than the input.
    coverage.settle(places);
  }

  /** Some of these reach new places: they are run again, by halves. */
  async #search(inputs: readonly Uint8Array[]): Promise<void> {
    const { corpus, coverage } = this.#parts;
    for (const input of inputs) await this.#one(input);
    const places = coverage.look();
    const [first] = inputs;
    if (places.length === 0 || !first) return;
    if (inputs.length === 1) {
      corpus.add(first);
      coverage.settle(places);
      return;
    }
    const half = inputs.length >> 1;
    await this.#search(inputs.slice(0, half));
    await this.#search(inputs.slice(half));
  }

  #take(): boolean {
    const { coverage } = this.#parts;
    const places = coverage.look();
    coverage.settle(places);
    return places.length > 0;
  }

  /** Of the newest as often as of all others. */
  #parent(): Uint8Array {
    const { corpus, random } = this.#parts;
    const { inputs } = corpus;
    return (random(2) ? pick(random, inputs) : inputs[inputs.length - 1 - random(Math.min(inputs.length, 16))]) ?? new Uint8Array(0);
  }

  /** @returns whether it reached a name for the first time. @throws FoundError */
  async #one(input: Uint8Array): Promise<boolean> {
    const { target, onRun } = this.#parts;
    this.#runs += 1;
    onRun(input);
    try {
      const named = target.run(input);
      const before = this.#names.size;
      for (const name of named instanceof Promise ? await named : named) this.#names.add(name);
      return this.#names.size > before;
    } catch (error) {
      throw new FoundError(input, error);
    }
  }
}
