/**
 * Checks of message shapes for pages, which take only types from the schemas (TypeBox would weigh more than the page).
 * The compiler holds each guard to the schema's type; the bounds of numbers and texts stay with the end that decodes by schema.
 */
export type Guard<T> = (value: unknown) => value is T;
type GuardsOf<T> = { readonly [K in keyof T]-?: undefined extends T[K] ? Guard<T[K] | undefined> : Guard<T[K]> };

/** Longest text in a message: an SDP. */
const LONGEST = 32_000;

export const text: Guard<string> = (value): value is string => typeof value === "string" && value.length <= LONGEST;
export const flag: Guard<boolean> = (value): value is boolean => typeof value === "boolean";
export const finite: Guard<number> = (value): value is number => typeof value === "number" && Number.isFinite(value);
export const count: Guard<number> = (value): value is number => Number.isInteger(value) && (value as number) >= 0;

/** One of these literals. */
export function oneOf<const T extends string | number>(...values: readonly T[]): Guard<T> {
  return (value): value is T => values.includes(value as T);
}

/** The value or null. */
export function nullable<T>(guard: Guard<T>): Guard<T | null> {
  return (value): value is T | null => value === null || guard(value);
}

/** A field that may be absent. */
export function optional<T>(guard: Guard<T>): Guard<T | undefined> {
  return (value): value is T | undefined => value === undefined || guard(value);
}

/** A list of at most `most` items. */
export function list<T>(guard: Guard<T>, most: number): Guard<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.length <= most && value.every(guard);
}

/** An object with these fields and no others. */
export function object<T>(guards: GuardsOf<T>): Guard<T> {
  const fields = Object.entries(guards) as [string, Guard<unknown>][];
  const known = new Set(fields.map(([name]) => name));
  return (value): value is T => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const record = value as Record<string, unknown>;
    return Object.keys(record).every((name) => known.has(name)) && fields.every(([name, guard]) => guard(record[name]));
  };
}

/** Guards of a message family by `type`: each holds the fields beside `type`. The compiler asks for every message of the family. */
export type MessageGuards<M extends { type: string }> = {
  readonly [K in M["type"]]: GuardsOf<Omit<Extract<M, { type: K }>, "type">>;
};

/** Reads one JSON text of a family; null when it is too long, not JSON, of unknown type or of another shape. */
export function createReader<M extends { type: string }>(guards: MessageGuards<M>, longest = 64 * 1024): (data: unknown) => M | null {
  const check = createCheck<M>(guards);
  return (data) => {
    if (typeof data !== "string" || data.length > longest) return null;
    try {
      return check(JSON.parse(data));
    } catch {
      return null;
    }
  };
}

/** As createReader, for a value that is parsed already. */
export function createCheck<M extends { type: string }>(guards: MessageGuards<M>): (value: unknown) => M | null {
  const table = new Map<string, Guard<unknown>>();
  for (const [type, fields] of Object.entries(guards) as [string, Record<string, Guard<unknown>>][]) {
    table.set(type, object<Record<string, unknown>>({ type: oneOf(type), ...fields } as never));
  }
  return (value) => {
    const type = (value as { type?: unknown } | null)?.type;
    const guard = typeof type === "string" ? table.get(type) : undefined;
    return guard?.(value) ? (value as M) : null;
  };
}
