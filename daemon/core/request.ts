import type { Id } from "#protocol/common";
import type { Effect, RulesOf, SessionEvent, Step } from "./session-event.ts";
import { type Common, commonOf, type Notice, type Session, type StateName, type StateOf, type Surface } from "./session-state.ts";

/**
 * A contact before an agent has accepted it, and the ways in and out of the panel.
 * Each function here is one move; session.ts checks it against TRANSITIONS.
 */

/** How long the thanks for an answer stay. */
export const THANKS_MS = 5000;

/** Nothing changes but what is named. */
export function stay(state: Session, ...effects: Effect[]): Step {
  return { state, effects };
}

/** The event does not fit this state: it is logged and nothing changes. */
export function refuse(state: Session, event: SessionEvent, why: string): Step {
  return stay(state, { type: "event/refuse", event: event.type, state: state.name, why });
}

/** Puts the panel somewhere, without a word when it is there already. */
export function surfaceEffects(state: Common, mode: Surface): Effect[] {
  return state.surface === mode ? [] : [{ type: "surface/show", mode }];
}

/** The app has the whole screen again and nothing is remembered. */
export function rest(state: Common): Step {
  return {
    state: { ...commonOf(state), name: "idle", surface: "hidden", notice: null },
    effects: [{ type: "lease/end" }, ...surfaceEffects(state, "hidden")],
  };
}

/** The panel over the app, nothing asked for yet; with a notice when the last attempt came to nothing. */
export function openPanel(state: Common, notice: Notice | null = null): Step {
  return { state: { ...commonOf(state), name: "panel", surface: "panel", notice }, effects: surfaceEffects(state, "panel") };
}

/** The customer gave up before anybody came: back to the panel if that is in view, else to the app. */
export function backOut(state: Common, effects: readonly Effect[]): Step {
  const out = state.surface === "panel" ? openPanel(state) : rest(state);
  return { state: out.state, effects: [...effects, ...out.effects] };
}

/** An honest word that nobody can come now. It goes away by itself. */
export function close(state: Common, notice: Notice, effects: readonly Effect[]): Step {
  return { state: { ...commonOf(state), name: "closed", notice }, effects };
}

/** Asks the desk for a person. While the desk is away the request waits for it. */
export function request(state: Common, fresh: Id): Step {
  const contact = state.held ?? fresh;
  const queued: StateOf<"queued"> = {
    ...commonOf(state),
    name: "queued",
    held: null,
    notice: state.online ? null : "desk-unreachable",
    contact,
    position: null,
    etaSeconds: null,
    isConfirmed: false,
  };
  return {
    state: queued,
    effects: [
      { type: "lease/promise", contact },
      { type: "desk/request", contact },
      { type: "mark/set", contact, name: "requested" },
    ],
  };
}

/** The desk speaks of a contact that is not ours any more: tell it, so that no agent waits for it. */
function disown(state: Session, contact: Id, kind: "queued" | "accepted"): Step {
  if (contact === state.held) return stay(state);
  if (kind === "queued") return stay(state, { type: "desk/cancel", contact });
  return stay(state, { type: "desk/end", contact, by: "device", reason: "not asked for by anybody at the device" });
}

const strangers: RulesOf<"idle" | "panel" | "choosing" | "callback" | "closed" | "wrapup"> = {
  "desk/queued": (state, { contact }) => disown(state, contact, "queued"),
  "desk/accepted": (state, { contact }) => disown(state, contact, "accepted"),
  /** The desk says every end to both sides, also to the one who brought it. Only a place in line that is held can still be lost by it. */
  "desk/ended": (state, { contact }) => stay(contact === state.held ? { ...state, held: null } : state),
};

export const idleRules: RulesOf<"idle"> = {
  ...strangers,
  "customer/opened": (state) => openPanel(state),
  "customer/talked": (state, { contact }) => request(state, contact),
  "host/shown": (state, { mode }) => {
    if (mode === "panel") return openPanel({ ...state, surface: "panel" });
    return mode === "box" ? rest({ ...state, surface: "box" }) : stay(state);
  },
};

/** Nobody is there any more: a fresh panel with a word for whoever comes back at once. The glass is wiped next. */
export function leave(state: Common, effects: readonly Effect[] = []): Step {
  const open = openPanel(state, "left-alone");
  return { state: open.state, effects: [...effects, ...open.effects] };
}

/** A question comes to the front wherever the panel is, and leaves it as it was unless the customer has moved it meanwhile. */
const questionRules: RulesOf<StateName> = {
  "question/opened": (state) => stay({ ...state, surface: "panel" }, ...surfaceEffects(state, "panel")),
  "question/closed": (state, { back }) =>
    state.surface === "panel" ? stay({ ...state, surface: back }, ...surfaceEffects(state, back)) : stay(state),
};

/** States in which the panel is in view and nothing runs: panel, choosing, callback, closed. */
export const frontRules: RulesOf<"panel" | "choosing" | "callback" | "closed"> = {
  ...strangers,
  ...questionRules,
  "customer/opened": (state) => stay({ ...state, surface: "panel" }, ...surfaceEffects(state, "panel")),
  "customer/talked": (state, { contact }) => request(state, contact),
  "customer/closed": rest,
  "customer/left": (state) => leave(state),
  "host/shown": (state, { mode }) => (mode === "hidden" ? rest({ ...state, surface: "hidden" }) : stay({ ...state, surface: mode })),
};

/** It goes away by itself, whoever is there. */
export const closedRules: RulesOf<"closed"> = { ...frontRules, "customer/left": rest, "timer/fired": rest };

export const wrapupRules: RulesOf<"wrapup"> = {
  ...strangers,
  "customer/opened": (state) => stay({ ...state, surface: "panel" }, ...surfaceEffects(state, "panel")),
  "customer/talked": (state, { contact }) => request(state, contact),
  "customer/closed": rest,
  /** The page says thank you for a moment. */
  "customer/rated": (state, { resolved }) =>
    stay(state, { type: "desk/feedback", contact: state.contact, resolved }, { type: "timer/set", name: "rest", ms: THANKS_MS }),
  "timer/fired": rest,
  "host/shown": (state, { mode }) => (mode === "hidden" ? rest({ ...state, surface: "hidden" }) : stay({ ...state, surface: mode })),
};

/** While a contact lasts, the customer sees at least the box: who can see and hear is always in view. */
export const contactSurfaceRules: RulesOf<"queued" | "offered" | "connecting" | "live" | "lost"> = {
  ...questionRules,
  "customer/opened": (state) => stay({ ...state, surface: "panel" }, ...surfaceEffects(state, "panel")),
  "customer/closed": (state) => stay({ ...state, surface: "box" }, ...surfaceEffects(state, "box")),
  "host/shown": (state, { mode }) => {
    if (mode !== "hidden") return stay({ ...state, surface: mode });
    return stay({ ...state, surface: "box" }, { type: "surface/show", mode: "box" });
  },
};

/** The agent's acceptance begins the first call. The box appears at once, so that the face finds its place ready. */
function accept(state: StateOf<"queued"> | StateOf<"offered">, event: Extract<SessionEvent, { type: "desk/accepted" }>): Step {
  const { contact, epoch, agent, iceServers } = event;
  const served = { contact, epoch, agent, iceServers, call: 1, wasLive: false, agentCamera: false, agentMicrophone: false };
  const isWarm = state.media === "warm";
  const effects: Effect[] = [{ type: "lease/bind", contact, participant: agent.id }];
  if (isWarm) effects.push({ type: "call/start", contact, call: 1, iceServers });
  return {
    state: {
      ...commonOf(state),
      ...served,
      name: "connecting",
      stage: isWarm ? "offer" : "media",
      media: isWarm ? "busy" : state.media,
      surface: "box",
      notice: null,
    },
    effects: [...effects, ...surfaceEffects(state, "box")],
  };
}

function cancel(state: StateOf<"queued" | "offered">): Step {
  return backOut(state, [{ type: "lease/end" }, { type: "desk/cancel", contact: state.contact }]);
}

/** The desk has lost its memory of our session: ask again, which does nothing where the request is known. */
function askAgain(state: StateOf<"queued" | "offered">, event: Extract<SessionEvent, { type: "desk/online" }>): Step {
  const online = { ...state, online: true, notice: null };
  return event.resumed ? stay(online) : stay(online, { type: "desk/request", contact: state.contact });
}

const lineRules: RulesOf<"queued" | "offered"> = {
  ...contactSurfaceRules,
  "customer/ended": cancel,
  "customer/left": (state) => leave(state, [{ type: "lease/end" }, { type: "desk/cancel", contact: state.contact }]),
  "desk/online": askAgain,
  "desk/offline": (state) => stay({ ...state, online: false, notice: "desk-unreachable" }),
  "desk/ended": (state) => close(state, "no-agent", [{ type: "lease/end" }]),
};

export const queuedRules: RulesOf<"queued"> = {
  ...lineRules,
  "desk/queued": (state, { position, etaSeconds }) =>
    stay({ ...state, position, etaSeconds, isConfirmed: true, notice: null }, { type: "timer/clear", name: "reply" }),
  "desk/offered": (state, { epoch }) => {
    const { contact, position, etaSeconds } = state;
    return stay({ ...commonOf(state), name: "offered", notice: null, contact, position, etaSeconds, isConfirmed: true, epoch });
  },
  "desk/accepted": accept,
  "desk/refused": (state) => close(state, "no-agent", [{ type: "lease/end" }]),
  "timer/fired": (state) => close(state, "desk-unreachable", [{ type: "lease/end" }, { type: "desk/cancel", contact: state.contact }]),
};

export const offeredRules: RulesOf<"offered"> = {
  ...lineRules,
  /** The agent refused or did not answer: back in line, at the front. */
  "desk/queued": (state, { position, etaSeconds }) =>
    stay({ ...commonOf(state), name: "queued", contact: state.contact, position, etaSeconds, isConfirmed: true }),
  /** The next agent is asked. */
  "desk/offered": (state, { epoch }) => stay({ ...state, epoch }),
  "desk/accepted": accept,
};
