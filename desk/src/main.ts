import { runCommandLine } from "./commands/command-line.ts";

// Store and key hold what only this user may read.
process.umask(0o077);
process.exit(await runCommandLine(process.argv.slice(2), (line) => process.stderr.write(`${line}\n`)));
