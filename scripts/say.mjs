import { spawn } from "node:child_process";

const began = Date.now();

/** One progress line for a person: seconds since the start, then what happens. */
export function say(text) {
  process.stderr.write(`${String(Math.round((Date.now() - began) / 1000)).padStart(4)} s  ${text}\n`);
}

/** Ends with one clear line, without a stack: for what the person at the keyboard must do. */
export function fail(text) {
  process.stderr.write(`\n${text}\n`);
  process.exit(1);
}

/**
 * Runs a command and resolves with its exit code and output.
 * @param options `show` passes the output through; `onText` sees each chunk of stdout and stderr; the rest goes to spawn.
 */
export function run(command, args, { show = false, onText, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    let output = "";
    const take = (stream) => (chunk) => {
      output += chunk;
      onText?.(String(chunk));
      if (show) stream.write(chunk);
    };
    child.stdout?.on("data", take(process.stdout));
    child.stderr?.on("data", take(process.stderr));
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code: code ?? 1, signal, output }));
  });
}

/** Runs a command that must succeed; its output is shown only when it does not. */
export async function must(command, args, options = {}) {
  const result = await run(command, args, options).catch((error) => ({ code: 1, output: String(error) }));
  if (result.code !== 0) {
    if (!options.show) process.stderr.write(`${result.output.slice(-8000)}\n`);
    throw new Error(`${command} ${args.join(" ")} ended with ${result.signal ?? result.code}`);
  }
  return result.output;
}
