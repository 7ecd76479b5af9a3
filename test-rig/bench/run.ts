import { execFile } from "node:child_process";

/** Runs a command to its end. @returns what it printed. @throws Error with what it complained of. */
export function run(command: readonly string[]): Promise<string> {
  const [program = "", ...args] = command;
  return new Promise((resolve, reject) => {
    execFile(program, args, { encoding: "utf8" }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${command.join(" ")} failed: ${stderr.trim() || error.message}`));
      else resolve(stdout);
    });
  });
}
