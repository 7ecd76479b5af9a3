const began = Date.now();

/** One progress line for a person on stderr: seconds since the start, then what happens. */
export function say(text: string): void {
  process.stderr.write(`${String(Math.round((Date.now() - began) / 1000)).padStart(4)} s  ${text}\n`);
}
