import type { Rect } from "#protocol/common";
import type { PanelState } from "#protocol/local-panel";
import type { Act, ActDetails } from "./panel-link.ts";
import { askedAfter } from "./question.ts";
import type { Deed } from "./view.ts";
import { FRESH, type Local } from "./view-model.ts";
import { steadyEta } from "./wait-words.ts";

/** States in which the screen is nobody's, or its next customer's already. */
const NOBODYS: ReadonlySet<PanelState["contact"]> = new Set(["idle", "closed"]);
const BEFORE: ReadonlySet<PanelState["contact"]> = new Set([...NOBODYS, "panel", "choosing"]);

/**
 * What the page remembers after a new state of the daemon. Whatever belonged to a contact is wiped when that is over.
 * @param before the state that this one follows, null for the first
 */
export function localAfterState(local: Local, before: PanelState | null, state: PanelState, nowMs: number): Local {
  const isOver = before !== null && !BEFORE.has(before.contact) && BEFORE.has(state.contact);
  const shownEta = steadyEta(isOver ? null : local.shownEta, state.etaSeconds);
  const kept = isOver || NOBODYS.has(state.contact) ? { ...FRESH, isShrunk: local.isShrunk } : local;
  return { ...kept, shownEta, asked: askedAfter(local.asked, state.question, nowMs) };
}

/** What follows from a touch: acts for the daemon in order, a word to the host, and what the page remembers. */
export interface Outcome {
  readonly local: Local;
  readonly acts: readonly ({ readonly act: Act } & ActDetails)[];
  readonly boxSize?: "small" | "large";
}

/**
 * Carries out a touch in the page's own memory and says what else is to be done.
 * @param button where the touched button is, in pixels of the page
 */
export function afterDeed(local: Local, deed: Deed, button?: Rect): Outcome {
  switch (deed.kind) {
    case "act":
      return { local: afterAct(local, deed.act), acts: actsOf(local, deed.act) };
    case "choose-hidden":
      return { local: { ...local, hideChosen: deed.hidden }, acts: [{ act: deed.hidden ? "hide-screen" : "show-screen" }] };
    case "feedback":
      return { local: { ...local, feedback: deed.resolved }, acts: [{ act: "feedback", resolved: deed.resolved }] };
    case "answer":
      return { local, acts: [{ act: deed.act, question: deed.question, ...(deed.act === "allow" && button ? { button } : {}) }] };
    case "box-size":
      return { local, acts: [], boxSize: deed.size };
    default:
      return deed satisfies never;
  }
}

/** The choice goes before the call, so that not a single frame is seen against it. */
function actsOf({ hideChosen }: Local, act: Act): Outcome["acts"] {
  return act === "talk" && hideChosen ? [{ act: "hide-screen" }, { act }] : [{ act }];
}

function afterAct(local: Local, act: Act): Local {
  if (act === "hide-screen" || act === "show-screen") return { ...local, hideChosen: act === "hide-screen" };
  return act === "talk" ? { ...local, feedback: null } : local;
}

/** True when the screen is seen against the customer's last choice: the wish was lost on its way and is said again. */
export function isSeenAgainstChoice({ hideChosen }: Local, { sending }: PanelState): boolean {
  return hideChosen === true && sending === "live";
}
