/** Resolves after a while. For what a test cannot be told about; prefer waiting for an event. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Looks every 20 ms until `look` finds something.
 * @throws Error naming what was waited for
 */
export async function until<T>(
  what: string,
  timeoutMs: number,
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await pause(20);
  }
}
