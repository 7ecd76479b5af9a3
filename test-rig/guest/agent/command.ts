import { spawn } from "node:child_process";
import type { RunReport } from "../request.ts";

/** Runs a command as root to its end; output and errors come as one text. */
export function run(argv: readonly string[]): Promise<RunReport> {
  const [command = "", ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: "/", stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}

/** Runs a command that must succeed. @returns its output @throws Error with its words */
export async function must(...argv: string[]): Promise<string> {
  const { code, output } = await run(argv);
  if (code !== 0) throw new Error(`${argv.join(" ")} ended with ${code}: ${output.trim()}`);
  return output;
}
