import { type CardRow, cardRows, duration } from "./card.ts";
import { type ContactView, contactView } from "./contact-view.ts";
import type { ConsoleState, Deed, Notice } from "./state.ts";
import type { Strings } from "./strings.en.ts";

export interface OfferView {
  readonly heading: string;
  readonly label: string;
  readonly rows: readonly CardRow[];
  readonly notes: readonly string[];
  readonly waited: string;
  readonly left: string;
  /** 1 at the beginning, 0 when the offer goes on to somebody else. */
  readonly leftShare: number;
  readonly isAccepting: boolean;
  readonly canAccept: boolean;
}

export interface NoticeView {
  readonly id: number;
  readonly text: string;
  readonly isGrave: boolean;
}

export type ConsoleView =
  | { readonly page: "starting" }
  | { readonly page: "sign-in"; readonly fault: string; readonly isBusy: boolean }
  | {
      readonly page: "desk";
      readonly windowTitle: string;
      readonly header: HeaderView;
      readonly banner: { readonly text: string; readonly deed: Deed | null; readonly label: string } | null;
      readonly keyWarning: boolean;
      readonly offer: OfferView | null;
      readonly contact: ContactView | null;
      readonly wrapup: WrapUpView | null;
      readonly idle: { readonly heading: string; readonly line: string } | null;
      readonly areShortcutsShown: boolean;
      readonly notices: readonly NoticeView[];
    };

export interface HeaderView {
  readonly agentName: string;
  readonly isAvailable: boolean;
  readonly canToggle: boolean;
  readonly figures: readonly string[];
}

export interface WrapUpView {
  readonly label: string;
  readonly ended: string;
  readonly rows: readonly CardRow[];
  readonly isSending: boolean;
}

/** What the console shows at a moment. */
export function consoleView(state: ConsoleState, now: number, strings: Strings): ConsoleView {
  if (state.signIn === "needed" || state.signIn === "busy") {
    return { page: "sign-in", fault: faultText(state.signInFault, strings), isBusy: state.signIn === "busy" };
  }
  if (!state.agent && state.link.status !== "refused" && state.link.status !== "replaced") return { page: "starting" };
  const offer = state.offer && offerView(state, now, strings);
  return {
    page: "desk",
    windowTitle: offer && !state.offer?.isAccepting && Math.floor(now / 1000) % 2 === 0 ? strings.offer.title : strings.title,
    header: headerView(state, strings),
    banner: bannerView(state, strings),
    keyWarning: state.isKeyDoubted,
    offer,
    contact: state.contact && contactView(state.contact, state, now, strings),
    wrapup: state.wrapup && wrapupView(state.wrapup, strings),
    idle: offer || state.contact || state.wrapup ? null : idleView(state, strings),
    areShortcutsShown: state.areShortcutsShown,
    notices: state.notices.map((notice) => ({ id: notice.id, text: noticeText(notice, strings), isGrave: notice.kind === "distrust" })),
  };
}

function faultText(fault: ConsoleState["signInFault"], { signIn }: Strings): string {
  switch (fault?.kind) {
    case undefined:
      return "";
    case "wrong":
      return signIn.wrong;
    case "unreachable":
      return signIn.unreachable;
    case "signed-out":
      return signIn.signedOut;
    case "too-many":
      return signIn.tooMany(fault.retryS);
    default:
      return fault satisfies never;
  }
}

function headerView({ agent, isAvailable, queue, link }: ConsoleState, { header }: Strings): HeaderView {
  const figures = queue
    ? [
        header.waiting(queue.waiting),
        ...(queue.waiting > 0 ? [header.longest(duration(queue.longestWaitMs))] : []),
        header.agents(queue.agentsFree, queue.agentsOnline),
      ]
    : [];
  return { agentName: agent?.name ?? "", isAvailable, canToggle: link.status === "online", figures };
}

function bannerView({ link }: ConsoleState, strings: Strings) {
  switch (link.status) {
    case "connecting":
      return { text: strings.link.connecting, deed: null, label: "" };
    case "replaced":
      return { text: strings.link.replaced, deed: { kind: "take-over" } as const, label: strings.link.takeOver };
    case "refused":
      return { text: strings.link.refused(link.words), deed: null, label: "" };
    case "online":
    case "signed-out":
      return null;
    default:
      return link.status satisfies never;
  }
}

function idleView({ isAvailable }: ConsoleState, { idle }: Strings) {
  return isAvailable ? { heading: idle.availableHeading, line: idle.availableLine } : { heading: idle.awayHeading, line: idle.awayLine };
}

function offerView({ offer, isKeyDoubted, hasShift }: ConsoleState, now: number, strings: Strings): OfferView | null {
  if (!offer) return null;
  const leftMs = Math.max(0, offer.untilMs - now);
  const { card } = offer;
  return {
    heading: strings.offer.heading,
    label: card.deviceLabel,
    rows: cardRows(card, strings),
    notes: card.context.healthNotes,
    waited: strings.offer.waited(duration(card.waitedMs)),
    left: strings.offer.seconds(Math.ceil(leftMs / 1000)),
    leftShare: Math.min(1, leftMs / OFFER_BAR_MS),
    isAccepting: offer.isAccepting,
    canAccept: !isKeyDoubted && hasShift && !offer.isAccepting,
  };
}

/** The desk gives offers 20 s; the bar shows that long at most. */
const OFFER_BAR_MS = 20_000;

function wrapupView({ card, by, reason, isSending }: NonNullable<ConsoleState["wrapup"]>, strings: Strings): WrapUpView {
  const { ended } = strings;
  const words = reason ? ended.deviceBecause(reason) : by ? ended.by[by] : "";
  return { label: card.deviceLabel, ended: words, rows: cardRows(card, strings), isSending };
}

function noticeText(notice: Notice, strings: Strings): string {
  const { notices } = strings;
  switch (notice.kind) {
    case "unreadable":
      return notices.unreadable;
    case "no-shift":
      return notices.noShift;
    case "call-failed":
      return notices.callFailed;
    case "paste-too-long":
      return notices.pasteTooLong;
    case "withdrawn":
      return notices.withdrawn(notice.reason);
    case "desk":
      return notices.deskSays(notice.message);
    case "distrust":
      return strings.distrust[notice.reason];
    default:
      return notice satisfies never;
  }
}
