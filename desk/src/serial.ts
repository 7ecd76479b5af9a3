/**
 * Runs jobs one after the other. Everything that reads and changes contacts goes through one, so that an acknowledgement
 * never leaves before what it acknowledges is stored, and messages about a contact keep their order.
 */
export class Serial {
  #tail: Promise<unknown> = Promise.resolve();
  readonly #failed: (error: unknown) => void;

  /** @param failed hears of failures of posted jobs */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** Resolves or rejects as the job does; a failed job does not stop the next. */
  run<T>(job: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(job);
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Runs a job whose result nobody waits for. */
  post(job: () => Promise<unknown>): void {
    this.run(job).catch(this.#failed);
  }

  /** Resolves when all jobs so far are done. */
  async idle(): Promise<void> {
    await this.#tail;
  }
}
