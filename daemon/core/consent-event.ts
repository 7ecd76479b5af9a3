import type { ControlKind, ControlReason, Id } from "#protocol/common";

/** A question about control, on its way to the glass or on it. */
export interface ControlQuestion {
  readonly number: number;
  readonly kinds: readonly ControlKind[];
  readonly participant: Id;
  readonly askedMs: number;
  /** When it was on the glass. */
  readonly paintedMs: number | null;
}

export interface ControlGrant {
  readonly kinds: readonly ControlKind[];
  readonly participant: Id;
  readonly untilMs: number;
}

/** Who asked whom for control, and what came of it. Never kept over a restart: whoever stands at the glass then is asked again. */
export interface Consent {
  readonly contact: Id | null;
  /** The agent of a live call. */
  readonly participant: Id | null;
  readonly question: ControlQuestion | null;
  readonly granted: ControlGrant | null;
  /** Number of the last grant, 1..65535; what was on its way under another one is refused. */
  readonly grant: number;
  readonly reason: ControlReason;
  /** When a grant ended otherwise than by the customer, for a word about it. */
  readonly endedMs: number;
  /** Refusals of this contact. */
  readonly declines: number;
  /** Questions of this contact since the last grant that came to nothing: refused, not answered, taken back or interrupted. */
  readonly unheeded: number;
  /** Earlier than this no question is put. */
  readonly notBeforeMs: number;
  /** Input of this call is not taken any more. */
  readonly isBlocked: boolean;
}

export type Whose = "customer" | "agent" | "device";

export type ConsentEvent =
  /** Who is in a live call; null participant: nobody just now. */
  | { readonly type: "call/is"; readonly contact: Id | null; readonly participant: Id | null }
  /** `why` null: the customer can be asked; else what stands against it. */
  | { readonly type: "agent/asked"; readonly kinds: readonly ControlKind[]; readonly number: number; readonly why: ControlReason | null }
  | { readonly type: "agent/released" }
  | { readonly type: "question/painted"; readonly number: number; readonly atMs: number }
  /** `isConfirmed`: a physical event was seen where the button is. */
  | { readonly type: "customer/allowed"; readonly number: number; readonly isConfirmed: boolean }
  | { readonly type: "customer/denied"; readonly number: number }
  /** The panel with the question was closed. */
  | { readonly type: "customer/closed" }
  | { readonly type: "customer/stopped" }
  /** What the agent's side sends is not fit to be taken; control ends for this call. */
  | { readonly type: "input/given-up" }
  | { readonly type: "devices/failed" }
  | { readonly type: "time" };

export type ConsentEffect =
  | { readonly type: "question/open" }
  | { readonly type: "question/close" }
  | { readonly type: "lease/grant"; readonly kinds: readonly ControlKind[]; readonly participant: Id; readonly untilMs: number }
  | { readonly type: "lease/end"; readonly by: Whose }
  | {
      readonly type: "rights/tell";
      readonly kinds: readonly ControlKind[];
      readonly change: "asked" | "declined";
      readonly by: Whose;
      readonly participant: Id;
    }
  | { readonly type: "mark/granted" }
  /** Says again how control stands, also when that is as before. */
  | { readonly type: "console/tell" }
  | { readonly type: "event/refuse"; readonly event: ConsentEvent["type"]; readonly why: string };

export interface ConsentStep {
  readonly state: Consent;
  readonly effects: readonly ConsentEffect[];
}
