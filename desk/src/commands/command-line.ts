import { isCommandError } from "./command-error.ts";

type Command = (args: readonly string[]) => Promise<void>;

/** Loaded when called: making an account needs nothing of the server. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  account: async () => (await import("./account.ts")).account,
  devices: async () => (await import("./devices.ts")).devices,
  "enrol-code": async () => (await import("./enrol-code.ts")).enrolCode,
  serve: async () => (await import("./serve.ts")).serve,
};

const USAGE = `desk [serve] [options]        runs the desk; stores in --store sqlite:PATH, keeps its key in --operator-key FILE, answers on
                              --host and --port, serves the console of --console DIR; all options: docs/operations.md
desk account add NAME --role agent|supervisor|admin [--label TEXT] [--generate] [--store sqlite:PATH]
desk account password NAME [--generate] [--store sqlite:PATH]
desk devices [--store sqlite:PATH]
desk enrol-code [--minutes N] [--store sqlite:PATH]`;

/**
 * `desk [serve|account|devices|enrol-code] …`; `serve` is meant when the first word is an option or missing.
 * @param say gets the one line that tells what went wrong
 * @returns the exit code
 */
export async function runCommandLine(args: readonly string[], say: (line: string) => void): Promise<number> {
  const [first = ""] = args;
  if (args.includes("--help")) {
    for (const line of USAGE.split("\n")) say(line);
    return 0;
  }
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
