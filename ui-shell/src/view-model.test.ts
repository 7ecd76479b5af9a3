import { test } from "uvu";
import * as assert from "uvu/assert";
import type { PanelState } from "#protocol/local-panel";
import { afterDeed, isSeenAgainstChoice, localAfterState } from "./local.ts";
import { sampleState } from "./sample-state.ts";
import type { PanelView } from "./view.ts";
import { FRESH, initialsOf, type Local, panelView } from "./view-model.ts";

const contacts = [
  "idle",
  "panel",
  "choosing",
  "queued",
  "offered",
  "connecting",
  "live",
  "wrapup",
  "callback",
  "closed",
  "lost",
] as const satisfies readonly PanelState["contact"][];
const notices = [
  "desk-unreachable",
  "no-agent",
  "call-lost",
  "agent-ended",
  "ended",
  "not-trusted",
  "media-failed",
  "reconnecting",
  "sound-failed",
  "control-ended",
  "left-alone",
] as const;

const view = (changes: Partial<PanelState> = {}, local: Partial<Local> = {}, disconnectedMs = 0): PanelView =>
  panelView(sampleState(changes), { ...FRESH, ...local }, disconnectedMs);
const labels = (shown: PanelView) => [...shown.buttons.map(({ label }) => label), ...(shown.choice ? [shown.choice.button.label] : [])];

test("the open panel offers a person, and to hide the screen before the call", () => {
  const shown = view();
  assert.equal(labels(shown), ["Talk to a person", "Close", "Hide my screen"]);
  assert.is(shown.choice?.text, "The agent will see this screen. You can hide it at any time.");
  assert.equal(shown.lines, ["One person is free to help you now.", "Expected wait: less than 15 seconds."]);
});

test("a panel that the host opened by itself shows the same before the daemon has heard of it", () => {
  assert.equal(view({ contact: "idle", surface: "hidden" }), view());
});

test("nobody online is said, without a number", () => {
  const shown = view({ agentsOnline: 0, agentsFree: 0, etaSeconds: null });
  assert.match(shown.lines.join(" "), /Nobody is at the help desk/);
  assert.match(shown.lines.join(" "), /cannot say/);
  assert.not.match(shown.lines.join(" "), /\d/);
});

test("without the desk there is no button that does nothing", () => {
  const shown = view({ online: false });
  assert.is(shown.scene, "offline");
  assert.equal(labels(shown), ["Close"]);
});

test("without the daemon for more than a second the page asks for a moment and shows no buttons", () => {
  for (const contact of contacts) {
    const shown = view({ contact, notice: "call-lost" }, {}, 1001);
    assert.equal([shown.heading, shown.buttons, shown.notice, shown.indicator], ["One moment…", [], null, null]);
    assert.is.not(view({ contact }, {}, 900).scene, "moment");
  }
  assert.is(panelView(null, FRESH, 0).scene, "moment");
});

test("in line: the place, the wait in words, and Cancel", () => {
  const shown = view({ contact: "queued", position: 3 }, { shownEta: 180 });
  assert.is(shown.place, 3);
  assert.equal(shown.lines.slice(0, 2), ["You are number 3 in line.", "Expected wait: 2 to 4 minutes."]);
  assert.equal(labels(shown), ["Cancel"]);
  assert.is(view({ contact: "queued", position: 1 }).lines[0], "You are next.");
});

test("the indicator follows what screen really sends, in every state of a call", () => {
  for (const contact of ["connecting", "live", "lost"] as const) {
    for (const surface of ["panel", "box"] as const) {
      const seen = view({ contact, surface, sending: "live" }, { hideChosen: true });
      assert.equal([seen.indicator?.text, seen.indicator?.icon], ["Agent can see your screen", "eye"]);
      const hidden = view({ contact, surface, sending: "hidden" }, { hideChosen: false });
      assert.equal([hidden.indicator?.text, hidden.indicator?.icon], ["Your screen is hidden", "eye-off"]);
      assert.is(view({ contact, surface, sending: "off" }).indicator?.kind, "off");
    }
  }
});

test("the box of a call has hide, mute and end; the panel has Close beside them", () => {
  const live = { contact: "live", agentName: "Maria Lopez", sending: "live" } as const;
  assert.equal(labels(view({ ...live, surface: "box" })), ["Hide my screen", "Mute", "End"]);
  assert.equal(labels(view({ ...live, surface: "panel" })), ["Hide my screen", "Mute", "End", "Close"]);
  assert.equal(labels(view({ ...live, sending: "hidden", microphone: false, surface: "box" })), ["Show my screen", "Unmute", "End"]);
  const restarting = { ...live, sending: "off", hidden: true, surface: "box" } as const;
  assert.equal(labels(view(restarting)), ["Show my screen", "Mute", "End"], "the choice stands while screen is started again");
});

test("every scene can be left, and says something, in both layouts and languages", () => {
  for (const locale of ["en", "de-AT", "xx"]) {
    for (const surface of ["panel", "box", "hidden"] as const) {
      for (const contact of contacts) {
        const shown = view({ contact, surface, locale, agentName: "Maria Lopez" });
        assert.ok(shown.heading.length > 3);
        assert.ok(shown.buttons.length > 0, `${contact} on ${surface} has a button`);
      }
    }
  }
});

test("every notice says what happened and what to do next", () => {
  for (const notice of notices) {
    const shown = view({ notice });
    assert.ok(shown.notice && shown.notice.happened.length > 10 && shown.notice.next.length > 10, notice);
  }
});

test("after the call: did that help, then thanks", () => {
  const asked = view({ contact: "wrapup" });
  assert.equal([asked.question, labels(asked)], ["Did that help?", ["Yes", "No", "Close"]]);
  const { local, acts } = afterDeed(FRESH, { kind: "feedback", resolved: false });
  assert.equal(acts, [{ act: "feedback", resolved: false }]);
  const thanked = view({ contact: "wrapup" }, local);
  assert.equal([thanked.question, labels(thanked)], [null, ["Close"]]);
});

test("a screen hidden before the call is hidden before the request goes out", () => {
  const { local, acts } = afterDeed(FRESH, { kind: "choose-hidden", hidden: true });
  assert.equal(acts, [{ act: "hide-screen" }]);
  assert.equal(labels(view({}, local)), ["Talk to a person", "Close", "Show my screen"]);
  assert.equal(afterDeed(local, { kind: "act", act: "talk" }).acts, [{ act: "hide-screen" }, { act: "talk" }]);
  assert.equal(afterDeed(FRESH, { kind: "act", act: "talk" }).acts, [{ act: "talk" }]);
});

test("a screen seen against the customer's choice is hidden again", () => {
  const hidden = afterDeed(FRESH, { kind: "act", act: "hide-screen" }).local;
  assert.ok(isSeenAgainstChoice(hidden, sampleState({ contact: "live", sending: "live" })));
  const shown = afterDeed(hidden, { kind: "act", act: "show-screen" }).local;
  assert.not(isSeenAgainstChoice(shown, sampleState({ contact: "live", sending: "live" })));
});

test("nothing of one customer reaches the next", () => {
  const used: Local = { hideChosen: true, feedback: true, shownEta: 60, isShrunk: false, asked: null };
  const next = (before: PanelState["contact"], contact: PanelState["contact"]) =>
    localAfterState(used, sampleState({ contact: before }), sampleState({ contact, etaSeconds: null }), 0);
  assert.equal(next("live", "idle"), FRESH);
  assert.equal(next("panel", "idle"), FRESH);
  for (const contact of ["queued", "live", "lost", "wrapup", "callback"] as const)
    assert.equal(next(contact, "panel"), FRESH, `from ${contact} straight to the next customer's panel`);
  assert.is(next("choosing", "panel").hideChosen, true, "a choice before the call stays");
  assert.is(next("live", "wrapup").feedback, true);
});

test("the size button asks the host, and is named by the size the host has given", () => {
  assert.equal(afterDeed(FRESH, { kind: "box-size", size: "small" }).boxSize, "small");
  assert.is(view({ contact: "live", surface: "box" }).handles.size.label, "Make smaller");
  assert.is(view({ contact: "live", surface: "box" }, { isShrunk: true }).handles.size.label, "Make larger");
});

test("initials are of the first and last word", () => {
  assert.equal(["Maria Lopez", "Ada", "Jean-Luc van Dyck", "", "Élodie Ångström"].map(initialsOf), ["ML", "A", "JD", "", "ÉÅ"]);
});

test.run();
