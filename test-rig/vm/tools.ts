import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { asRoot } from "../namespace.ts";
import { inTop } from "../paths.ts";
import { ensureRoot } from "../roots.ts";

/** Folders of this machine by the name under which the program finds them in /run. */
export type Folders = Readonly<Record<string, string>>;

/** Starts a program of the tools root, which ends with this process however that ends. */
export async function spawnTool(argv: readonly string[], folders: Folders, stdio: StdioOptions): Promise<ChildProcess> {
  const root = await ensureRoot("tools");
  // In the user namespace, if there is one: entering it would clear the signal.
  const namespaces = ["setpriv", "--pdeathsig", "KILL", "--", "unshare", "--mount", "--pid", "--fork", "--kill-child"];
  const mounts = Object.entries(folders).map(([name, path]) => `${name}=${path}`);
  const [program = "", ...args] = asRoot([...namespaces, inTop("test-rig/vm/tools.sh"), root, ...mounts, "--", ...argv]);
  const env = { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin", LANG: "C.UTF-8" };
  // A session of its own: Ctrl-C reaches the rig, and the rig ends the machine in order.
  return spawn(program, args, { stdio, env, detached: true });
}

/** Runs a program of the tools root to its end. @returns its output @throws Error with the output's end when it fails */
export async function runTool(argv: readonly string[], folders: Folders): Promise<string> {
  const child = await spawnTool(argv, folders, ["ignore", "pipe", "pipe"]);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${argv[0]} of the tools root ended with ${signal ?? code}\n${output.slice(-4000)}`));
    });
  });
}
