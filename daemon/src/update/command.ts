import { spawn } from "node:child_process";

export interface Outcome {
  readonly code: number;
  /** Standard output. */
  readonly output: string;
  /** Standard error, for words on what went wrong. */
  readonly errors: string;
}

/** Runs a program to its end; it is not started through a shell. */
export type RunCommand = (program: string, args: readonly string[], input?: string) => Promise<Outcome>;

/** More than any of these programs says. */
const LONGEST_OUTPUT = 1024 * 1024;

/** @throws the system's error when there is no such program */
export const runCommand: RunCommand = (program, args, input = "") =>
  new Promise((resolve, reject) => {
    // The words below are English: they are looked for.
    const child = spawn(program, args, { stdio: "pipe", env: { ...process.env, LC_ALL: "C.UTF-8" } });
    const texts = { output: "", errors: "" };
    const collect = (which: keyof typeof texts) => (chunk: Buffer) => {
      texts[which] = (texts[which] + chunk.toString()).slice(-LONGEST_OUTPUT);
    };
    child.stdout.on("data", collect("output"));
    child.stderr.on("data", collect("errors"));
    child.on("error", reject);
    // A program that reads nothing of its input is no fault.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.on("close", (code) => resolve({ code: code ?? 1, ...texts }));
  });
