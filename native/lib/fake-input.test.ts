import { FakeInputs } from "./fake-input.ts";
import { inputConformance } from "./input-conformance.ts";

/** A clock that goes on by leaps to the next deadline. */
class Leaps {
  #nowMs = 1_000_000;
  #deadlines: { atMs: number; run: () => void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  after(ms: number, run: () => void): () => void {
    const deadline = { atMs: this.#nowMs + ms, run };
    this.#deadlines.push(deadline);
    return () => {
      this.#deadlines = this.#deadlines.filter((other) => other !== deadline);
    };
  }

  leap(): boolean {
    const [next] = this.#deadlines.toSorted((a, b) => a.atMs - b.atMs);
    if (!next) return false;
    this.#deadlines = this.#deadlines.filter((other) => other !== next);
    this.#nowMs = Math.max(this.#nowMs, next.atMs);
    next.run();
    return true;
  }
}

const clock = new Leaps();

// inputConformance() calls .run() itself.
inputConformance("fake input", {
  openInput: new FakeInputs(clock).openInput,
  nowMs: () => clock.nowMs(),
  async until(what, probe) {
    while (!probe()) if (!clock.leap()) throw new Error(`no ${what}, and nothing will happen any more`);
  },
});
