import { suite } from "uvu";
import * as assert from "uvu/assert";
import { chosenOf } from "./selection.ts";

const test = suite("which kernel is started");
const of = (...names: string[]) => chosenOf(names.map((name) => ({ name, sha256: "" })))?.name ?? null;

test("the newest, as long as it has tries left", () => {
  assert.is(of("alongside_1.0.0.efi", "alongside_1.0.10+3-0.efi", "alongside_1.0.9.efi"), "alongside_1.0.10+3-0.efi");
  assert.is(of("alongside_1.0.0.efi", "alongside_1.0.1+1-2.efi"), "alongside_1.0.1+1-2.efi");
  assert.is(of("alongside_1.0.0.efi", "alongside_1.0.1+0-3.efi"), "alongside_1.0.0.efi");
  assert.is(of("alongside_1.0.0+0-3.efi"), "alongside_1.0.0+0-3.efi");
});

test("nothing else that lies there", () => {
  assert.is(of("#sysupdate1.0.1.efi", "alongside_1.0.1.tmp", "other_9.0.0.efi"), null);
});

test.run();
