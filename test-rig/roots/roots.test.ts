import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inheritedOptions, parseTargets, sourceLines } from "./mirror.ts";
import { InstallCounter } from "./progress.ts";
import { isPrunable } from "./prune.ts";
import { parsePackages, readRecipe, rootNames } from "./recipe.ts";

const test = suite("roots");

test("reads a package list without comments, sorted and each once", () => {
  assert.equal(parsePackages("# a group\nzlib1g\n\nlabwc\nlabwc\n"), ["labwc", "zlib1g"]);
});

test("refuses a package list with options or several names in a line", () => {
  for (const line of ["-o Foo", "labwc cog", "$(id)", "Labwc", "x"])
    assert.throws(() => parsePackages(line), /one Debian package name per line/);
});

test("every root has a well-formed list and a hash of its own", () => {
  const hashes = rootNames.map((name) => readRecipe(name).hash);
  assert.is(new Set(hashes).size, rootNames.length);
  for (const hash of hashes) assert.match(hash, /^[0-9a-f]{16}$/);
});

test("names Debian's mirror and its security mirror from apt, never a third party's", () => {
  const targets = parseTargets(
    [
      "https://example.org/tools/|Tool Vendor|bookworm|main",
      "http://mirror.example/debian/|Debian|bookworm|main",
      "http://mirror.example/debian/|Debian|bookworm|contrib",
      "http://mirror.example/debian-security/|Debian-Security|bookworm-security|main",
    ].join("\n"),
  );
  assert.equal(sourceLines("trixie", targets), [
    "deb http://mirror.example/debian/ trixie main",
    "deb http://mirror.example/debian-security/ trixie-security main",
  ]);
});

test("says what is missing when apt knows no Debian mirror", () => {
  assert.throws(() => sourceLines("trixie", parseTargets("https://example.org/|Vendor|stable|main")), /knows no Debian mirror/);
});

test("hands a proxy on to the root's apt and leaves empty ones out", () => {
  const dump = 'Acquire::http::Proxy "http://cache:3142";\nAcquire::https::Proxy "";\nAPT::Architecture "amd64";';
  assert.equal(inheritedOptions(dump), ['Acquire::http::Proxy "http://cache:3142"']);
});

test("counts packages however the output is cut, and keeps the error", () => {
  const output = [
    "0 upgraded, 2 newly installed, 0 to remove and 0 not upgraded.",
    "Get:1 http://mirror/debian trixie/main amd64 labwc amd64 0.8.3-1 [300 kB]",
    "Unpacking labwc (0.8.3-1) ...",
    "Unpacking nodejs (20) ...",
    "Setting up labwc (0.8.3-1) ...",
    "E: Sub-process returned an error code",
    "",
  ].join("\n");
  const counter = new InstallCounter();
  assert.is(counter.describe(), "reading package lists");
  for (const character of output) counter.push(character);
  assert.is(counter.describe(), "1 of 2 packages set up");
  assert.is(counter.lastError, "E: Sub-process returned an error code");
});

test("keeps roots that a recipe names, and others for a fortnight", () => {
  const day = 24 * 3_600_000;
  const named = new Set(["dev-1"]);
  assert.is(isPrunable("dev-1", named, 100 * day), false);
  assert.is(isPrunable("dev-0", named, 13 * day), false);
  assert.is(isPrunable("dev-0", named, 15 * day), true);
});

test.run();
