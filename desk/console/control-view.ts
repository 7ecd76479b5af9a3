import type { ControlKind, ControlReason, ControlState } from "#protocol/common";
import { duration } from "./card.ts";
import { canAsk, pauseLeftMs } from "./control.ts";
import type { Contact, Deed } from "./state.ts";
import type { Strings } from "./strings.en.ts";

export interface RightView {
  readonly kind: ControlKind;
  readonly state: ControlState;
  readonly text: string;
}

export interface ControlView {
  readonly state: ControlState;
  readonly text: string;
  readonly hint: string;
  /** Time left of a grant that is limited; else empty. */
  readonly left: string;
  /** Why nothing happens on the glass; shown for a moment. */
  readonly refused: string;
  /** What the customer's own hand does, for words at the picture; else empty. */
  readonly overPicture: string;
  /** Each right by itself. */
  readonly rights: readonly RightView[];
  readonly action: { readonly label: string; readonly deed: Deed; readonly isEnabled: boolean };
  readonly canTouch: boolean;
  /** Also while paused: the place of the focus outlives a touch of the customer. */
  readonly canType: boolean;
}

const KINDS = ["touch", "type"] as const satisfies readonly ControlKind[];

/** What the page shows of control. */
export function controlView(contact: Contact, now: number, strings: Strings): ControlView {
  const { control } = contact;
  const { state, reason, kinds, refused, endsAtMs } = control;
  const words = strings.control;
  const isHeld = state === "granted" || state === "paused";
  return {
    state,
    text: state === "granted" ? grantedText(kinds, strings) : words.reasons[reasonShown(control, now)],
    hint: hintOf(contact, now, strings),
    left: isHeld && endsAtMs !== null ? words.left(duration(Math.max(0, endsAtMs - now))) : "",
    refused: refused && now < refused.untilMs ? words.refusals[refused.why] : "",
    overPicture: state === "paused" ? words.reasons[reason] : "",
    rights: KINDS.map((kind) => rightView(kind, rightState(kind, contact), strings)),
    action: actionOf(contact, now, strings),
    canTouch: isHeld && kinds.includes("touch"),
    canType: isHeld && kinds.includes("type"),
  };
}

/** That the customer is left in peace for now is so only for a while. */
function reasonShown(control: Contact["control"], now: number): ControlReason {
  return control.reason === "asked-too-often" && pauseLeftMs(control, now) === 0 ? "not-asked" : control.reason;
}

/** While help is in front, keys go nowhere; touches beside it go on. */
function doKeysWait({ control: { state, reason, kinds } }: Contact): boolean {
  return state === "granted" && reason === "help-in-front" && kinds.includes("type");
}

function hintOf(contact: Contact, now: number, { control: words }: Strings): string {
  const { state, reason, kinds } = contact.control;
  const pauseMs = pauseLeftMs(contact.control, now);
  if (pauseMs > 0 && reason !== "declined-for-good") return words.askAgain(duration(Math.ceil(pauseMs / 1000) * 1000));
  if (doKeysWait(contact)) return words.keysWait;
  return state === "granted" && kinds.includes("type") ? words.typeHint : words.hints[state];
}

function rightState(kind: ControlKind, contact: Contact): ControlState {
  const { state, kinds } = contact.control;
  if (!kinds.includes(kind)) return "none";
  return kind === "type" && doKeysWait(contact) ? "paused" : state;
}

function grantedText(kinds: readonly ControlKind[], { control: { granted } }: Strings): string {
  if (kinds.length > 1) return granted.both;
  return kinds[0] === undefined ? granted.nothing : granted[kinds[0]];
}

function rightView(kind: ControlKind, state: ControlState, { control: { rights } }: Strings): RightView {
  return { kind, state, text: `${rights[kind]}: ${rights.states[state]}` };
}

function actionOf(contact: Contact, now: number, { control: words }: Strings): ControlView["action"] {
  const { state } = contact.control;
  switch (state) {
    case "none":
      return { label: words.ask, deed: { kind: "ask-control" }, isEnabled: canAsk(contact, now) };
    case "asking":
      return { label: words.takeBack, deed: { kind: "release-control" }, isEnabled: true };
    case "granted":
    case "paused":
      return { label: words.giveBack, deed: { kind: "release-control" }, isEnabled: true };
    default:
      return state satisfies never;
  }
}
