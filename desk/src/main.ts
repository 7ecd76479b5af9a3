import { account } from "./commands/account.ts";
import { isCommandError } from "./commands/command-error.ts";
import { enrolCode } from "./commands/enrol-code.ts";
import { serve } from "./commands/serve.ts";

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = { account, "enrol-code": enrolCode, serve };

/** `desk [serve|account|enrol-code] …`; `serve` is meant when the first word is an option or missing. */
async function main(args: readonly string[]): Promise<number> {
  const [first = ""] = args;
  const isNamed = first !== "" && !first.startsWith("-");
  const command = isNamed ? (Object.hasOwn(commands, first) ? commands[first] : undefined) : serve;
  try {
    if (!command) {
      process.stderr.write(`desk: unknown command ${JSON.stringify(first)}; known: ${Object.keys(commands).join(", ")}\n`);
      return 2;
    }
    await command(isNamed ? args.slice(1) : args);
    return 0;
  } catch (error) {
    if (!isCommandError(error)) throw error;
    process.stderr.write(`desk: ${error.message}\n`);
    return error.exitCode;
  }
}

// Store and key hold what only this user may read.
process.umask(0o077);
process.exit(await main(process.argv.slice(2)));
