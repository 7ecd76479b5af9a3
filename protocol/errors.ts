/** What was wrong with a message, in words that say what would have been right. */
export type ProtocolFault = "too-large" | "not-json" | "not-an-object" | "unknown-type" | "invalid" | "bad-frame";

/** A message that cannot be accepted. `facts` never holds message text, keys or secrets. */
export class ProtocolError extends Error {
  readonly fault: ProtocolFault;
  readonly facts: Readonly<Record<string, string | number>>;

  constructor(fault: ProtocolFault, message: string, facts: Readonly<Record<string, string | number>> = {}) {
    super(message);
    this.name = "ProtocolError";
    this.fault = fault;
    this.facts = facts;
  }
}

/** True when `error` is a ProtocolError, also across module copies. */
export function isProtocolError(error: unknown): error is ProtocolError {
  return error instanceof Error && error.name === "ProtocolError";
}
