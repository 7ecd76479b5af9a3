import { test } from "uvu";
import * as assert from "uvu/assert";
import { may, mayReadContact } from "./permissions.ts";

test("an agent takes contacts and reads only their own", () => {
  assert.ok(may("agent", "contact:take"));
  assert.not(may("agent", "device:read"));
  assert.ok(mayReadContact("agent", "maria", "maria"));
  assert.not(mayReadContact("agent", "maria", "ben"));
  assert.not(mayReadContact("agent", "maria", null));
});

test("a supervisor reads every contact and device, but makes no enrolment codes", () => {
  assert.ok(mayReadContact("supervisor", "sue", null));
  assert.ok(may("supervisor", "device:read"));
  assert.not(may("supervisor", "enrol-code:make"));
});

test("an administrator makes enrolment codes", () => {
  assert.ok(may("admin", "enrol-code:make"));
});

test.run();
