import { type Static, type TLiteral, type TObject, type TProperties, Type } from "typebox";
import { Compile } from "typebox/compile";
import { literals } from "#protocol/common";

const name = Type.String({ minLength: 1, maxLength: 40 });
const argv = Type.Array(Type.String({ maxLength: 4000 }), { minItems: 1, maxItems: 64 });
function verb<V extends string, P extends TProperties>(word: V, fields: P): TObject<{ verb: TLiteral<V> } & P> {
  return Type.Object({ verb: Type.Literal(word), ...fields }, { additionalProperties: false }) as never;
}

/** What the rig asks its agent in the guest: the payload of an `open` frame. Names are those of supervisor/table.ts. */
export const GuestRequest = Type.Union([
  verb("list", {}),
  verb("kill", { name, signal: literals("SIGTERM", "SIGKILL", "SIGSTOP", "SIGCONT", "SIGSEGV") }),
  verb("stop", { name }),
  verb("start", { name }),
  verb("set-app", { url: Type.String({ maxLength: 2000, pattern: "^[!-~]*$" }) }),
  /** The channel is the command's standard input and output; it runs as user `rig`. */
  verb("pipe", { argv }),
  /** Runs a command as root to its end. */
  verb("run", { argv }),
  /** Runs a command inside the borders of a unit: same user, devices, network, system calls. */
  verb("probe", { name, argv }),
  /** The channel brings LogRecords, one JSON object per line: those of this boot, then the new ones. */
  verb("log", {}),
  /** From now on, 127.0.0.1:port of the guest is 127.0.0.1:port of the host. */
  verb("forward", { port: Type.Integer({ minimum: 1, maximum: 65_535 }) }),
  /** Sets the wall clock, which stood still in a saved machine. */
  verb("clock", { atMs: Type.Number({ minimum: 0 }) }),
  /** Writes alongside.toml and the enrolment code, as far as given, and starts the daemon with them. */
  verb("config", { toml: Type.Optional(Type.String({ maxLength: 20_000 })), code: Type.Optional(Type.String({ maxLength: 200 })) }),
  /** What systemd says of the whole: starting, running, degraded … and which units failed. */
  verb("state", {}),
  /** A USB HID device for as long as the channel lives; uhid.ts says what goes over it. */
  verb("uhid", {
    name: Type.String({ minLength: 1, maxLength: 127 }),
    serial: Type.String({ maxLength: 63 }),
    vendor: Type.Integer({ minimum: 0, maximum: 0xffff }),
    product: Type.Integer({ minimum: 0, maximum: 0xffff }),
    /** The HID report descriptor in hex. */
    descriptor: Type.String({ pattern: "^([0-9a-f]{2})+$", maxLength: 8192 }),
  }),
  /** The input devices of the kernel. */
  verb("inputs", {}),
]);
export type GuestRequest = Static<typeof GuestRequest>;
export type GuestVerb = GuestRequest["verb"];
export type RequestOf<V extends GuestVerb> = Extract<GuestRequest, { verb: V }>;

const validator = Compile(GuestRequest);

/** Reads a request. @throws Error saying what would have been right. */
export function readGuestRequest(text: string): GuestRequest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("a request is one JSON object");
  }
  if (validator.Check(value)) return value;
  throw new Error("a request is {verb, …} with just its own fields (test-rig/guest/request.ts)");
}

/** What `run` and `probe` tell. */
export interface RunReport {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly output: string;
}

export interface StateReport {
  readonly state: string;
  readonly failed: readonly string[];
}

/** A device of /proc/bus/input/devices. */
export interface InputDevice {
  readonly name: string;
  readonly phys: string;
  /** event0, kbd, mouse1 … */
  readonly handlers: readonly string[];
}
