import { type TSchema, Type } from "typebox";

/** Every refused request is answered with this. `code` is for programs, `message` for people. */
export const Failure = Type.Object({ code: Type.String(), message: Type.String() });

/** An answer that is not success. */
export class HttpFailure extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = "HttpFailure";
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export function isHttpFailure(error: unknown): error is HttpFailure {
  return error instanceof Error && error.name === "HttpFailure";
}

/** The answers of a route: its own, and Failure for all others. */
export function answers(success: TSchema): Record<string, TSchema> {
  return { "200": success, "4xx": Failure, "5xx": Failure };
}
