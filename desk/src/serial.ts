/**
 * Runs jobs one after the other. Everything that reads and changes contacts goes through one, so that an acknowledgement
 * never leaves before what it acknowledges is stored, and messages about a contact keep their order.
 */
export class Serial {
  #tail: Promise<unknown> = Promise.resolve();

  /** Resolves or rejects as the job does; a failed job does not stop the next. */
  run<T>(job: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(job);
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Resolves when all jobs so far are done. */
  async idle(): Promise<void> {
    await this.#tail;
  }
}
