/** Whole numbers of 0 to n - 1, the same in each run of a seed (xorshift32, Marsaglia 2003): for tests and fuzzing, never for a secret. */
export type Random = (n: number) => number;

export function seeded(seed: number): Random {
  let state = seed >>> 0 || 1;
  return (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
}

export function pick<T>(random: Random, from: readonly T[]): T | undefined {
  return from[random(from.length)];
}
