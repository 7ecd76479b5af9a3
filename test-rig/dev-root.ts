import { type StdioOptions, spawn } from "node:child_process";
import { asRoot } from "./namespace.ts";
import { inTop, top } from "./paths.ts";
import type { RootName } from "./roots/recipe.ts";
import { ensureRoot } from "./roots.ts";

export interface DevRootOptions {
  /** Which root: `dev`, or one built on it. */
  readonly root?: RootName;
  /** Variables of the command; of the caller's environment it gets none. */
  readonly env?: Readonly<Record<string, string>>;
  /** Passes the output through instead of keeping it for the error. */
  readonly show?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Runs a shell command inside the dev root, working folder /src = the clone, of which only build/ can be written.
 * @returns its output, empty with `show`
 * @throws Error with the end of the output when the command fails.
 */
export async function runInDevRoot(command: string, options: DevRootOptions = {}): Promise<string> {
  const root = await ensureRoot(options.root ?? "dev");
  const namespaces = ["unshare", "--mount", "--pid", "--fork", "--kill-child"];
  const [program = "", ...args] = asRoot([...namespaces, inTop("test-rig/dev-root.sh"), root, top, command]);
  const stdio: StdioOptions = options.show ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"];
  const env = { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin", LANG: "C.UTF-8", HOME: "/tmp", ...options.env };
  const child = spawn(program, args, { stdio, env, ...(options.signal ? { signal: options.signal } : {}) });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Error(`in the dev root, ${command} ended with ${signal ?? code}\n${output.slice(-8000)}`));
    });
  });
}
