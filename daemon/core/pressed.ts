/** What is down on the virtual devices. */
export interface Pressed {
  readonly fingers: ReadonlySet<number>;
  readonly buttons: ReadonlySet<number>;
  readonly keys: ReadonlySet<number>;
}
export type Part = keyof Pressed;

export const NOTHING_PRESSED: Pressed = { fingers: new Set(), buttons: new Set(), keys: new Set() };

export function isAnyPressed({ fingers, buttons, keys }: Pressed): boolean {
  return fingers.size + buttons.size + keys.size > 0;
}

/** With one more down. */
export function press(pressed: Pressed, part: Part, which: number): Pressed {
  return { ...pressed, [part]: new Set(pressed[part]).add(which) };
}

/** With one less. */
export function lift(pressed: Pressed, part: Part, which: number): Pressed {
  const rest = new Set(pressed[part]);
  rest.delete(which);
  return { ...pressed, [part]: rest };
}
