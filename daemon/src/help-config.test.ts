import { Compile } from "typebox/compile";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { HELP_DEFAULTS, HelpConfig, helpFault, meantKeys } from "./help-config.ts";

const validator = Compile(HelpConfig);
const BUTTON = { vendor: 0x1209, product: 0x4242 };

test("its defaults are right", () => {
  assert.ok(validator.Check(HELP_DEFAULTS));
  assert.is(helpFault(HELP_DEFAULTS), null);
  assert.equal(meantKeys(HELP_DEFAULTS), { keys: [138], longPressMs: 0, endKey: 1, endHoldMs: 1000 });
  assert.is(meantKeys({ ...HELP_DEFAULTS, endKey: 0 }).endKey, null);
});

test("accepts vendor reports, consumer usages and lamps", () => {
  const lamp = { report: 0, byte: 0, on: 1, off: 0, size: 4 };
  for (const button of [
    BUTTON,
    { ...BUTTON, report: { byte: 0, mask: 1 } },
    { ...BUTTON, report: { id: 2, byte: 1, consumer: 0x1a6 }, lamp },
  ]) {
    const config = { ...HELP_DEFAULTS, buttons: [button] };
    assert.ok(validator.Check(config), JSON.stringify(button));
    assert.is(helpFault(config), null);
  }
});

test("refuses what cannot be", () => {
  for (const wrong of [{ keys: [0] }, { keys: [138, 138] }, { endHoldMs: 0 }, { buttons: [{ vendor: 1 }] }, { key: 1 }]) {
    assert.not(validator.Check({ ...HELP_DEFAULTS, ...wrong }), JSON.stringify(wrong));
  }
  const fault = (change: object) => helpFault({ ...HELP_DEFAULTS, ...change }) ?? "";
  assert.match(fault({ endKey: 138, longPressMs: 1000 }), /longPressMs must be shorter/);
  assert.match(fault({ buttons: [{ ...BUTTON, report: { byte: 0 } }] }), /either mask or consumer/);
  assert.match(fault({ buttons: [{ ...BUTTON, report: { byte: 0, mask: 1, consumer: 2 } }] }), /either mask or consumer/);
  assert.match(fault({ buttons: [{ ...BUTTON, lamp: { report: 0, byte: 4, on: 1, off: 0, size: 4 } }] }), /below its size/);
});

test.run();
