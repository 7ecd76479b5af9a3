/** Longest wait for anything in a test: a loaded machine is several times slower. */
const PATIENCE_MS = 30_000;

/** Messages that have arrived, and those that a test waits for: nobody sleeps, each waits for what it needs. */
export class Inbox<M extends { type: string }> {
  readonly all: M[] = [];
  #unread: M[] = [];
  #waiting: { isIt: (message: M) => boolean; take: (message: M) => void }[] = [];
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  put(message: M): void {
    this.all.push(message);
    const index = this.#waiting.findIndex(({ isIt }) => isIt(message));
    if (index < 0) this.#unread.push(message);
    else this.#waiting.splice(index, 1)[0]?.take(message);
  }

  /** The first unread message of a type that fits; earlier ones of other types stay unread. */
  next<T extends M["type"]>(type: T, fits: (message: Extract<M, { type: T }>) => boolean = () => true): Promise<Extract<M, { type: T }>> {
    type Wanted = Extract<M, { type: T }>;
    const isIt = (message: M) => message.type === type && fits(message as Wanted);
    const index = this.#unread.findIndex(isIt);
    if (index >= 0) return Promise.resolve(this.#unread.splice(index, 1)[0] as Wanted);
    return new Promise((resolve, reject) => {
      const seen = () => this.all.map((message) => message.type).join(", ");
      const timer = setTimeout(() => reject(new Error(`${this.#name}: no ${type} in time; got: ${seen()}`)), PATIENCE_MS);
      const take = (message: M) => {
        clearTimeout(timer);
        resolve(message as Wanted);
      };
      this.#waiting.push({ isIt, take });
    });
  }

  /** Forgets what is unread. */
  clear(): void {
    this.#unread = [];
  }
}

/** Fails when `what` does not come true in time; asked again at each turn of the loop. */
export async function until(what: string, isTrue: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
