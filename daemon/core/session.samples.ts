import type { CallAnswer, EventOf, EventType, SessionEvent } from "./session-event.ts";
import { type Common, type Served, type Session, STATE_NAMES, type StateName, type StateOf } from "./session-state.ts";

/** One state of each name and one event of each type, for tables of all pairs. Used by tests alone. */

export const CONTACT = "11111111-1111-4111-8111-111111111111";
export const OTHER_CONTACT = "22222222-2222-4222-8222-222222222222";
export const AGENT = { id: "ann", name: "Ann" };
const HEX = Array.from({ length: 32 }, () => "AB").join(":");
export const FINGERPRINT = `sha-256 ${HEX}`;

export const ANSWER: CallAnswer = {
  type: "call/answer",
  contact: CONTACT,
  call: 1,
  sdp: "v=0",
  claims: {
    contact: CONTACT,
    deviceFingerprint: FINGERPRINT,
    consoleFingerprint: FINGERPRINT,
    role: "console",
    deviceNonce: "AA",
    consoleNonce: "BB",
    expiresMs: 1,
  },
  certificate: { agent: AGENT.id, publicKey: "AA", expiresMs: 1, signature: "AA" },
  signature: "AA",
};

const common: Common = { surface: "panel", notice: null, online: true, media: "warm", held: null, sinceMs: 0 };
const waiting = { contact: CONTACT, position: 1, etaSeconds: 10, isConfirmed: false };
const served: Served = {
  contact: CONTACT,
  epoch: 3,
  call: 1,
  agent: AGENT,
  iceServers: [],
  wasLive: false,
  agentCamera: false,
  agentMicrophone: false,
};
const busy = { ...common, media: "busy", surface: "box" } as const;

export const STATES: { readonly [N in StateName]: StateOf<N> } = {
  idle: { ...common, surface: "hidden", name: "idle" },
  panel: { ...common, name: "panel" },
  choosing: { ...common, name: "choosing" },
  queued: { ...common, name: "queued", ...waiting },
  offered: { ...common, name: "offered", ...waiting, isConfirmed: true, epoch: 3 },
  connecting: { ...busy, name: "connecting", ...served, stage: "answer" },
  live: { ...busy, name: "live", ...served, wasLive: true },
  lost: { ...busy, name: "lost", ...served, wasLive: true, cause: "heartbeat" },
  wrapup: { ...common, surface: "box", name: "wrapup", contact: CONTACT },
  callback: { ...common, name: "callback" },
  closed: { ...common, name: "closed", notice: "no-agent" },
};

/** A state with other facts. */
export function sample<N extends StateName>(name: N, changes: Partial<StateOf<N>> = {}): Session {
  return { ...(STATES[name] as Session), ...(changes as object) } as Session;
}

const EVENTS: { readonly [T in EventType]: EventOf<T> } = {
  "customer/opened": { type: "customer/opened" },
  "customer/talked": { type: "customer/talked", contact: CONTACT },
  "customer/ended": { type: "customer/ended" },
  "customer/closed": { type: "customer/closed" },
  "customer/rated": { type: "customer/rated", resolved: true },
  "customer/left": { type: "customer/left" },
  "question/opened": { type: "question/opened" },
  "question/closed": { type: "question/closed", back: "box" },
  "host/shown": { type: "host/shown", mode: "panel" },
  "desk/online": { type: "desk/online", resumed: true },
  "desk/offline": { type: "desk/offline" },
  "desk/queued": { type: "desk/queued", contact: CONTACT, position: 2, etaSeconds: null },
  "desk/offered": { type: "desk/offered", contact: CONTACT, epoch: 4 },
  "desk/accepted": { type: "desk/accepted", contact: CONTACT, epoch: 4, agent: AGENT, iceServers: [] },
  "desk/interrupted": { type: "desk/interrupted", contact: CONTACT, holdMs: 60_000 },
  "desk/ended": { type: "desk/ended", contact: CONTACT, by: "agent", reason: "done" },
  "desk/refused": { type: "desk/refused", contact: CONTACT, code: "closed" },
  "call/renewed": { type: "call/renewed", contact: CONTACT },
  "call/answered": { type: "call/answered", contact: CONTACT, call: 1, answer: ANSWER },
  "call/trusted": { type: "call/trusted", contact: CONTACT, call: 1, answer: ANSWER },
  "call/distrusted": { type: "call/distrusted", contact: CONTACT, call: 1, reason: "fingerprint" },
  "media/ready": { type: "media/ready" },
  "media/resumed": { type: "media/resumed" },
  "media/gone": { type: "media/gone" },
  "media/offered": { type: "media/offered", sdp: "v=0", fingerprint: FINGERPRINT },
  "media/connected": { type: "media/connected" },
  "media/dead": { type: "media/dead" },
  "media/failed": { type: "media/failed" },
  "media/troubled": { type: "media/troubled", code: "sound" },
  "console/ended": { type: "console/ended", reason: "done" },
  "console/media": { type: "console/media", camera: true, microphone: true },
  "timer/fired": { type: "timer/fired", name: "reply" },
};
export const EVENT_TYPES = Object.keys(EVENTS) as EventType[];

/** The timer that runs in each state that has one. */
export const TIMERS = { queued: "reply", connecting: "connecting", lost: "hold", wrapup: "rest", closed: "rest" } as const;

/** An event of a type, fit for a state where that matters. */
export function eventFor(type: EventType, state: StateName): SessionEvent {
  if (type !== "timer/fired") return EVENTS[type];
  return { type, name: (TIMERS as Partial<Record<StateName, (typeof TIMERS)[keyof typeof TIMERS]>>)[state] ?? "reply" };
}

export { STATE_NAMES };
