import { test } from "uvu";
import * as assert from "uvu/assert";
import { route } from "./routing.ts";

const free = [
  { agent: "busy-until-now", idleSinceMs: 900 },
  { agent: "idle-longest", idleSinceMs: 100 },
  { agent: "idle-long", idleSinceMs: 200 },
];
const line = [
  { contact: "a", refusals: [] },
  { contact: "b", refusals: [] },
];

test("offers the first in line to whoever has been idle longest", () => {
  assert.equal(route(line, free, 1000), { contact: "a", agent: "idle-longest" });
});

test("offers nothing when nobody is free or nobody waits", () => {
  assert.is(route(line, [], 1000), null);
  assert.is(route([], free, 1000), null);
});

test("passes over an agent who refused, until the refusal is over", () => {
  const refused = [{ contact: "a", refusals: [{ agent: "idle-longest", untilMs: 2000 }] }];
  assert.equal(route(refused, free, 1999), { contact: "a", agent: "idle-long" });
  assert.equal(route(refused, free, 2000), { contact: "a", agent: "idle-longest" });
});

test("a contact that no free agent can take holds up nobody", () => {
  const refusals = free.map(({ agent }) => ({ agent, untilMs: 2000 }));
  assert.equal(route([{ contact: "a", refusals }, ...line.slice(1)], free, 1000), { contact: "b", agent: "idle-longest" });
});

test.run();
