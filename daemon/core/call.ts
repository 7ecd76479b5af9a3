import type { EndedBy } from "#protocol/common";
import { backOut, contactSurfaceRules, leave, openPanel, refuse, stay, surfaceEffects } from "./request.ts";
import type { Effect, EventOf, RulesOf, Step } from "./session-event.ts";
import { type Common, commonOf, type Notice, type Served, type Session, type StateOf, servedOf } from "./session-state.ts";

/** A contact with an agent: the call begins, is lost, begins anew, ends. */

type InCall = StateOf<"connecting"> | StateOf<"live"> | StateOf<"lost">;

/** The next attempt, in a fresh media process: one serves one call. */
function callAgain(state: InCall, changes: Partial<Served> = {}, effects: readonly Effect[] = []): Step {
  const served = { ...servedOf(state), ...changes, call: state.call + 1, agentCamera: false, agentMicrophone: false };
  const common = { ...commonOf(state), notice: served.wasLive ? ("reconnecting" as const) : null };
  const { contact, call, iceServers } = served;
  if (state.media === "warm") {
    const start: Effect = { type: "call/start", contact, call, iceServers };
    return { state: { ...common, ...served, name: "connecting", stage: "offer", media: "busy" }, effects: [...effects, start] };
  }
  const stop: Effect[] = state.media === "busy" ? [{ type: "media/stop" }] : [];
  return { state: { ...common, ...served, name: "connecting", stage: "media", media: "absent" }, effects: [...effects, ...stop] };
}

/** The media process is gone with its call. */
function callAgainWithoutMedia(state: StateOf<"connecting"> | StateOf<"live">): Step {
  return callAgain({ ...state, media: "absent" });
}

interface Ending {
  readonly by: EndedBy;
  readonly reason: string;
  readonly notice: Notice;
  /** Who does not know it yet. */
  readonly tell: { readonly desk: boolean; readonly console: boolean };
}

/** Rights first, then whoever has to know, then the call. */
function endEffects(state: InCall, { by, reason, tell }: Omit<Ending, "notice">): Effect[] {
  const { contact } = state;
  const effects: Effect[] = [{ type: "lease/end" }, { type: "mark/set", contact, name: "ended" }];
  if (tell.console && state.name === "live") effects.push({ type: "console/end", by, reason });
  if (tell.desk) effects.push({ type: "desk/end", contact, by, reason });
  if (state.media === "busy") effects.push({ type: "media/stop" });
  return effects;
}

/** The facts around the contact once its call is over. */
function afterCall(state: InCall): Common {
  return { ...commonOf(state), media: state.media === "busy" ? ("absent" as const) : state.media };
}

/** Ends the contact. */
function finish(state: InCall, { notice, ...ending }: Ending): Step {
  const { contact } = state;
  const effects = endEffects(state, ending);
  const common = afterCall(state);
  const { by } = ending;
  if (!state.wasLive) return by === "customer" ? backOut(common, effects) : neverMet(common, notice, effects);
  return { state: { ...common, name: "wrapup", notice, contact }, effects: [...effects, ...surfaceEffects(common, "box")] };
}

/** They never met: say so on the panel, where asking again is one touch. */
function neverMet(common: Common, notice: Notice, effects: readonly Effect[]): Step {
  const open = openPanel(common, notice);
  return { state: open.state, effects: [...effects, ...open.effects] };
}

const ENDED_NOTICE: Readonly<Record<EndedBy, Notice>> = {
  agent: "agent-ended",
  customer: "ended",
  desk: "call-lost",
  device: "call-lost",
  network: "call-lost",
};

function endedByDesk(state: InCall, event: EventOf<"desk/ended">): Step {
  const { by, reason } = event;
  return finish(state, { by, reason, notice: ENDED_NOTICE[by], tell: { desk: false, console: true } });
}

function endedByCustomer(state: InCall): Step {
  return finish(state, { by: "customer", reason: "ended at the device", notice: "ended", tell: { desk: true, console: true } });
}

/** Nobody is at the glass any more. */
function left(state: InCall): Step {
  return leave(afterCall(state), endEffects(state, { by: "device", reason: "left alone", tell: { desk: true, console: true } }));
}

function endedByConsole(state: InCall, event: EventOf<"console/ended">): Step {
  return finish(state, { by: "agent", reason: event.reason, notice: "agent-ended", tell: { desk: true, console: false } });
}

function failed(state: InCall, notice: Notice, reason: string): Step {
  return finish(state, { by: notice === "not-trusted" ? "device" : "network", reason, notice, tell: { desk: true, console: false } });
}

/** The same contact is given to an agent anew: to another one after a loss, or with fresh relays. Rights follow the participant. */
function acceptedAgain(state: InCall, event: EventOf<"desk/accepted">): Step {
  const { contact, epoch, agent, iceServers } = event;
  if (epoch === state.epoch && state.name !== "lost") return refuse(state, event, "this acceptance is known");
  return callAgain(state, { epoch, agent, iceServers }, [{ type: "lease/bind", contact, participant: agent.id }]);
}

/** Both directions of the control channel are open: pictures and voices may flow. */
function goLive(state: StateOf<"connecting"> | StateOf<"lost">): Step {
  return {
    state: { ...commonOf(state), ...servedOf(state), name: "live", media: "busy", wasLive: true, notice: null },
    effects: [{ type: "desk/connected", contact: state.contact }, { type: "console/describe" }],
  };
}

/** The desk has put the contact back in line: the agent did not come. */
function backInLine(state: StateOf<"connecting"> | StateOf<"lost">, event: EventOf<"desk/queued">): Step {
  const effects: Effect[] = state.wasLive ? [] : [{ type: "lease/unbind" }];
  if (state.media === "busy") effects.push({ type: "media/stop" });
  const { contact, position, etaSeconds } = event;
  const media = state.media === "busy" ? "absent" : state.media;
  return { state: { ...commonOf(state), name: "queued", notice: null, media, contact, position, etaSeconds, isConfirmed: true }, effects };
}

const callRules: RulesOf<"connecting" | "live" | "lost"> = {
  ...contactSurfaceRules,
  "customer/ended": (state) => endedByCustomer(state),
  "customer/left": (state) => left(state),
  "desk/ended": (state, event) => endedByDesk(state, event),
  "desk/accepted": (state, event) => acceptedAgain(state, event),
  "call/renewed": (state) => callAgain(state),
};

export const connectingRules: RulesOf<"connecting"> = {
  ...callRules,
  /** The desk's word about the console changes nothing: the deadline of this state runs already. */
  "desk/interrupted": (state) => stay(state),
  "desk/queued": backInLine,
  "call/renewed": (state) => (state.stage === "media" || state.stage === "offer" ? stay(state) : callAgain(state)),
  "media/ready": (state) => {
    if (state.stage !== "media") return stay({ ...state, media: "warm" });
    const { contact, call, iceServers } = state;
    return stay({ ...state, stage: "offer", media: "busy" }, { type: "call/start", contact, call, iceServers });
  },
  "media/offered": (state, event) => {
    if (state.stage !== "offer") return refuse(state, event, `no offer is wanted in stage ${state.stage}`);
    const { contact, call } = state;
    const { sdp, fingerprint } = event;
    return stay({ ...state, stage: "answer" }, { type: "call/offer", contact, call, sdp, fingerprint });
  },
  "call/answered": (state, event) => {
    if (event.call !== state.call) return refuse(state, event, `the answer is for call ${event.call}, this is call ${state.call}`);
    if (state.stage !== "answer") return refuse(state, event, `no answer is wanted in stage ${state.stage}`);
    const { contact, call, answer } = event;
    return stay({ ...state, stage: "check" }, { type: "call/check", contact, call, participant: state.agent.id, answer });
  },
  "call/trusted": (state, event) => {
    if (event.call !== state.call || state.stage !== "check") return refuse(state, event, "this call is not being checked");
    const { contact, call, answer } = event;
    return stay({ ...state, stage: "transport" }, { type: "call/accept", contact, call, answer });
  },
  "call/distrusted": (state, event) => {
    if (event.call !== state.call || state.stage !== "check") return refuse(state, event, "this call is not being checked");
    return failed(state, "not-trusted", event.reason);
  },
  "media/connected": (state, event) =>
    state.stage === "transport" ? goLive(state) : refuse(state, event, `the call cannot connect in stage ${state.stage}`),
  "media/failed": (state) => callAgain(state),
  "media/gone": (state) => (state.stage === "media" ? stay({ ...state, media: "absent" }) : callAgainWithoutMedia(state)),
  "timer/fired": (state) => failed(state, state.media === "busy" ? "call-lost" : "media-failed", "the call did not connect in time"),
};

export const liveRules: RulesOf<"live"> = {
  ...callRules,
  /** The desk or the console's way to it is gone, but the call itself is direct and goes on. */
  "desk/interrupted": (state) => stay(state),
  "desk/online": (state, { resumed }) =>
    stay({ ...state, online: true }, ...(resumed ? [] : [{ type: "desk/connected", contact: state.contact } as const])),
  "media/connected": (state) => stay(state, { type: "console/describe" }),
  "media/dead": (state) => ({
    state: { ...commonOf(state), ...servedOf(state), name: "lost", cause: "heartbeat", notice: "reconnecting" },
    effects: [{ type: "desk/interrupted", contact: state.contact }],
  }),
  "media/failed": (state) => callAgain(state),
  "media/gone": callAgainWithoutMedia,
  "media/troubled": (state, { code }) => stay(code === "sound" ? { ...state, notice: "sound-failed" } : state),
  "console/ended": endedByConsole,
  "console/media": (state, { camera, microphone }) => stay({ ...state, agentCamera: camera, agentMicrophone: microphone }),
};

export const lostRules: RulesOf<"lost"> = {
  ...callRules,
  "desk/interrupted": (state, { holdMs }) => stay(state, { type: "timer/set", name: "hold", ms: holdMs }),
  "desk/queued": backInLine,
  "media/connected": goLive,
  /** After a restart of the daemon: the call may have gone on, media says so next. One that was only beginning has lost its nonce. */
  "media/resumed": (state) =>
    state.cause === "restart" && state.wasLive
      ? stay({ ...state, media: "busy" })
      : stay({ ...state, media: "absent" }, { type: "media/stop" }),
  "media/ready": (state) => callAgain({ ...state, media: "warm" }),
  "media/failed": (state) => callAgain(state),
  "console/ended": endedByConsole,
  "timer/fired": (state) => failed(state, "call-lost", "the console did not come back in time"),
};

/** The whole of a session that was found in the journal of this same boot: wait for media to say whether the call goes on. */
export function lostByRestart(state: InCall): Session {
  return { ...commonOf(state), ...servedOf(state), name: "lost", cause: "restart", notice: "reconnecting", online: false, media: "absent" };
}
