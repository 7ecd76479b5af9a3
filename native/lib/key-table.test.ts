import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { KEY_CODES } from "#protocol/key-codes";

/** From dist/native/lib as from native/lib. */
function source(): string {
  const top = fileURLToPath(new URL("../../", import.meta.url)).replace(/dist\/$/, "");
  return readFileSync(`${top}native/core/key-table.c`, "utf8");
}

test("the virtual keyboard has the keys of protocol/key-codes.ts, and no others", () => {
  const table = /key_table\[\] = \{([^}]*)\}/.exec(source())?.[1] ?? "";
  const codes =
    table
      .replace(/\/\/.*/g, "")
      .match(/\d+/g)
      ?.map(Number) ?? [];
  assert.equal(
    codes.sort((a, b) => a - b),
    Object.values(KEY_CODES).sort((a, b) => a - b),
  );
});

test.run();
