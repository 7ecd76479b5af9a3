import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";
import { literals } from "#protocol/common";

const request = { id: Type.Integer({ minimum: 0 }) };
const name = Type.String({ minLength: 1, maxLength: 40 });

/** What the host side asks on the control socket, one JSON object per line. */
export const ControlRequest = Type.Union([
  Type.Object({ ...request, verb: Type.Literal("list") }, { additionalProperties: false }),
  Type.Object(
    {
      ...request,
      verb: Type.Literal("kill"),
      name,
      signal: literals("SIGTERM", "SIGKILL", "SIGSTOP", "SIGCONT", "SIGSEGV"),
    },
    { additionalProperties: false },
  ),
  Type.Object({ ...request, verb: Type.Literal("stop"), name }, { additionalProperties: false }),
  Type.Object({ ...request, verb: Type.Literal("start"), name }, { additionalProperties: false }),
  Type.Object({ ...request, verb: Type.Literal("set-app"), url: Type.String({ maxLength: 2000 }) }, { additionalProperties: false }),
  /** Starts a command as user `rig`; from the reply on, this connection is the command's standard input and output. */
  Type.Object(
    { ...request, verb: Type.Literal("pipe"), argv: Type.Array(Type.String({ maxLength: 4000 }), { minItems: 1, maxItems: 64 }) },
    { additionalProperties: false },
  ),
]);
export type ControlRequest = Static<typeof ControlRequest>;

/** A process as `list` tells of it. */
export interface ProcessReport {
  readonly name: string;
  readonly user: string;
  readonly uid: number;
  readonly state: string;
  readonly pid: number | null;
  /** How often it was started since the body's start. */
  readonly starts: number;
  readonly rssKb: number;
  readonly pssKb: number;
  readonly cpuMs: number;
}

export type ControlReply = { readonly id: number; readonly error?: string; readonly processes?: readonly ProcessReport[] };

/** Longest request line. */
export const MAX_LINE = 64 * 1024;

const validator = Compile(ControlRequest);

/** Reads one line. @throws Error saying what would have been right. */
export function readRequest(line: string): ControlRequest {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error("a request is one JSON object in one line");
  }
  if (validator.Check(value)) return value;
  throw new Error("a request is {id, verb: list | kill | stop | start | set-app | pipe, …} with just its own fields (control-message.ts)");
}
