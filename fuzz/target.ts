/** What is fuzzed. A run that throws is a finding; what a target refuses as it should, it catches itself. */
export interface FuzzTarget {
  readonly name: string;
  /** Modules whose blocks are to be found, as parts of their paths below dist/. */
  readonly covers: readonly string[];
  readonly maxBytes: number;
  /** Inputs made by code that lead far in: the corpus grows from them. */
  seeds(): readonly Uint8Array[];
  /** Words that chance would not find. */
  readonly dictionary: readonly Uint8Array[];
  /**
   * Runs one input and names what it reached beside lines of code, such as states: a name not seen before makes the input
   * worth keeping. @throws anything: a finding
   */
  run(input: Uint8Array): readonly string[] | Promise<readonly string[]>;
  /** Before the first run, and after the last. */
  start?(): Promise<void>;
  stop?(): Promise<void>;
}

/** The product did what it must not; `facts` help to see why. */
export class Finding extends Error {
  constructor(message: string, facts: Readonly<Record<string, unknown>> = {}) {
    super(`${message} ${JSON.stringify(facts)}`);
    this.name = "Finding";
  }
}

/** @throws Finding */
export function demand(holds: boolean, message: string, facts: Readonly<Record<string, unknown>> = {}): asserts holds {
  if (!holds) throw new Finding(message, facts);
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
