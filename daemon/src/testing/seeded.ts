/** Whole numbers below `n`, the same in each run. */
export type Random = (n: number) => number;

export function seeded(seed: number): Random {
  return (n) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * n);
  };
}

const ODD_VALUES: readonly unknown[] = [null, true, -1, 1e308, Number.NaN, "", "x".repeat(70_000), [], {}, [[]], "\u0000", "__proto__"];

/** A text near to a good one: a field changed, dropped or added, or the text itself cut or garbled. */
export function mutated(good: object, random: Random): string {
  const message = structuredClone(good) as Record<string, unknown>;
  const keys = Object.keys(message);
  const key = keys[random(keys.length)] ?? "type";
  const odd = ODD_VALUES[random(ODD_VALUES.length)];
  switch (random(6)) {
    case 0:
      message[key] = odd;
      break;
    case 1:
      delete message[key];
      break;
    case 2:
      message[`extra${random(9)}`] = odd;
      break;
    case 3:
      message["type"] = `${String(message["type"])}${random(3)}`;
      break;
    default: {
      const text = JSON.stringify(message);
      const at = random(text.length);
      return random(2) === 0 ? text.slice(0, at) : `${text.slice(0, at)}${String.fromCharCode(random(0x2ff))}${text.slice(at + 1)}`;
    }
  }
  return JSON.stringify(message) ?? "";
}
