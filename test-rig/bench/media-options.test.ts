import { test } from "uvu";
import * as assert from "uvu/assert";
import { readMediaOptions } from "./media-options.ts";

test("measures everything for ten seconds unless told otherwise", () => {
  const options = readMediaOptions([]);
  assert.is(options.seconds, 10);
  assert.equal(options.scenes, ["unchanged", "static", "scroll", "videoQuarter", "video"]);
  assert.equal(options.lines, ["10M20", "2M60", "1M100loss2"]);
  assert.ok(options.outage);
});

test("takes scenes and lines by name, also none", () => {
  assert.equal(readMediaOptions(["--scenes", "scroll,video"]).scenes, ["scroll", "video"]);
  assert.equal(readMediaOptions(["--quick"]).lines, ["10M20"]);
  assert.equal(readMediaOptions(["--lines", ""]).lines, []);
});

test("refuses what it does not know and says what there is", () => {
  assert.throws(() => readMediaOptions(["--scenes", "cinema"]), /takes some of unchanged,static,scroll/);
  assert.throws(() => readMediaOptions(["--seconds", "0"]), /takes 1 to 600/);
  assert.throws(() => readMediaOptions(["--nothing"]));
});

test.run();
