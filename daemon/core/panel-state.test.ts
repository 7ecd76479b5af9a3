import { Compile } from "typebox/compile";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { PanelState, panelToDaemonCodec } from "#protocol/local-panel";
import {
  afterAnswer,
  afterOffer,
  candidatesOfCall,
  KEPT_CANDIDATES,
  localCandidate,
  NO_CANDIDATES,
  remoteCandidate,
} from "./candidates.ts";
import { NO_PANEL_CONTROL } from "./control-state.ts";
import { type HealthFacts, healthOf } from "./health.ts";
import { bindLeases, hideScreen, muteMicrophone, NO_LEASES, promiseLeases } from "./lease.ts";
import { NOBODY, panelStateOf } from "./panel-state.ts";
import { CONTACT, STATE_NAMES, sample } from "./session.samples.ts";
import { wantedOf } from "./wanted.ts";

const test = suite("panel state, wanted, candidates, health");
const leases = bindLeases(promiseLeases(NO_LEASES, CONTACT, ["view", "hear"]), CONTACT, "ann");
const known = { ownKnown: true, faceShown: true };
const facts = {
  presence: { agentsOnline: 3, agentsFree: 1, etaSeconds: 20 },
  sending: "off",
  hidden: false,
  locale: "en",
  control: NO_PANEL_CONTROL,
} as const;
const off = wantedOf(sample("idle"), leases, known, 0);

test("every state makes a panel state of the schema", () => {
  const schema = Compile(PanelState);
  for (const name of STATE_NAMES) {
    const state = panelStateOf(sample(name), off, facts);
    assert.ok(schema.Check(state), name);
    assert.is(state.contact, name);
  }
  assert.ok(panelToDaemonCodec.types.includes("panel/act"));
});

test("the indicator follows screen's report, never what was asked for", () => {
  const asked = wantedOf(sample("live"), leases, known, 0);
  assert.is(asked.view, "live");
  assert.is(panelStateOf(sample("live"), asked, { ...facts, sending: "off" }).sending, "off");
  assert.is(panelStateOf(sample("live"), off, { ...facts, sending: "live" }).sending, "live");
});

test("an unreachable desk is not quoted", () => {
  const state = panelStateOf(sample("panel", { online: false }), off, facts);
  assert.equal([state.agentsOnline, state.agentsFree, state.etaSeconds], [NOBODY.agentsOnline, 0, null]);
});

test("pictures flow in a checked or live call alone", () => {
  for (const name of STATE_NAMES) {
    assert.is(wantedOf(sample(name), leases, known, 0).view, name === "live" ? "live" : "off", name);
  }
  for (const stage of ["media", "offer", "answer", "check"] as const) {
    assert.is(wantedOf(sample("connecting", { stage }), leases, known, 0).view, "off", stage);
  }
  const checked = wantedOf(sample("connecting", { stage: "transport" }), leases, known, 0);
  assert.equal([checked.view, checked.microphone], ["live", false], "the voice waits for the call");
});

test("nobody sees what the customer hides, what no lease allows, or what could not be blanked", () => {
  const live = sample("live");
  assert.is(wantedOf(live, hideScreen(leases), known, 0).view, "hidden");
  assert.is(wantedOf(live, NO_LEASES, known, 0).view, "hidden");
  assert.is(wantedOf(live, leases, { ...known, ownKnown: false }, 0).view, "hidden");
  assert.is(wantedOf(sample("live", { agent: { id: "bob", name: "Bob" } }), leases, known, 0).view, "hidden");
});

test("the microphone is open in a live call with a lease, unless muted", () => {
  assert.ok(wantedOf(sample("live"), leases, known, 0).microphone);
  assert.not(wantedOf(sample("live"), muteMicrophone(leases), known, 0).microphone);
  assert.not(wantedOf(sample("lost"), leases, known, 0).microphone);
});

test("the face is on the glass in a live call alone, when there is one", () => {
  assert.ok(wantedOf(sample("live"), leases, known, 0).face);
  assert.not(wantedOf(sample("live"), leases, { ...known, faceShown: false }, 0).face);
  assert.not(wantedOf(sample("lost"), leases, known, 0).face);
});

const candidate = { candidate: "candidate:1" };

test("candidates wait for the description they belong to", () => {
  const call = candidatesOfCall(CONTACT, 1);
  const early = localCandidate(call, candidate);
  assert.equal(early.console, []);
  const offered = afterOffer(early.state);
  assert.equal(offered.console, [candidate]);
  assert.equal(localCandidate(offered.state, candidate).console, [candidate]);
  const remote = remoteCandidate(offered.state, CONTACT, 1, candidate);
  assert.equal(remote.media, []);
  assert.equal(afterAnswer(remote.state).media, [candidate]);
});

test("candidates of another call or contact are dropped, and a flood is cut", () => {
  const call = afterAnswer(candidatesOfCall(CONTACT, 2)).state;
  assert.equal(remoteCandidate(call, CONTACT, 1, candidate).media, []);
  assert.equal(remoteCandidate(call, "other", 2, candidate).media, []);
  assert.equal(localCandidate(NO_CANDIDATES, candidate).console, []);
  let state = candidatesOfCall(CONTACT, 1);
  for (let n = 0; n < 1000; n++) state = remoteCandidate(state, CONTACT, 1, candidate).state;
  assert.is(state.toMedia.length, KEPT_CANDIDATES);
});

const well: HealthFacts = {
  memoryAvailable: 0.5,
  cpuUsed: 0.1,
  app: "loaded",
  panel: "responsive",
  screenConnected: true,
  mediaConnected: true,
  trouble: null,
  configFault: null,
  lasting: [],
};

test("health is good, degraded or bad, with the reasons", () => {
  assert.equal(healthOf(well), { health: "good", healthNotes: [] });
  assert.is(healthOf({ ...well, memoryAvailable: 0.08 }).health, "degraded");
  assert.is(healthOf({ ...well, cpuUsed: 0.95 }).health, "degraded");
  const hung = healthOf({ ...well, app: "unresponsive", mediaConnected: false });
  assert.is(hung.health, "bad");
  assert.is(hung.healthNotes[0], "the app does not respond");
  const repaired = { ...well, app: "unresponsive", lasting: ["the app does not respond", "the display is not connected"] } as const;
  assert.equal(healthOf(repaired), { health: "bad", healthNotes: ["the app does not respond", "the display is not connected"] });
  assert.is(healthOf({ ...well, memoryAvailable: null, cpuUsed: null, app: null, panel: null }).health, "good");
  const broken = healthOf({ ...well, configFault: "x".repeat(500) });
  assert.is(broken.health, "degraded");
  assert.match(broken.healthNotes[0] ?? "", /^its configuration is broken: x+$/);
  assert.is(broken.healthNotes[0]?.length, 200);
});

test.run();
