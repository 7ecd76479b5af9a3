/** What a person did with a device of the machine itself; nothing injected ever becomes one. Times are CLOCK_MONOTONIC in ms. */
export type Physical =
  /** A finger, or a pointer whose place is known. Logical pixels of the output in the picture; NaN while nobody can say where. */
  | {
      readonly kind: "touch";
      readonly finger: number;
      readonly phase: "down" | "move" | "up";
      readonly x: number;
      readonly y: number;
      readonly atMs: number;
    }
  /** A button of a mouse, whose place only the compositor knows. */
  | { readonly kind: "click"; readonly down: boolean; readonly atMs: number }
  | { readonly kind: "key"; readonly code: number; readonly down: boolean; readonly atMs: number };

/** Names what is held, so that its end finds its beginning. */
export function holdOf(event: Physical): string {
  switch (event.kind) {
    case "touch":
      return `finger ${event.finger}`;
    case "click":
      return "click";
    case "key":
      return `key ${event.code}`;
    default:
      return event satisfies never;
  }
}

/** What the event makes of its hold: a beginning, an end, or neither. */
export function phaseOf(event: Physical): "down" | "move" | "up" {
  if (event.kind === "touch") return event.phase;
  return event.down ? "down" : "up";
}
