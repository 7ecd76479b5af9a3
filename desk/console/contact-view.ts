import { type CardRow, cardRows, duration } from "./card.ts";
import { type ControlView, controlView } from "./control-view.ts";
import type { SourceKind } from "./own-media.ts";
import type { ConsoleState, Contact, Source } from "./state.ts";
import type { Strings } from "./strings.en.ts";

/** The device refreshes its picture at least once a second: after as long without any, something is wrong. */
export const STALE_MS = 2500;

export interface SourceView {
  readonly kind: SourceKind;
  readonly label: string;
  readonly isOn: boolean;
  readonly canToggle: boolean;
  readonly trouble: string;
}

export interface ContactView {
  readonly label: string;
  readonly rows: readonly CardRow[];
  readonly notes: readonly string[];
  readonly timer: string;
  /** What lies over the picture; `covers` when nothing of it may be seen. */
  readonly veil: { readonly kind: "wait" | "hidden" | "lost" | "unavailable"; readonly text: string; readonly hint: string } | null;
  /** How current the picture is, beside it at all times. */
  readonly badge: { readonly kind: "live" | "hidden" | "stale" | "lost" | "wait"; readonly text: string };
  readonly staleHint: string;
  readonly latency: string;
  readonly fps: string;
  readonly held: string;
  readonly control: ControlView;
  readonly camera: SourceView;
  readonly microphone: SourceView;
  readonly isSoundBlocked: boolean;
}

/** What the page shows of a running contact. */
export function contactView(contact: Contact, state: ConsoleState, now: number, strings: Strings): ContactView {
  const { contact: words } = strings;
  const { picture } = contact;
  const veil = veilOf(contact, strings);
  const isStale = veil === null && isPictureStale(contact, now);
  return {
    label: contact.card.deviceLabel,
    rows: [...cardRows(contact.card, strings), { term: strings.card.waited, value: duration(contact.card.waitedMs) }],
    notes: contact.card.context.healthNotes,
    timer: duration(now - (contact.liveMs ?? contact.acceptedMs)),
    veil,
    badge: badgeOf(veil?.kind ?? (isStale ? "stale" : "live"), words),
    staleHint: isStale ? words.staleHint : "",
    latency: picture?.latencyMs == null ? words.latencyUnknown : words.latency(Math.max(0, Math.round(picture.latencyMs))),
    fps: words.fps(Math.round(picture?.fps ?? 0)),
    held: contact.heldUntilMs === null ? "" : words.interrupted(Math.max(0, Math.ceil((contact.heldUntilMs - now) / 1000))),
    control: controlView(contact, now, strings),
    camera: sourceView("camera", state.sources.camera, strings),
    microphone: sourceView("microphone", state.sources.microphone, strings),
    isSoundBlocked: state.isSoundBlocked,
  };
}

function veilOf(contact: Contact, { contact: words }: Strings): ContactView["veil"] {
  const { stage, isLost, view, picture } = contact;
  if (isLost) return { kind: "lost", text: words.lost, hint: words.lostHint };
  if (stage === "calling") return { kind: "wait", text: words.connecting, hint: "" };
  if (stage === "checking") return { kind: "wait", text: words.checking, hint: "" };
  // Either word is enough: the picture's own flag and the device's message may come in any order.
  if (view?.state === "hidden" || picture?.isHidden) return { kind: "hidden", text: words.hidden, hint: words.hiddenHint };
  if (view?.state === "unavailable") return { kind: "unavailable", text: words.unavailable, hint: view.reason };
  if (picture === null || picture.lastAtMs === null) return { kind: "wait", text: words.waitingPicture, hint: "" };
  return null;
}

/** True when the device should have sent a picture by now and has not. */
export function isPictureStale({ picture }: Contact, now: number): boolean {
  return picture !== null && picture.lastAtMs !== null && now - picture.lastAtMs > STALE_MS;
}

function badgeOf(kind: ContactView["badge"]["kind"] | "unavailable", words: Strings["contact"]): ContactView["badge"] {
  const texts = {
    live: words.live,
    hidden: words.hidden,
    stale: words.stale,
    lost: words.lost,
    wait: words.waitingPicture,
    unavailable: words.unavailable,
  };
  return { kind: kind === "unavailable" ? "wait" : kind, text: texts[kind] };
}

function sourceView(kind: SourceKind, { state, isWanted }: Source, { contact: words, sources }: Strings): SourceView {
  const isOn = state === "on" && isWanted;
  const labels = { camera: [words.cameraOff, words.cameraOn], microphone: [words.unmute, words.mute] } as const;
  return { kind, label: labels[kind][isOn ? 1 : 0], isOn, canToggle: state === "on", trouble: state === "off" ? "" : sources[kind][state] };
}
