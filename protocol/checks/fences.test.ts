import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** Imports that would turn an arrow of the architecture upwards: from a folder, of a file. */
const forbidden: readonly (readonly [string, string])[] = [
  ["protocol", "daemon/core/session.ts"],
  ["daemon/core", "daemon/src/main.ts"],
  ["daemon/core", "native/lib/index.ts"],
  ["daemon/media", "daemon/src/main.ts"],
  ["desk/core", "desk/src/main.ts"],
  ["desk/src", "daemon/core/session.ts"],
  ["desk/console", "desk/core/contact.ts"],
  ["ui-shell/src", "daemon/core/session.ts"],
  ["test-rig", "daemon/core/session.ts"],
  ["daemon/core", "fuzz/target.ts"],
  ["fuzz", "test-rig/paths.ts"],
  ["test-rig", "desk/src/main.ts"],
  ["test-rig", "image/src/board.ts"],
  ["image", "daemon/core/session.ts"],
];
const allowed: readonly (readonly [string, string])[] = [
  ["daemon/src", "daemon/core/session.ts"],
  ["test-rig", "protocol/version.ts"],
  ["fuzz", "daemon/core/input-gate.ts"],
  ["image", "test-rig/paths.ts"],
];

/** Compiles one import as if its file lay in `folder`, and returns what the compiler says. */
function compileImport(folder: string, imported: string): string {
  const probe = mkdtempSync("build/fence-");
  try {
    const config = JSON.parse(readFileSync(join(folder, "tsconfig.json"), "utf8")) as { references: { path: string }[] };
    const up = (path: string) => relative(probe, path);
    writeFileSync(
      join(probe, "tsconfig.json"),
      JSON.stringify({
        extends: up(join(folder, "tsconfig.json")),
        compilerOptions: { rootDir: up("."), outDir: "out", tsBuildInfoFile: "out/.tsbuildinfo" },
        include: ["probe.ts"],
        references: config.references.map(({ path }) => ({ path: up(resolve(folder, path)) })),
      }),
    );
    writeFileSync(join(probe, "probe.ts"), `import * as probe from ${JSON.stringify(up(imported))};\nexport const used = probe;\n`);
    const { stdout } = spawnSync("node_modules/.bin/tsc", ["-p", probe], { encoding: "utf8" });
    return stdout;
  } finally {
    rmSync(probe, { recursive: true });
  }
}

mkdirSync("build", { recursive: true });
for (const [folder, imported] of forbidden) {
  test(`the build refuses an import of ${dirname(imported)} in ${folder}`, () =>
    assert.match(compileImport(folder, imported), /TS6307|TS6059/));
}
for (const [folder, imported] of allowed) {
  test(`the build allows an import of ${dirname(imported)} in ${folder}`, () =>
    assert.not.match(compileImport(folder, imported), /TS6307|TS6059/));
}

for (const folder of ["protocol", "daemon/core", "desk/core"]) {
  test(`${folder} sees no Node, no DOM and no clock of either`, () => {
    const { compilerOptions } = JSON.parse(readFileSync(join(folder, "tsconfig.json"), "utf8")) as {
      compilerOptions: { lib: string[]; types: string[] };
    };
    assert.equal([compilerOptions.lib, compilerOptions.types], [["ES2023"], []]);
  });
}

test.run();
