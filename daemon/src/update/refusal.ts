/** An update comes to nothing; the message says why, in words for the operator. */
export class UpdateRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UpdateRefused";
  }
}

export function isUpdateRefused(error: unknown): error is UpdateRefused {
  return error instanceof Error && error.name === "UpdateRefused";
}
