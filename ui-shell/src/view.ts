import type { PanelState } from "#protocol/local-panel";
import type { Act } from "./panel-link.ts";

export type Icon =
  | "person"
  | "eye"
  | "eye-off"
  | "eye-closed"
  | "phone-down"
  | "microphone"
  | "microphone-off"
  | "cross"
  | "check"
  | "minus"
  | "plus"
  | "hand"
  | "keyboard"
  | "stop";

export type Answer = "allow" | "deny" | "still-here";

/** What a touch does: an act for the daemon, a choice of this page, or a word to the host. */
export type Deed =
  | { readonly kind: "act"; readonly act: Act }
  | { readonly kind: "choose-hidden"; readonly hidden: boolean }
  | { readonly kind: "feedback"; readonly resolved: boolean }
  /** To the question of this number. */
  | { readonly kind: "answer"; readonly act: Answer; readonly question: number }
  | { readonly kind: "box-size"; readonly size: "small" | "large" };

export interface Button {
  readonly label: string;
  readonly icon: Icon;
  readonly look: "primary" | "plain" | "end" | "quiet" | "answer" | "stop";
  readonly deed: Deed;
}

export interface Indicator {
  readonly kind: PanelState["sending"];
  readonly text: string;
  readonly icon: Icon;
}

/** A right that is asked for, or that is not. */
export interface Right {
  readonly text: string;
  readonly icon: Icon;
  readonly isAsked: boolean;
}

/** A question to the customer, alone on the panel. */
export interface Ask {
  readonly number: number;
  readonly rights: readonly Right[];
  /** How long it stays, in words. */
  readonly remaining: string;
  /** It has been on the glass for long enough to be answered. */
  readonly isOpen: boolean;
  readonly answers: readonly Button[];
}

/** That the agent's hands work here, and the way to stop them. */
export interface ControlStrip {
  readonly kind: "granted" | "paused";
  readonly text: string;
  readonly icon: Icon;
  readonly stop: Button;
}

export type Scene =
  | "moment"
  | "home"
  | "offline"
  | "closed"
  | "waiting"
  | "connecting"
  | "live"
  | "lost"
  | "wrapup"
  | "ask"
  | "still-there";

/** All that is on the page. */
export interface PanelView {
  readonly language: string;
  readonly layout: "panel" | "box";
  readonly isShrunk: boolean;
  readonly scene: Scene;
  /** Nothing of a customer's contact is on it. */
  readonly isNeutral: boolean;
  readonly heading: string;
  readonly lines: readonly string[];
  readonly notice: { readonly happened: string; readonly next: string } | null;
  readonly place: number | null;
  readonly indicator: Indicator | null;
  /** The sentence above the choice whether the screen is shown. */
  readonly choice: { readonly text: string; readonly icon: Icon; readonly button: Button } | null;
  readonly question: string | null;
  readonly ask: Ask | null;
  readonly control: ControlStrip | null;
  readonly buttons: readonly Button[];
  /** In a call: who it is, and whether the face is shown by the host under this page's hole. */
  readonly agent: { readonly name: string; readonly initials: string; readonly hasFace: boolean; readonly caption: string } | null;
  /** Names of the box's own handles. */
  readonly handles: { readonly move: string; readonly size: Button };
}

/** What a scene says; the rest is the same in all of them. */
export type Part = Pick<PanelView, "scene" | "heading" | "lines" | "buttons"> &
  Partial<Pick<PanelView, "place" | "indicator" | "choice" | "question" | "ask" | "control" | "agent">>;

export const act = (label: string, icon: Icon, name: Act, look: Button["look"] = "plain"): Button => ({
  label,
  icon,
  look,
  deed: { kind: "act", act: name },
});
