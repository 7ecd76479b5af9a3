import type { StateName } from "./session-state.ts";

/** How the kiosk is used just now, told to programs outside the daemon. Seconds on CLOCK_MONOTONIC. */
export interface Use {
  /** A customer waits in line, speaks to an agent, or has just done so: nothing may cut that. */
  readonly inContact: boolean;
  /** When somebody last touched the kiosk or a contact last changed. */
  readonly lastS: number;
}

/** Whether a state is a contact's. */
export function isContact(name: StateName): boolean {
  switch (name) {
    case "queued":
    case "offered":
    case "connecting":
    case "live":
    case "lost":
    case "wrapup":
    case "callback":
      return true;
    case "idle":
    case "panel":
    case "choosing":
    case "closed":
      return false;
    default:
      return name satisfies never;
  }
}

/** One line for a file. */
export function useText({ inContact, lastS }: Use): string {
  return `${inContact ? "contact" : "free"} ${Math.floor(lastS)}\n`;
}

/** @returns null for what is no such line */
export function readUseText(text: string | null): Use | null {
  const [, word, seconds] = /^(contact|free) (\d{1,12})\n$/.exec(text ?? "") ?? [];
  return word === undefined ? null : { inContact: word === "contact", lastS: Number(seconds) };
}
