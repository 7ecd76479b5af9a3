import type { Static } from "typebox";
import type { callFromConsole } from "#protocol/call";
import type { EndedBy, IceServer, Id, MarkName } from "#protocol/common";
import type { AgentCard, Session, StateName, StateOf, Surface } from "./session-state.ts";

/** Deadlines that a state asks for. One runs at most; it ends with its state. */
export type TimerName = "reply" | "connecting" | "hold" | "rest";
export type CallAnswer = Static<(typeof callFromConsole)["call/answer"]>;

/** What has happened. Past tense; the family says who told us. */
export type SessionEvent =
  | { readonly type: "customer/opened" }
  /** `contact` is a fresh UUID, in case this begins a contact. */
  | { readonly type: "customer/talked"; readonly contact: Id }
  | { readonly type: "customer/ended" }
  | { readonly type: "customer/closed" }
  | { readonly type: "customer/rated"; readonly resolved: boolean }
  /** Nobody answered whether anybody is still there. */
  | { readonly type: "customer/left" }
  /** The device asks the customer something: the panel has to be in view. */
  | { readonly type: "question/opened" }
  /** The question is over; the panel goes back to where it was. */
  | { readonly type: "question/closed"; readonly back: Surface }
  | { readonly type: "host/shown"; readonly mode: Surface }
  | { readonly type: "desk/online"; readonly resumed: boolean }
  | { readonly type: "desk/offline" }
  | { readonly type: "desk/queued"; readonly contact: Id; readonly position: number; readonly etaSeconds: number | null }
  | { readonly type: "desk/offered"; readonly contact: Id; readonly epoch: number }
  | {
      readonly type: "desk/accepted";
      readonly contact: Id;
      readonly epoch: number;
      readonly agent: AgentCard;
      readonly iceServers: readonly IceServer[];
    }
  | { readonly type: "desk/interrupted"; readonly contact: Id; readonly holdMs: number }
  | { readonly type: "desk/ended"; readonly contact: Id; readonly by: EndedBy; readonly reason: string }
  | { readonly type: "desk/refused"; readonly contact: Id; readonly code: string }
  | { readonly type: "call/renewed"; readonly contact: Id }
  | { readonly type: "call/answered"; readonly contact: Id; readonly call: number; readonly answer: CallAnswer }
  | { readonly type: "call/trusted"; readonly contact: Id; readonly call: number; readonly answer: CallAnswer }
  | { readonly type: "call/distrusted"; readonly contact: Id; readonly call: number; readonly reason: string }
  | { readonly type: "media/ready" }
  | { readonly type: "media/resumed" }
  | { readonly type: "media/gone" }
  | { readonly type: "media/offered"; readonly sdp: string; readonly fingerprint: string }
  | { readonly type: "media/connected" }
  | { readonly type: "media/dead" }
  /** The transport failed or was closed by the other end: this call will not come back. */
  | { readonly type: "media/failed" }
  | { readonly type: "media/troubled"; readonly code: string }
  | { readonly type: "console/ended"; readonly reason: string }
  | { readonly type: "console/media"; readonly camera: boolean; readonly microphone: boolean }
  | { readonly type: "timer/fired"; readonly name: TimerName };

export type EventType = SessionEvent["type"];
export type EventOf<T extends EventType> = Extract<SessionEvent, { type: T }>;

/** What to do. Imperative; the family says who does it. */
export type Effect =
  | { readonly type: "desk/request"; readonly contact: Id }
  | { readonly type: "desk/cancel"; readonly contact: Id }
  | { readonly type: "desk/connected"; readonly contact: Id }
  | { readonly type: "desk/interrupted"; readonly contact: Id }
  | { readonly type: "desk/end"; readonly contact: Id; readonly by: EndedBy; readonly reason: string }
  | { readonly type: "desk/feedback"; readonly contact: Id; readonly resolved: boolean }
  /** The customer asks for a person: what this allows is kept until one is there. */
  | { readonly type: "lease/promise"; readonly contact: Id }
  | { readonly type: "lease/bind"; readonly contact: Id; readonly participant: Id }
  /** The agent never came: what was promised waits for the next. */
  | { readonly type: "lease/unbind" }
  | { readonly type: "lease/end" }
  | { readonly type: "call/start"; readonly contact: Id; readonly call: number; readonly iceServers: readonly IceServer[] }
  | { readonly type: "call/offer"; readonly contact: Id; readonly call: number; readonly sdp: string; readonly fingerprint: string }
  | { readonly type: "call/check"; readonly contact: Id; readonly call: number; readonly participant: Id; readonly answer: CallAnswer }
  | { readonly type: "call/accept"; readonly contact: Id; readonly call: number; readonly answer: CallAnswer }
  | { readonly type: "console/end"; readonly by: EndedBy; readonly reason: string }
  /** Control is open: say what the picture is. */
  | { readonly type: "console/describe" }
  | { readonly type: "media/stop" }
  | { readonly type: "surface/show"; readonly mode: Surface }
  | { readonly type: "timer/set"; readonly name: TimerName; readonly ms: number }
  | { readonly type: "timer/clear"; readonly name: TimerName }
  | { readonly type: "mark/set"; readonly contact: Id; readonly name: MarkName }
  /** The event does not fit: it is logged and nothing changes. */
  | { readonly type: "event/refuse"; readonly event: EventType; readonly state: StateName; readonly why: string };

export type EffectOf<T extends Effect["type"]> = Extract<Effect, { type: T }>;

/** A state's answer to an event. */
export interface Step {
  readonly state: Session;
  readonly effects: readonly Effect[];
}

export type Rule<N extends StateName, T extends EventType> = (state: StateOf<N>, event: EventOf<T>) => Step;
/** What one state makes of the events it knows; any other event is refused. */
export type RulesOf<N extends StateName> = { readonly [T in EventType]?: Rule<N, T> };
