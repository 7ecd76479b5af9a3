import type { PanelState } from "#protocol/local-panel";
import { controlStrip } from "./control-view.ts";
import type { Asked } from "./question.ts";
import { questionPart } from "./question-view.ts";
import { type Strings, stringsFor } from "./strings.ts";
import { act, type Button, type Indicator, type PanelView, type Part, type Scene } from "./view.ts";
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
  /** The question on the page. */
  readonly asked: Asked | null;
}

export const FRESH: Local = { hideChosen: null, feedback: null, shownEta: null, isShrunk: false, asked: null };

/** The host's box is 300 wide, 200 when small. */
export const SHRUNK_BELOW_PX = 250;

/** Longer than this without the daemon, and the page says so instead of showing buttons that do nothing. */
export const DISCONNECTED_SHOWN_MS = 1000;

/**
 * What the page shows.
 * @param state the daemon's last state, null before the first
 * @param disconnectedMs for how long the daemon has been out of reach, 0 while it is there
 * @param nowMs of the clock that local.asked was made with
 */
export function panelView(state: PanelState | null, local: Local, disconnectedMs: number, nowMs = 0): PanelView {
  const strings = stringsFor(state?.locale ?? "en");
  const isGone = state === null || disconnectedMs > DISCONNECTED_SHOWN_MS;
  const asks = isGone ? null : questionPart(state, local.asked, strings, nowMs);
  const part = isGone ? moment(strings) : (asks ?? scenes[state.contact](state, local, strings));
  const small = local.isShrunk;
  return {
    language: strings.language,
    layout: state?.surface === "box" ? "box" : "panel",
    isShrunk: small,
    isNeutral: NEUTRAL.has(part.scene),
    notice: isGone || asks || state.notice === null || !isNoticeShown(state, part.scene) ? null : strings.notices[state.notice],
    place: null,
    indicator: null,
    choice: null,
    question: null,
    ask: null,
    control: null,
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

/** Scenes in which nobody's contact is to be seen. */
const NEUTRAL: ReadonlySet<Scene> = new Set(["moment", "home", "offline", "closed"]);

/** A scene that says the same at length needs no notice beside it. */
function isNoticeShown({ notice }: PanelState, scene: Scene): boolean {
  if (scene === "offline") return notice !== "desk-unreachable";
  if (scene === "lost") return notice !== "reconnecting";
  if (scene === "wrapup") return notice !== "ended";
  return true;
}

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
    control: controlStrip(state, strings),
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
      ...(isPanel && state.control === "none" ? [words.swipe] : []),
    ],
    indicator: indicatorOf(state, strings),
    control: controlStrip(state, strings),
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
    control: controlStrip(state, strings),
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
