import { lineOf } from "./config-line.ts";

/** What a compiled TypeBox schema says of one mismatch (Ajv's form). */
export interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params: object;
}

/** One mismatch in words: where it is, on which line of the text, and what would have been right. */
export function faultText(errors: readonly SchemaError[], schema: object, text: string): string {
  const [first] = errors;
  const path = first?.instancePath.slice(1).split("/").filter(Boolean) ?? [];
  if (path.length === 1 && path[0] === "desk" && first?.keyword === "required") {
    return 'desk.url is missing: it is where the desk is, such as "wss://desk.example.org"';
  }
  const line = lineOf(text, path);
  const place = `${line === null ? "" : `line ${line}: `}${path.join(".") || "the file"}`;
  if (first?.keyword === "boolean") return `${place}: is not a known key; known: ${knownKeys(schema, path.slice(0, -1)).join(", ")}`;
  return `${place}: ${wanted(errors.filter(({ instancePath }) => instancePath === first?.instancePath))}`;
}

/** What would have been right at one place. */
function wanted(errors: readonly SchemaError[]): string {
  const values = errors.flatMap(({ keyword, params }) =>
    keyword === "const" && "allowedValue" in params ? JSON.stringify(params.allowedValue) : [],
  );
  if (values.length > 0) return `must be ${values.length > 1 ? "one of " : ""}${values.join(", ")}`;
  const words = errors.flatMap(({ keyword, message }) => (keyword === "anyOf" ? [] : message.replace(/^must /, "")));
  return words.length > 0 ? `must ${[...new Set(words)].join(", or ")}` : "does not match";
}

/** The keys that the table at a place has. */
function knownKeys(schema: object, path: readonly string[]): string[] {
  let at: unknown = schema;
  for (const part of path) at = /^\d+$/.test(part) ? field(at, "items") : field(field(at, "properties"), part);
  return Object.keys(field(at, "properties") ?? {});
}

function field(value: unknown, name: string): object | undefined {
  return typeof value === "object" && value !== null ? (value as Record<string, object>)[name] : undefined;
}
