import { isCommandError } from "./command-error.ts";

type Command = (args: readonly string[]) => Promise<void>;

/** Loaded when called: making an account needs nothing of the server. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  account: async () => (await import("./account.ts")).account,
  "enrol-code": async () => (await import("./enrol-code.ts")).enrolCode,
  serve: async () => (await import("./serve.ts")).serve,
};

/**
 * `desk [serve|account|enrol-code] …`; `serve` is meant when the first word is an option or missing.
 * @param say gets the one line that tells what went wrong
 * @returns the exit code
 */
export async function runCommandLine(args: readonly string[], say: (line: string) => void): Promise<number> {
  const [first = ""] = args;
  const isNamed = first !== "" && !first.startsWith("-");
  const name = isNamed ? first : "serve";
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) {
    say(`desk: unknown command ${JSON.stringify(name)}; known: ${Object.keys(COMMANDS).join(", ")}`);
    return 2;
  }
  try {
    const command = await load();
    await command(isNamed ? args.slice(1) : args);
    return 0;
  } catch (error) {
    if (!isCommandError(error)) throw error;
    say(`desk: ${error.message}`);
    return error.exitCode;
  }
}
