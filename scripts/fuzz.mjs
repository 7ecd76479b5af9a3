// Coverage-guided fuzzing of the parsers written in C: npm run fuzz [-- --minutes N]. A seeded slice of each runs in npm test.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { buildTypes } from "./build.mjs";
import { say } from "./say.mjs";
import { setUp, top } from "./setup.mjs";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "10" } } });
const seconds = Math.round(Number(values.minutes) * 60);
await setUp();
await buildTypes();
const { runInDevRoot } = await import(pathToFileURL(join(top, "dist/test-rig/dev-root.js")).href);
mkdirSync(join(top, "build/corpus/link"), { recursive: true });
await runInDevRoot(
  "test -f build/fuzz/build.ninja || CC=clang-19 CXX=clang++-19 meson setup build/fuzz -Db_sanitize=address,undefined; ninja -C build/fuzz native/test/link-fuzz",
  { root: "fuzz" },
);
say(`fuzzing the unix sockets' framing and messages for ${seconds} s; the corpus is kept in build/corpus/link`);
await runInDevRoot(
  `build/fuzz/native/test/link-fuzz -max_total_time=${seconds} -print_final_stats=1 -artifact_prefix=build/corpus/ build/corpus/link`,
  {
    root: "fuzz",
    show: true,
  },
);
say("no finding");
