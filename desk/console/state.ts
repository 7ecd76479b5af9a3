import type { EndedBy, IceServer } from "#protocol/common";
import type { ConsoleToDesk, ContactCard, DeskToConsole } from "#protocol/desk-console";
import type { ConsoleToDevice, DeviceToConsole } from "#protocol/peer";
import type { Control } from "./control.ts";
import type { LinkStatus } from "./desk-link.ts";
import type { SourceKind, SourceState } from "./own-media.ts";
import type { PictureFacts } from "./picture.ts";
import type { CallConfirm, CallOffer, Distrust } from "./trust.ts";

export interface Offer {
  readonly epoch: number;
  readonly card: ContactCard;
  readonly untilMs: number;
  readonly isAccepting: boolean;
}

/** A contact that is ours, from the acceptance to its end. */
export interface Contact {
  readonly card: ContactCard;
  readonly iceServers: readonly IceServer[];
  /** Number of the call we are in, 0 before the first. */
  readonly call: number;
  readonly stage: "calling" | "checking" | "trusted" | "live";
  readonly acceptedMs: number;
  readonly liveMs: number | null;
  readonly view: { readonly state: "live" | "hidden" | "unavailable"; readonly reason: string } | null;
  readonly deviceOffsetMs: number | null;
  readonly control: Control;
  /** The device's heartbeat stopped, or the transport did. */
  readonly isLost: boolean;
  /** The desk holds the contact for the device until then. */
  readonly heldUntilMs: number | null;
  /** While lost: when a new call is asked for (again). */
  readonly renewAtMs: number;
  readonly picture: PictureFacts | null;
}

export interface WrapUp {
  readonly card: ContactCard;
  readonly by: EndedBy | null;
  /** The device's own words when it ended the contact, as when it did not trust the call. */
  readonly reason?: string;
  readonly isSending: boolean;
}

export type NoticeKind =
  | { readonly kind: "unreadable" }
  | { readonly kind: "no-shift" }
  | { readonly kind: "call-failed" }
  | { readonly kind: "paste-too-long" }
  | { readonly kind: "withdrawn"; readonly reason: string }
  | { readonly kind: "desk"; readonly message: string }
  | { readonly kind: "distrust"; readonly reason: Distrust };
export type Notice = NoticeKind & { readonly id: number; readonly untilMs: number };

export interface Source {
  readonly state: SourceState;
  /** What the agent wants sent, kept from contact to contact. */
  readonly isWanted: boolean;
}

export interface ConsoleState {
  readonly signIn: "starting" | "needed" | "busy" | "done";
  readonly signInFault:
    | null
    | { readonly kind: "wrong" | "unreachable" | "signed-out" }
    | { readonly kind: "too-many"; readonly retryS: number };
  readonly link: { readonly status: LinkStatus; readonly words: string };
  readonly agent: { readonly id: string; readonly name: string } | null;
  readonly isAvailable: boolean;
  readonly operatorKey: string | null;
  /** Another operator's key than this browser remembers: no calls until the agent has made sure. */
  readonly isKeyDoubted: boolean;
  readonly hasShift: boolean;
  readonly queue: Omit<Extract<DeskToConsole, { type: "queue/state" }>, "type"> | null;
  readonly offer: Offer | null;
  readonly contact: Contact | null;
  readonly wrapup: WrapUp | null;
  readonly sources: Readonly<Record<SourceKind, Source>>;
  readonly isSoundBlocked: boolean;
  readonly areShortcutsShown: boolean;
  readonly notices: readonly Notice[];
}

const source: Source = { state: "off", isWanted: true };

export const START: ConsoleState = {
  signIn: "starting",
  signInFault: null,
  link: { status: "connecting", words: "" },
  agent: null,
  isAvailable: false,
  operatorKey: null,
  isKeyDoubted: false,
  hasShift: false,
  queue: null,
  offer: null,
  contact: null,
  wrapup: null,
  sources: { camera: source, microphone: source },
  isSoundBlocked: false,
  areShortcutsShown: false,
  notices: [],
};

type FromDevice = Exclude<DeviceToConsole, { type: "heart/beat" }>;

/** What happened, in the past tense. */
export type ConsoleEvent =
  | { readonly type: "desk"; readonly message: DeskToConsole }
  | { readonly type: "link"; readonly status: LinkStatus; readonly words: string }
  | { readonly type: "signed-in" }
  | { readonly type: "sign-in-failed"; readonly fault: NonNullable<ConsoleState["signInFault"]> }
  | { readonly type: "key-seen"; readonly isChanged: boolean }
  | { readonly type: "shift"; readonly isGiven: boolean }
  | { readonly type: "source"; readonly kind: SourceKind; readonly state: SourceState }
  | { readonly type: "unreadable" }
  | { readonly type: "call/answered"; readonly call: number }
  | { readonly type: "call/trusted"; readonly call: number }
  | { readonly type: "call/distrusted"; readonly call: number; readonly reason: Distrust }
  | { readonly type: "call/failed"; readonly call: number }
  | { readonly type: "call/open"; readonly call: number }
  | { readonly type: "call/silent"; readonly call: number; readonly isSilent: boolean }
  | { readonly type: "call/message"; readonly call: number; readonly message: FromDevice }
  | { readonly type: "picture/seen"; readonly what: "stripe" | "whole"; readonly atMs: number }
  | { readonly type: "paste-too-long" }
  | { readonly type: "sound-blocked"; readonly isBlocked: boolean }
  | { readonly type: "tick"; readonly picture: PictureFacts | null }
  | { readonly type: "agent"; readonly deed: Deed };

/** What the agent did. */
export type Deed =
  | { readonly kind: "sign-in"; readonly name: string; readonly password: string }
  | { readonly kind: "sign-out" }
  | { readonly kind: "set-available"; readonly isAvailable: boolean }
  | { readonly kind: "accept" }
  | { readonly kind: "decline" }
  | { readonly kind: "end" }
  | { readonly kind: "ask-control" }
  /** Gives control back, or takes the question back. */
  | { readonly kind: "release-control" }
  | { readonly kind: "toggle"; readonly source: SourceKind }
  | { readonly kind: "finish"; readonly disposition: Disposition; readonly notes: string }
  | { readonly kind: "trust-key" }
  | { readonly kind: "take-over" }
  | { readonly kind: "hear" }
  | { readonly kind: "dismiss"; readonly id: number }
  | { readonly kind: "shortcuts"; readonly areShown: boolean };

export type Disposition = Extract<ConsoleToDesk, { type: "contact/wrapup" }>["disposition"];

/** What is to be done, in the imperative. */
export type Effect =
  | { readonly type: "desk/send"; readonly message: ConsoleToDesk }
  | { readonly type: "sign/in"; readonly name: string; readonly password: string }
  | { readonly type: "sign/out" }
  | { readonly type: "link/restart" }
  | { readonly type: "key/see"; readonly key: string }
  | { readonly type: "key/trust"; readonly key: string }
  | { readonly type: "ring/start" }
  | { readonly type: "ring/stop" }
  | {
      readonly type: "mark";
      readonly contact: string;
      readonly name: "offer-shown" | "accepted" | "screen-first-stripe" | "screen-whole";
      readonly atMs: number;
    }
  | { readonly type: "sources/open" }
  | { readonly type: "sources/close" }
  | { readonly type: "sources/send" }
  | { readonly type: "call/answer"; readonly offer: CallOffer; readonly device: string; readonly iceServers: readonly IceServer[] }
  | {
      readonly type: "call/candidate";
      readonly call: number;
      readonly candidate: Extract<DeskToConsole, { type: "call/candidate" }>["candidate"];
    }
  | { readonly type: "call/confirm"; readonly message: CallConfirm }
  | { readonly type: "call/close" }
  | { readonly type: "call/send"; readonly message: ConsoleToDevice }
  | { readonly type: "picture/size"; readonly width: number; readonly height: number; readonly stripRows: number }
  | { readonly type: "picture/clock"; readonly offsetMs: number | null }
  | { readonly type: "sound/play" };

export interface Step {
  readonly state: ConsoleState;
  readonly effects: readonly Effect[];
}

export const stay = (state: ConsoleState, ...effects: Effect[]): Step => ({ state, effects });

const NOTICE_MS = 8000;
/** More than these and the page would be made of notices. */
const NOTICES_MOST = 4;

/** Adds a notice; one that is on show already lives on. */
export function withNotice(state: ConsoleState, notice: NoticeKind, now: number): ConsoleState {
  const others = state.notices.filter(({ id: _id, untilMs: _untilMs, ...rest }) => JSON.stringify(rest) !== JSON.stringify(notice));
  const id = 1 + Math.max(0, ...state.notices.map((one) => one.id));
  // What says that a call was closed for safety stays until it is dismissed.
  const untilMs = notice.kind === "distrust" ? Number.POSITIVE_INFINITY : now + NOTICE_MS;
  return { ...state, notices: [...others, { ...notice, id, untilMs }].slice(-NOTICES_MOST) };
}
