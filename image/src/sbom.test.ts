import { suite } from "uvu";
import * as assert from "uvu/assert";
import { debianComponents, npmComponents } from "./sbom.ts";

const test = suite("bill of materials");

test("lists what dpkg has installed, and not what it only remembers", () => {
  const status = [
    "Package: zlib1g\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1:1.3.dfsg+really1.3.1-1\n",
    "Package: gone\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 1\n",
    "Package: adduser\nStatus: install ok installed\nArchitecture: all\nVersion: 3.152\nDescription: add\n users: and more\n",
  ].join("\n");
  assert.equal(
    debianComponents(status).map(({ name, version, purl }) => [name, version, purl]),
    [
      ["adduser", "3.152", "pkg:deb/debian/adduser@3.152?arch=all&distro=trixie"],
      ["zlib1g", "1:1.3.dfsg+really1.3.1-1", "pkg:deb/debian/zlib1g@1%3A1.3.dfsg%2Breally1.3.1-1?arch=amd64&distro=trixie"],
    ],
  );
});

test("lists npm packages with version and licence by their own package.json", () => {
  const [first] = npmComponents('["node_modules/@roamhq/wrtc"]');
  assert.is(first?.name, "@roamhq/wrtc");
  assert.match(first?.purl ?? "", /^pkg:npm\/%40roamhq\/wrtc@\d/);
  assert.ok(first?.licenses?.[0]?.license.name);
  assert.throws(() => npmComponents('["node_modules/none-of-that-name"]'), /is missing/);
});

test.run();
