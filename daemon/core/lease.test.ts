import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  bindLeases,
  hideScreen,
  type Leases,
  mayParticipant,
  muteMicrophone,
  NO_LEASES,
  narrowLeases,
  openMicrophone,
  promiseLeases,
  restoredLeases,
  showScreen,
  unbindLeases,
} from "./lease.ts";

const test = suite("lease");
const may = (leases: Leases, kind: "view" | "hear", who = "ann") => mayParticipant(leases, kind, who, 1000);
const promised = promiseLeases(NO_LEASES, "c1", ["view", "hear"]);
const bound = bindLeases(promised, "c1", "ann");

test("asking for a person gives nobody anything yet", () => {
  assert.not(may(promised, "view"));
  assert.equal(promised.held, []);
});

test("the first participant gets what was asked for, by name, and nobody else does", () => {
  assert.ok(may(bound, "view") && may(bound, "hear"));
  assert.not(may(bound, "view", "bob"));
  assert.ok(bound.held.every(({ participant, grantedBy }) => participant === "ann" && grantedBy === "customer"));
});

test("a transfer or a new participant starts with none, and the customer's finger gives anew", () => {
  const bob = bindLeases(bound, "c1", "bob");
  assert.not(may(bob, "view", "bob") || may(bob, "hear", "bob"));
  assert.not(may(bob, "view", "ann"), "the one who left has nothing");
  assert.ok(may(showScreen(bob, "bob"), "view", "bob"));
  assert.ok(may(openMicrophone(bob, "bob"), "hear", "bob"));
});

test("the same participant comes back to the same rights", () => {
  assert.ok(may(bindLeases(bound, "c1", "ann"), "view"));
});

test("asking twice for the same contact does not promise again", () => {
  const again = promiseLeases(bound, "c1", ["view", "hear"]);
  assert.not(may(bindLeases(again, "c1", "bob"), "view", "bob"));
});

test("binding to a contact that was not asked for gives nothing", () => {
  assert.not(may(bindLeases(promised, "c2", "ann"), "view"));
});

test("hidden before the call withholds the view, and a touch shows it", () => {
  const hidden = bindLeases(promiseLeases(hideScreen(NO_LEASES), "c1", ["view", "hear"]), "c1", "ann");
  assert.not(may(hidden, "view"));
  assert.ok(may(hidden, "hear"));
  assert.ok(may(showScreen(hidden, "ann"), "view"));
});

test("an agent who never came leaves the promise to the next", () => {
  const bob = bindLeases(unbindLeases(bound), "c1", "bob");
  assert.ok(may(bob, "view", "bob") && may(bob, "hear", "bob"));
  assert.not(may(bob, "view", "ann"));
});

test("muting stops hearing and nothing else", () => {
  const muted = muteMicrophone(bound);
  assert.ok(may(muted, "view"));
  assert.not(may(muted, "hear"));
  assert.ok(may(openMicrophone(muted, "ann"), "hear"));
});

test("desk and console only narrow", () => {
  const narrowed = narrowLeases(bound, ["view"]);
  assert.not(may(narrowed, "view"));
  assert.ok(may(narrowed, "hear"));
  assert.not(may(bindLeases(narrowLeases(promised, ["view"]), "c1", "ann"), "view"));
});

test("a limited lease ends at its time", () => {
  const limited: Leases = { ...bound, held: [{ kind: "view", participant: "ann", grantedBy: "policy", untilMs: 1000 }] };
  assert.ok(mayParticipant(limited, "view", "ann", 999));
  assert.not(mayParticipant(limited, "view", "ann", 1000));
});

test("hidden survives any restart; view resumes for the same participant within the same boot alone", () => {
  const hidden = hideScreen(bound);
  assert.not(may(restoredLeases(hidden, true), "view"));
  assert.ok(restoredLeases(hidden, false).hidden);
  assert.ok(may(restoredLeases(bound, true), "view"));
  assert.not(may(bindLeases(restoredLeases(bound, true), "c1", "bob"), "view", "bob"));
  assert.not(may(restoredLeases(bound, false), "view"));
  assert.equal(restoredLeases(null, true), NO_LEASES);
});

test.run();
