import type { ControlKind } from "#protocol/common";
import type { PanelState } from "#protocol/local-panel";
import type { Kinds, Strings } from "./strings.ts";
import { act, type ControlStrip } from "./view.ts";

/** Room for the strip at the lower edge of the box (panel.css). */
export const CONTROL_STRIP_PX = 124;
/** A longer name is cut: it must not push aside what is said of it. */
const LONGEST_NAME = 28;

/** Both kinds have words of their own. */
export function kindsKey(kinds: readonly ControlKind[]): Kinds {
  return kinds.includes("touch") && kinds.includes("type") ? "both" : (kinds[0] ?? "both");
}

/** The agent's name within a sentence. */
export function nameIn(state: PanelState, { control: words }: Strings): string {
  const letters = [...(state.agentName?.trim() || words.agent)];
  return letters.length > LONGEST_NAME ? `${letters.slice(0, LONGEST_NAME - 1).join("")}…` : letters.join("");
}

/** Says for as long as control is granted whose hands work here, with the button that ends it. */
export function controlStrip(state: PanelState, strings: Strings): ControlStrip | null {
  const { control: words, buttons } = strings;
  if (state.control !== "granted" && state.control !== "paused") return null;
  const kinds = kindsKey(state.controlKinds);
  return {
    kind: state.control,
    text: state.control === "paused" ? words.paused : words.granted[kinds](nameIn(state, strings)),
    icon: kinds === "type" ? "keyboard" : "hand",
    stop: act(buttons.stop, "stop", "stop-control", "stop"),
  };
}
