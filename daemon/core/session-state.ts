import type { IceServer, Id } from "#protocol/common";
import type { PanelState } from "#protocol/local-panel";

/** The device's states of a contact, in the order in which they normally come; `choosing` and `callback` are reserved for later ways in. */
export const STATE_NAMES = [
  "idle",
  "panel",
  "choosing",
  "queued",
  "offered",
  "connecting",
  "live",
  "lost",
  "wrapup",
  "callback",
  "closed",
] as const;
export type StateName = (typeof STATE_NAMES)[number];

export type Surface = PanelState["surface"];
export type Notice = NonNullable<PanelState["notice"]>;
export interface AgentCard {
  readonly id: Id;
  readonly name: string;
}

/** What every state knows: the facts around the contact. */
export interface Common {
  /** Where the panel should be, or where the customer has put it. */
  readonly surface: Surface;
  readonly notice: Notice | null;
  /** Whether the desk is reached. */
  readonly online: boolean;
  /** `warm` can begin a call; `busy` has one; a media process that was told to stop counts as absent. */
  readonly media: "absent" | "warm" | "busy";
  /** A place in line from before a reboot: "Talk to a person" takes it up again, nothing else does. */
  readonly held: Id | null;
  /** When this state was entered (monotonic ms). */
  readonly sinceMs: number;
}

interface Waiting {
  readonly contact: Id;
  readonly position: number | null;
  readonly etaSeconds: number | null;
  /** The desk has answered the request. */
  readonly isConfirmed: boolean;
}

/** An agent has accepted. `call` counts the attempts to reach the agent within the contact. */
export interface Served {
  readonly contact: Id;
  readonly epoch: number;
  readonly call: number;
  readonly agent: AgentCard;
  readonly iceServers: readonly IceServer[];
  /** The two have been connected before: what fails now is a loss, not a failure to begin. */
  readonly wasLive: boolean;
  readonly agentCamera: boolean;
  readonly agentMicrophone: boolean;
}

/** How far a call has come: waits for a warm media process, its offer, the console's answer, the check of it, the transport. */
export type CallStage = "media" | "offer" | "answer" | "check" | "transport";

interface Fields {
  idle: unknown;
  panel: unknown;
  choosing: unknown;
  queued: Waiting;
  offered: Waiting & { readonly epoch: number };
  connecting: Served & { readonly stage: CallStage };
  live: Served;
  /** No word from the console. `restart`: this daemon was restarted and has not heard from media yet. */
  lost: Served & { readonly cause: "heartbeat" | "restart" };
  wrapup: { readonly contact: Id };
  callback: unknown;
  closed: unknown;
}

export type StateOf<N extends StateName> = N extends StateName ? Common & { readonly name: N } & Fields[N] : never;
export type Session = StateOf<StateName>;

/** Which state may follow which. A rule that breaks this table is a defect, which the tests of every transition would show. */
export const TRANSITIONS: { readonly [N in StateName]: readonly StateName[] } = {
  idle: ["panel", "queued"],
  panel: ["idle", "choosing", "queued"],
  choosing: ["idle", "panel", "queued", "callback"],
  queued: ["idle", "panel", "offered", "connecting", "closed"],
  offered: ["idle", "panel", "queued", "connecting", "closed"],
  connecting: ["idle", "panel", "queued", "live", "wrapup"],
  live: ["panel", "connecting", "lost", "wrapup"],
  lost: ["idle", "panel", "queued", "connecting", "live", "wrapup"],
  wrapup: ["idle", "queued"],
  callback: ["idle", "panel", "queued"],
  closed: ["idle", "queued"],
};

/** A session at rest, before anything is heard. */
export function restingSession(held: Id | null = null): StateOf<"idle"> {
  return { name: "idle", surface: "hidden", notice: null, online: false, media: "absent", held, sinceMs: 0 };
}

/** The facts around the contact, without the contact itself. */
export function commonOf({ surface, notice, online, media, held, sinceMs }: Common): Common {
  return { surface, notice, online, media, held, sinceMs };
}

/** The part of a state that concerns the agent and the call. */
export function servedOf(state: Served): Served {
  const { contact, epoch, call, agent, iceServers, wasLive, agentCamera, agentMicrophone } = state;
  return { contact, epoch, call, agent, iceServers, wasLive, agentCamera, agentMicrophone };
}

/** The contact a state is about, if any. */
export function contactOf(state: Session): Id | null {
  return "contact" in state && state.name !== "wrapup" ? state.contact : null;
}

/** The agent's side of a state, if an agent has accepted. */
export function serviceOf(state: Session): Served | null {
  return state.name === "connecting" || state.name === "live" || state.name === "lost" ? state : null;
}
