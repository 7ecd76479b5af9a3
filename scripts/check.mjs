// Format, lint and types, in seconds: npm run check
import { join } from "node:path";
import { run, say } from "./say.mjs";
import { setUp, top } from "./setup.mjs";

/** Runs Biome and tsc; resolves with the number of tools that passed and failed. */
export async function check() {
  const tools = [
    ["node_modules/.bin/biome", ["ci", "--colors=off", "."]],
    ["node_modules/.bin/tsc", ["-b"]],
  ];
  let failed = 0;
  for (const [tool, args] of tools) {
    const { code } = await run(join(top, tool), args, { cwd: top, show: true });
    say(`${tool.split("/").at(-1)}: ${code === 0 ? "passed" : "failed"}`);
    if (code !== 0) failed += 1;
  }
  return { passed: tools.length - failed, failed };
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await setUp();
  process.exit((await check()).failed);
}
