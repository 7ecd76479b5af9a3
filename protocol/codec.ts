import type { Static, TObject } from "typebox";
import { Compile } from "typebox/compile";
import { ProtocolError } from "./errors.ts";

/** A message family: `type` string → schema of the whole message. */
export type Schemas = Readonly<Record<string, TObject>>;

/** Union of every message in a table of schemas. */
export type MessageOf<S extends Schemas> = { [K in keyof S]: Static<S[K]> }[keyof S];

/** Checks and reads messages of one direction of one link. */
export interface Codec<M> {
  /**
   * Reads one JSON text.
   * @throws ProtocolError when it is larger than `maxBytes`, not JSON, of unknown type, or breaks its schema.
   */
  decode(text: string): M;
  /** Checks an already parsed value. @throws ProtocolError */
  check(value: unknown): M;
  /** Writes one message. Own messages are trusted: the type system has checked them. */
  encode(message: M): string;
  readonly types: readonly string[];
}

/** Largest JSON message on any link, in UTF-16 units: an SDP with many candidates is about 10 kB. */
export const MAX_MESSAGE_LENGTH = 64 * 1024;

/** One compiled validator per message, looked up by `type`, because a union check cannot say what is wrong. */
export function createCodec<S extends Schemas>(schemas: S, maxLength = MAX_MESSAGE_LENGTH): Codec<MessageOf<S>> {
  const validators = new Map(Object.entries(schemas).map(([type, schema]) => [type, Compile(schema)]));
  const types = [...validators.keys()];

  function check(value: unknown): MessageOf<S> {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new ProtocolError("not-an-object", "a message is a JSON object with a `type`");
    }
    const type = (value as { type?: unknown }).type;
    const validator = typeof type === "string" ? validators.get(type) : undefined;
    if (!validator) {
      const named = typeof type === "string" ? type.slice(0, 64) : typeof type;
      throw new ProtocolError("unknown-type", `unknown message type ${JSON.stringify(named)}; known: ${types.join(", ")}`);
    }
    if (!validator.Check(value)) {
      const first = validator.Errors(value)[0];
      const path = first?.instancePath || "/";
      const why = first?.keyword === "boolean" ? "is not a known field" : (first?.message ?? "does not match");
      throw new ProtocolError("invalid", `${String(type)}: ${path} ${why}`, { type: String(type), path });
    }
    return value as MessageOf<S>;
  }

  return {
    types,
    check,
    decode(text) {
      if (text.length > maxLength) {
        throw new ProtocolError("too-large", `a message has at most ${maxLength} characters`, { length: text.length });
      }
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        throw new ProtocolError("not-json", "a message is one JSON object");
      }
      return check(value);
    },
    encode: (message) => JSON.stringify(message),
  };
}
