/** Reads an input as a play: steps and their numbers, one after the other. What is missing at its end is 0. */
export class Play {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isOver(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  short(): number {
    return this.byte() | (this.byte() << 8);
  }

  flag(): boolean {
    return (this.byte() & 1) === 1;
  }

  /** As many bytes as the next one says. */
  bytes(): Uint8Array {
    const from = this.#at + 1;
    this.#at = from + this.byte();
    return this.#bytes.slice(from, this.#at);
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.byte() % choices.length] as T;
  }
}

/** Numbers for a step that reads shorts. */
export const short = (value: number): readonly [number, number] => [value & 255, (value >> 8) & 255];

/** A message with its length before it. */
export const sized = (bytes: Uint8Array): readonly number[] => [bytes.length, ...bytes];
