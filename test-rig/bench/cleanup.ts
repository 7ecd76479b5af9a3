/** Undoes what a benchmark has started, the last first, however it ends: by itself, by an error, a signal, or its parent's death. */
export class Cleanup {
  readonly #steps: { readonly name: string; readonly undo: () => unknown }[] = [];
  #running: Promise<void> | null = null;

  /** Ends the process with 130 after a signal, and with 1 when the process above it is gone. */
  watch(): void {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => void this.#end(130));
    if (process.channel) process.once("disconnect", () => void this.#end(1));
  }

  /** @returns what undoes it earlier. */
  add(name: string, undo: () => unknown): () => Promise<void> {
    const step = { name, undo };
    this.#steps.push(step);
    return async () => {
      const at = this.#steps.indexOf(step);
      if (at < 0) return;
      this.#steps.splice(at, 1);
      await undo();
    };
  }

  run(): Promise<void> {
    this.#running ??= this.#undoAll();
    return this.#running;
  }

  async #undoAll(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step.undo();
      } catch (error) {
        process.stderr.write(`could not end ${step.name}: ${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
  }

  async #end(code: number): Promise<void> {
    await this.run();
    process.exit(code);
  }
}
