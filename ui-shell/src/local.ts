import type { PanelState } from "#protocol/local-panel";
import type { Act } from "./panel-link.ts";
import type { Deed, Local } from "./view-model.ts";
import { FRESH } from "./view-model.ts";
import { steadyEta } from "./wait-words.ts";

/** Contact states that belong to one customer; leaving them all wipes what the page remembers. */
const NOBODYS: ReadonlySet<PanelState["contact"]> = new Set(["idle", "closed"]);

/** What the page remembers after a new state of the daemon. */
export function localAfterState(local: Local, state: PanelState): Local {
  const shownEta = steadyEta(local.shownEta, state.etaSeconds);
  return NOBODYS.has(state.contact) ? { ...FRESH, shownEta, isShrunk: local.isShrunk } : { ...local, shownEta };
}

/** What follows from a touch: acts for the daemon in order, a word to the host, and what the page remembers. */
export interface Outcome {
  readonly local: Local;
  readonly acts: readonly { readonly act: Act; readonly resolved?: boolean }[];
  readonly boxSize?: "small" | "large";
}

/** Carries out a touch in the page's own memory and says what else is to be done. */
export function afterDeed(local: Local, deed: Deed): Outcome {
  switch (deed.kind) {
    case "act":
      return { local: afterAct(local, deed.act), acts: actsOf(local, deed.act) };
    case "choose-hidden":
      return { local: { ...local, hideChosen: deed.hidden }, acts: [{ act: deed.hidden ? "hide-screen" : "show-screen" }] };
    case "feedback":
      return { local: { ...local, feedback: deed.resolved }, acts: [{ act: "feedback", resolved: deed.resolved }] };
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
