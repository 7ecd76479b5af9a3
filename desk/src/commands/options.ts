import { type ParseArgsConfig, parseArgs } from "node:util";
import type { Limits } from "../../core/contact-state.ts";
import { openStore } from "../store/open.ts";
import type { DeskStore } from "../store/port.ts";
import { isStoreUnusable } from "../store/port.ts";
import { CommandError } from "./command-error.ts";

export const STORE_OPTION = { store: { type: "string", default: "sqlite:desk.db" } } as const;

type Options = NonNullable<ParseArgsConfig["options"]>;
type Parsed<T extends Options> = ReturnType<typeof parseArgs<{ options: T; allowPositionals: true; strict: true }>>;

/** Reads a command line. @throws CommandError for what is not known */
export function readArguments<const T extends Options>(args: readonly string[], options: T, most = 0): Parsed<T> {
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    if (parsed.positionals.length > most) throw new Error(`Unexpected argument '${parsed.positionals[most]}'`);
    return parsed;
  } catch (error) {
    const known = Object.keys(options).map((name) => `--${name}`);
    const [what] = String(error instanceof Error ? error.message : error).split(". ");
    throw new CommandError(`${what}; known: ${known.join(" ")}`, 2);
  }
}

/** A whole number within bounds. @throws CommandError */
export function readNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new CommandError(`--${name} is a whole number from ${least} to ${most}, not ${JSON.stringify(text)}`, 2);
}

/** Opens the store that --store names. @throws CommandError */
export function storeFor(address: string, limits?: Limits): DeskStore {
  try {
    return openStore(address, limits);
  } catch (error) {
    if (isStoreUnusable(error)) throw new CommandError(error.message);
    throw error;
  }
}
