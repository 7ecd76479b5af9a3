/** Reads apt's and dpkg's output as it comes and says in one line how far an installation is. */
export class InstallCounter {
  #pending = "";
  #wanted = 0;
  #fetched = 0;
  #unpacked = 0;
  #ready = 0;
  #lastError: string | null = null;

  /** Takes the next piece of output, cut anywhere. */
  push(text: string): void {
    const lines = (this.#pending + text).split("\n");
    this.#pending = lines.pop() ?? "";
    for (const line of lines) this.#take(line);
  }

  /** The last line that reported an error, if any. */
  get lastError(): string | null {
    return this.#lastError;
  }

  describe(): string {
    const of = this.#wanted > 0 ? ` of ${this.#wanted}` : "";
    // A few packages are set up early, before the rest is unpacked.
    if (this.#ready > 0 && this.#unpacked >= this.#wanted) return `${this.#ready}${of} packages set up`;
    if (this.#unpacked > 0) return `${this.#unpacked}${of} packages unpacked`;
    if (this.#fetched > 0) return `${this.#fetched}${of} packages fetched`;
    return "reading package lists";
  }

  #take(line: string): void {
    const wanted = /(\d+) newly installed/.exec(line)?.[1];
    if (wanted) {
      // mmdebstrap installs in two steps, each with a count of its own.
      this.#wanted = Number(wanted);
      this.#fetched = this.#unpacked = this.#ready = 0;
    } else if (/^Get:\d+ \S+ \S+ \S+ \S+ \S+ \S+ \[/.test(line)) this.#fetched += 1;
    else if (line.startsWith("Unpacking ")) this.#unpacked += 1;
    else if (line.startsWith("Setting up ")) this.#ready += 1;
    else if (/^(E: |dpkg: error)/.test(line)) this.#lastError = line;
  }
}
