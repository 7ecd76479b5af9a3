import type { PanelState } from "#protocol/local-panel";
import type { Act } from "./panel-link.ts";
import { type Strings, stringsFor } from "./strings.ts";
import { waitSentence } from "./wait-words.ts";

/** What the page knows beside the daemon's state. Wiped whenever a contact is over: a kiosk changes hands. */
export interface Local {
  /** The customer's last choice in this contact, null before any. What is shown in a call follows PanelState.sending alone. */
  readonly hideChosen: boolean | null;
  readonly feedback: boolean | null;
  /** The estimate on show (see steadyEta). */
  readonly shownEta: number | null;
  /** The host has made the box small, by this page's button or by two fingers: seen by the page's width. */
  readonly isShrunk: boolean;
}

export const FRESH: Local = { hideChosen: null, feedback: null, shownEta: null, isShrunk: false };

/** The host's box is 300 wide, 200 when small. */
export const SHRUNK_BELOW_PX = 250;

/** Longer than this without the daemon, and the page says so instead of showing buttons that do nothing. */
export const DISCONNECTED_SHOWN_MS = 1000;

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
  | "plus";
/** What a touch does: an act for the daemon, a choice of this page, or a word to the host. */
export type Deed =
  | { readonly kind: "act"; readonly act: Act }
  | { readonly kind: "choose-hidden"; readonly hidden: boolean }
  | { readonly kind: "feedback"; readonly resolved: boolean }
  | { readonly kind: "box-size"; readonly size: "small" | "large" };

export interface Button {
  readonly label: string;
  readonly icon: Icon;
  readonly look: "primary" | "plain" | "end" | "quiet";
  readonly deed: Deed;
}

export interface Indicator {
  readonly kind: PanelState["sending"];
  readonly text: string;
  readonly icon: Icon;
}

export type Scene = "moment" | "home" | "offline" | "closed" | "waiting" | "connecting" | "live" | "lost" | "wrapup";

/** All that is on the page. */
export interface PanelView {
  readonly language: string;
  readonly layout: "panel" | "box";
  readonly isShrunk: boolean;
  readonly scene: Scene;
  readonly heading: string;
  readonly lines: readonly string[];
  readonly notice: { readonly happened: string; readonly next: string } | null;
  readonly place: number | null;
  readonly indicator: Indicator | null;
  /** The sentence above the choice whether the screen is shown. */
  readonly choice: { readonly text: string; readonly icon: Icon; readonly button: Button } | null;
  readonly question: string | null;
  readonly buttons: readonly Button[];
  /** In a call: who it is, and whether the face is shown by the host under this page's hole. */
  readonly agent: { readonly name: string; readonly initials: string; readonly hasFace: boolean; readonly caption: string } | null;
  /** Names of the box's own handles. */
  readonly handles: { readonly move: string; readonly size: Button };
}

type Part = Pick<PanelView, "scene" | "heading" | "lines" | "buttons"> &
  Partial<Pick<PanelView, "place" | "indicator" | "choice" | "question" | "agent">>;

/**
 * What the page shows.
 * @param state the daemon's last state, null before the first
 * @param disconnectedMs for how long the daemon has been out of reach, 0 while it is there
 */
export function panelView(state: PanelState | null, local: Local, disconnectedMs: number): PanelView {
  const strings = stringsFor(state?.locale ?? "en");
  const isGone = state === null || disconnectedMs > DISCONNECTED_SHOWN_MS;
  const part = isGone ? moment(strings) : scenes[state.contact](state, local, strings);
  const small = local.isShrunk;
  return {
    language: strings.language,
    layout: state?.surface === "box" ? "box" : "panel",
    isShrunk: small,
    notice: isGone || state.notice === null || !isNoticeShown(state, part.scene) ? null : strings.notices[state.notice],
    place: null,
    indicator: null,
    choice: null,
    question: null,
    agent: null,
    handles: {
      move: strings.buttons.move,
      size: {
        label: small ? strings.buttons.grow : strings.buttons.shrink,
        icon: small ? "plus" : "minus",
        look: "quiet",
        deed: { kind: "box-size", size: small ? "large" : "small" },
      },
    },
    ...part,
  };
}

/** A scene that says the same at length needs no notice beside it. */
function isNoticeShown({ notice }: PanelState, scene: Scene): boolean {
  if (scene === "offline") return notice !== "desk-unreachable";
  if (scene === "lost") return notice !== "reconnecting";
  if (scene === "wrapup") return notice !== "ended";
  return true;
}

const act = (label: string, icon: Icon, name: Act, look: Button["look"] = "plain"): Button => ({
  label,
  icon,
  look,
  deed: { kind: "act", act: name },
});

type ScenePart = (state: PanelState, local: Local, strings: Strings) => Part;

const scenes: Readonly<Record<PanelState["contact"], ScenePart>> = {
  idle: home,
  panel: home,
  choosing: home,
  queued: waiting,
  offered: waiting,
  connecting,
  live,
  wrapup,
  callback: closed,
  closed,
  lost,
};

function moment({ moment: words }: Strings): Part {
  return { scene: "moment", heading: words.heading, lines: [words.line], buttons: [] };
}

function home(state: PanelState, local: Local, strings: Strings): Part {
  const { buttons, home: words } = strings;
  const close = act(buttons.close, "cross", "close", "quiet");
  if (state.surface === "box") {
    return { scene: "home", heading: words.heading, lines: [], buttons: [act(buttons.open, "person", "open", "primary")] };
  }
  if (!state.online)
    return {
      scene: "offline",
      heading: strings.offline.heading,
      lines: strings.offline.lines,
      buttons: [act(buttons.close, "cross", "close")],
    };
  return {
    scene: "home",
    heading: words.heading,
    lines: whoIsThere(state, local, strings),
    choice: choiceOf(local.hideChosen ?? state.hidden, strings),
    buttons: [act(buttons.talk, "person", "talk", "primary"), close],
  };
}

function whoIsThere(state: PanelState, local: Local, strings: Strings): string[] {
  const { home: words } = strings;
  if (state.agentsOnline === 0) return [words.nobody, waitSentence(null, strings)];
  if (state.agentsFree > 0) return [words.someFree(state.agentsFree), waitSentence(state.etaSeconds, strings)];
  return [words.allBusy(state.agentsOnline), waitSentence(local.shownEta, strings)];
}

function choiceOf(hideChosen: boolean, { seen, buttons }: Strings): NonNullable<PanelView["choice"]> {
  return {
    text: hideChosen ? seen.hiddenBefore : seen.before,
    icon: hideChosen ? "eye-off" : "eye",
    button: {
      label: hideChosen ? buttons.show : buttons.hide,
      icon: hideChosen ? "eye" : "eye-off",
      look: "plain",
      deed: { kind: "choose-hidden", hidden: !hideChosen },
    },
  };
}

function waiting(state: PanelState, local: Local, strings: Strings): Part {
  const { queued } = strings;
  const isOffered = state.contact === "offered";
  const place = isOffered || state.position === null ? null : Math.max(1, state.position);
  const first = isOffered ? queued.offered : place === null ? null : place === 1 ? queued.next : queued.place(place);
  const lines = [first, isOffered ? null : waitSentence(local.shownEta, strings), queued.stay];
  return {
    scene: "waiting",
    heading: queued.heading,
    place,
    lines: lines.filter((line) => line !== null),
    buttons: [act(strings.buttons.cancel, "cross", "cancel")],
  };
}

function connecting(state: PanelState, _local: Local, strings: Strings): Part {
  const { connecting: words, buttons } = strings;
  return {
    scene: "connecting",
    heading: state.agentName ? words.named(state.agentName) : words.heading,
    lines: [words.line],
    indicator: indicatorOf(state, strings),
    agent: agentOf(state, strings),
    buttons: [hideOrShow(state, strings), act(buttons.end, "phone-down", "end", "end")],
  };
}

function live(state: PanelState, _local: Local, strings: Strings): Part {
  const { live: words, buttons } = strings;
  const isPanel = state.surface !== "box";
  return {
    scene: "live",
    heading: words.heading(state.agentName ?? words.agent),
    lines: [
      state.microphone ? words.speak : words.muted,
      ...(state.agentMicrophone ? [] : [words.cannotHear]),
      ...(isPanel ? [words.swipe] : []),
    ],
    indicator: indicatorOf(state, strings),
    agent: agentOf(state, strings),
    buttons: [
      hideOrShow(state, strings),
      state.microphone ? act(buttons.mute, "microphone", "mute") : act(buttons.unmute, "microphone-off", "unmute"),
      act(buttons.end, "phone-down", "end", "end"),
      ...(isPanel ? [act(buttons.close, "cross", "close", "quiet")] : []),
    ],
  };
}

function lost(state: PanelState, _local: Local, strings: Strings): Part {
  const { lost: words, buttons } = strings;
  return {
    scene: "lost",
    heading: words.heading,
    lines: [words.line],
    indicator: indicatorOf(state, strings),
    buttons: [hideOrShow(state, strings), act(buttons.end, "phone-down", "end", "end")],
  };
}

function wrapup(_state: PanelState, local: Local, strings: Strings): Part {
  const { wrapup: words, buttons } = strings;
  const close = act(buttons.close, "cross", "close", local.feedback === null ? "plain" : "primary");
  if (local.feedback !== null) {
    return {
      scene: "wrapup",
      heading: local.feedback ? words.thanks : words.sorry,
      lines: [words.line, words.screenClosed],
      buttons: [close],
    };
  }
  const answer = (resolved: boolean): Button => ({
    label: resolved ? buttons.yes : buttons.no,
    icon: resolved ? "check" : "cross",
    look: "primary",
    deed: { kind: "feedback", resolved },
  });
  return {
    scene: "wrapup",
    heading: words.heading,
    lines: [words.line, words.screenClosed],
    question: words.question,
    buttons: [answer(true), answer(false), close],
  };
}

function closed(_state: PanelState, _local: Local, strings: Strings): Part {
  const { closed: words, buttons } = strings;
  return { scene: "closed", heading: words.heading, lines: [words.line], buttons: [act(buttons.close, "cross", "close")] };
}

/** Follows what screen really sends, never what was asked for. */
function indicatorOf({ sending }: PanelState, { indicator }: Strings): Indicator {
  const icons = { live: "eye", hidden: "eye-off", off: "eye-closed" } as const;
  return { kind: sending, text: indicator[sending], icon: icons[sending] };
}

function hideOrShow({ sending, hidden }: PanelState, { buttons }: Strings): Button {
  // While nothing is sent, as when screen is started again, the customer's choice stands; before any, hiding is what one may want first.
  return sending === "hidden" || (sending === "off" && hidden)
    ? act(buttons.show, "eye", "show-screen")
    : act(buttons.hide, "eye-off", "hide-screen");
}

function agentOf(state: PanelState, { live: words }: Strings): PanelView["agent"] {
  const name = state.agentName ?? "";
  return { name, initials: initialsOf(name), hasFace: state.agentCamera, caption: state.agentCamera ? "" : words.voiceOnly };
}

/** First letters of the first and last word of a name. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s-]+/).filter(Boolean);
  const [first] = words;
  const last = words.length > 1 ? words.at(-1) : undefined;
  return [first, last]
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toUpperCase();
}
