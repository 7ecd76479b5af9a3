import type { ControlKind } from "#protocol/common";
import type { PanelState } from "#protocol/local-panel";

export type NoticeKey = NonNullable<PanelState["notice"]>;
/** What control is of: pressing, typing, or both. */
export type Kinds = ControlKind | "both";

/** Every sentence of the panel. Two parts of a notice: what happened, and what to do next. */
export interface Strings {
  readonly language: string;
  readonly buttons: Readonly<
    Record<
      | "talk"
      | "hide"
      | "show"
      | "end"
      | "cancel"
      | "close"
      | "open"
      | "mute"
      | "unmute"
      | "yes"
      | "no"
      | "shrink"
      | "grow"
      | "move"
      | "allow"
      | "deny"
      | "here"
      | "stop",
      string
    >
  >;
  readonly home: {
    readonly heading: string;
    readonly nobody: string;
    readonly someFree: (free: number) => string;
    readonly allBusy: (online: number) => string;
  };
  readonly seen: { readonly before: string; readonly hiddenBefore: string };
  readonly offline: { readonly heading: string; readonly lines: readonly string[] };
  readonly queued: {
    readonly heading: string;
    readonly next: string;
    readonly place: (place: number) => string;
    readonly stay: string;
    readonly offered: string;
  };
  readonly connecting: { readonly heading: string; readonly named: (name: string) => string; readonly line: string };
  readonly live: {
    readonly heading: (name: string) => string;
    readonly speak: string;
    readonly muted: string;
    readonly cannotHear: string;
    readonly voiceOnly: string;
    readonly agent: string;
    readonly swipe: string;
  };
  readonly control: {
    readonly granted: Readonly<Record<Kinds, (name: string) => string>>;
    readonly paused: string;
    readonly agent: string;
  };
  readonly ask: {
    readonly heading: Readonly<Record<Kinds, (name: string) => string>>;
    readonly line: string;
    /** What is allowed and what is not, one by one. */
    readonly may: Readonly<Record<ControlKind, string>>;
    readonly mayNot: Readonly<Record<ControlKind, string>>;
    readonly remaining: (time: string) => string;
  };
  readonly stillThere: { readonly heading: string; readonly line: string; readonly remaining: (time: string) => string };
  readonly soon: { readonly seconds: (seconds: number) => string; readonly few: string };
  readonly indicator: { readonly live: string; readonly hidden: string; readonly off: string };
  readonly wrapup: {
    readonly heading: string;
    readonly line: string;
    readonly question: string;
    readonly thanks: string;
    readonly sorry: string;
    readonly screenClosed: string;
  };
  readonly lost: { readonly heading: string; readonly line: string };
  readonly closed: { readonly heading: string; readonly line: string };
  readonly moment: { readonly heading: string; readonly line: string };
  readonly wait: {
    readonly unknown: string;
    readonly expected: (range: string) => string;
    readonly under15s: string;
    readonly under1min: string;
    readonly about1min: string;
    readonly minutes: (low: number, high: number) => string;
    readonly over30min: string;
  };
  readonly notices: Readonly<Record<NoticeKey, { readonly happened: string; readonly next: string }>>;
}

const plural = (n: number, one: string, many: string) => (n === 1 ? one : many.replace("#", String(n)));

export const en: Strings = {
  language: "en",
  buttons: {
    talk: "Talk to a person",
    hide: "Hide my screen",
    show: "Show my screen",
    end: "End",
    cancel: "Cancel",
    close: "Close",
    open: "Get help",
    mute: "Mute",
    unmute: "Unmute",
    yes: "Yes",
    no: "No",
    shrink: "Make smaller",
    grow: "Make larger",
    move: "Move this box",
    allow: "Allow",
    deny: "Not now",
    here: "I am still here",
    stop: "Stop control",
  },
  home: {
    heading: "How can we help?",
    nobody: "Nobody is at the help desk just now. You can wait here for the next person.",
    someFree: (free) => plural(free, "One person is free to help you now.", "# people are free to help you now."),
    allBusy: (online) =>
      plural(online, "One person is here, with someone else just now.", "# people are here, all with someone else just now."),
  },
  seen: {
    before: "The agent will see this screen. You can hide it at any time.",
    hiddenBefore: "The agent will not see this screen. You can show it at any time.",
  },
  offline: {
    heading: "We cannot reach the help desk",
    lines: [
      "This screen has no connection just now. We keep trying.",
      "If it is urgent, please ask someone nearby. Nothing you entered is lost.",
    ],
  },
  queued: {
    heading: "You are in line",
    next: "You are next.",
    place: (place) => `You are number ${place} in line.`,
    stay: "You can stay right here. We will call you on this screen.",
    offered: "Someone is being called for you now.",
  },
  connecting: {
    heading: "Connecting you…",
    named: (name) => `${name} is joining you`,
    line: "You will hear a voice in a moment. Just speak normally.",
  },
  live: {
    heading: (name) => `You are talking with ${name}`,
    speak: "Just speak. They can hear you.",
    muted: "Your microphone is off. They cannot hear you.",
    cannotHear: "The agent has no microphone just now.",
    voiceOnly: "Voice only",
    agent: "the agent",
    swipe: "Close this page to go on where you were. The call stays in the small box.",
  },
  control: {
    granted: {
      touch: (name) => `${name} can touch`,
      type: (name) => `${name} can type`,
      both: (name) => `${name} can touch and type`,
    },
    paused: "Your finger has the screen",
    agent: "The agent",
  },
  ask: {
    heading: {
      touch: (name) => `${name} would like to press on this screen for you`,
      type: (name) => `${name} would like to type for you`,
      both: (name) => `${name} would like to press and type for you`,
    },
    line: "You can stop it at any time; your own finger always wins.",
    may: { touch: "Press, swipe and zoom on this screen", type: "Type words into this screen" },
    mayNot: { touch: "Press nothing on this screen", type: "Type nothing" },
    remaining: (time) => `Take your time. Without an answer in ${time} it stays as it is.`,
  },
  stillThere: {
    heading: "Are you still there?",
    line: "Nobody has touched this screen for a while.",
    remaining: (time) => `Without a touch in ${time} we hide this screen and end the call.`,
  },
  soon: { seconds: (seconds) => `about ${seconds} seconds`, few: "a few seconds" },
  indicator: { live: "Agent can see your screen", hidden: "Your screen is hidden", off: "Your screen is not shown" },
  wrapup: {
    heading: "Your call has ended",
    line: "The agent no longer sees or hears anything.",
    question: "Did that help?",
    thanks: "Thank you. We are glad it worked.",
    sorry: "Thank you for telling us. You can talk to a person again at any time.",
    screenClosed: "Your page is just as you left it.",
  },
  lost: { heading: "The connection was interrupted", line: "We are calling the agent back. Please stay here for a moment." },
  closed: { heading: "The help desk is closed now", line: "Please come back later, or ask someone nearby." },
  moment: { heading: "One moment…", line: "We will be right back. You do not need to do anything." },
  wait: {
    unknown: "We cannot say yet how long it will take.",
    expected: (range) => `Expected wait: ${range}.`,
    under15s: "less than 15 seconds",
    under1min: "less than a minute",
    about1min: "about 1 minute",
    minutes: (low, high) => `${low} to ${high} minutes`,
    over30min: "more than 30 minutes",
  },
  notices: {
    "desk-unreachable": { happened: "We cannot reach the help desk.", next: "We keep trying. You can wait here." },
    "no-agent": { happened: "Nobody could take your call yet.", next: "You can try again now, or a little later." },
    "call-lost": { happened: "The connection broke off.", next: "Touch “Talk to a person” to call again." },
    "agent-ended": { happened: "The agent has ended the call.", next: "You can call again at any time." },
    ended: { happened: "The call has ended.", next: "You can call again at any time." },
    "not-trusted": {
      happened: "We could not make sure who answered, so we did not connect you.",
      next: "Nothing was shown or heard. Please try again.",
    },
    "media-failed": { happened: "Picture and sound did not start.", next: "Please try again. If it happens twice, ask someone nearby." },
    reconnecting: { happened: "The connection is weak.", next: "We are calling back by ourselves. Please wait a moment." },
    "sound-failed": { happened: "The sound of this device does not work.", next: "The agent may still see your screen and help you." },
    "control-ended": { happened: "The agent can no longer touch or type.", next: "Everything is in your own hands again." },
    "left-alone": {
      happened: "Nobody touched this screen for a while, so the call was ended.",
      next: "Touch “Talk to a person” to call again.",
    },
  },
};
