/** Events of an agent's hand: a touch screen with ten fingers reports about 1,200 a second. */
export const EVENT_RATE: Rate = { perSecond: 1500, burst: 300 };
/** Characters of texts; a burst is two messages of the greatest length. */
export const TEXT_RATE: Rate = { perSecond: 400, burst: 4096 };

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** A token bucket. */
export interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

export function fullBucket({ burst }: Rate, now: number): Bucket {
  return { tokens: burst, atMs: now };
}

/** Takes `amount` tokens. Null when there are not so many. */
export function take(bucket: Bucket, { perSecond, burst }: Rate, amount: number, now: number): Bucket | null {
  const tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.atMs) * perSecond) / 1000);
  return tokens < amount ? null : { tokens: tokens - amount, atMs: now };
}
