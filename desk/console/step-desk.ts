import type { EndedBy } from "#protocol/common";
import type { ContactCard, DeskToConsole } from "#protocol/desk-console";
import { NO_CONTROL } from "./control.ts";
import { type ConsoleState, type Contact, type Effect, type Step, stay, withNotice } from "./state.ts";

/** A device that does not answer is asked for a new call again after as long. */
export const RENEW_EVERY_MS = 5000;
/** A call that has begun may take as long on a slow path or device, before it is thrown away for another. */
export const CALL_SETUP_MS = 15_000;

type Message<K extends DeskToConsole["type"]> = Extract<DeskToConsole, { type: K }>;
type Rules = { readonly [K in DeskToConsole["type"]]: (state: ConsoleState, message: Message<K>, now: number) => Step };

/** What follows from a message of the desk. */
export function afterDesk<K extends DeskToConsole["type"]>(state: ConsoleState, message: Message<K>, now: number): Step {
  return (rules[message.type as K] as (state: ConsoleState, message: Message<K>, now: number) => Step)(state, message, now);
}

function newContact(card: ContactCard, now: number): Contact {
  return {
    card,
    iceServers: [],
    call: 0,
    stage: "calling",
    acceptedMs: now,
    liveMs: null,
    view: null,
    deviceOffsetMs: null,
    control: NO_CONTROL,
    isLost: false,
    heldUntilMs: null,
    renewAtMs: 0,
    picture: null,
  };
}

const rules: Rules = {
  "agent/welcome": welcome,
  "queue/state": (state, { type: _type, ...queue }) => stay({ ...state, queue }),
  "offer/made": offered,
  "offer/withdrawn": (state, { contact, epoch, reason }, now) => {
    if (state.offer?.card.contact !== contact || state.offer.epoch !== epoch) return stay(state);
    return stay(
      withNotice({ ...state, offer: null }, { kind: "withdrawn", reason }, now),
      { type: "ring/stop" },
      { type: "sources/close" },
    );
  },
  "contact/accepted": accepted,
  "contact/context": contextChanged,
  "contact/active": (state, { contact }) => changeContact(state, contact, { heldUntilMs: null }),
  "contact/interrupted": (state, { contact, holdMs }, now) => changeContact(state, contact, { heldUntilMs: now + holdMs }),
  "contact/ended": (state, { contact, by, reason }) => endContact(state, contact, by, reason),
  "contact/closed": (state, { contact }) => {
    if (state.wrapup?.card.contact === contact) return stay({ ...state, wrapup: null });
    if (state.contact?.card.contact !== contact) return stay(state);
    return stay({ ...state, contact: null }, { type: "call/close" }, { type: "sources/close" });
  },
  "call/offer": callOffered,
  "call/candidate": (state, { contact, call, candidate }) =>
    state.contact?.card.contact === contact && state.contact.call === call
      ? stay(state, { type: "call/candidate", call, candidate })
      : stay(state),
  "call/confirm": (state, message) => {
    const { contact } = state;
    if (contact?.card.contact !== message.contact || contact.call !== message.call || contact.stage !== "checking") return stay(state);
    return stay(state, { type: "call/confirm", message });
  },
  /** Answered by the driver, which holds the clock. */
  "clock/reply": (state) => stay(state),
  "link/error": (state, { code, message, refused }, now) => {
    // The other end is away just now: the indicators say so already.
    if (code === "party-absent") return stay(state);
    const isOffer = state.offer !== null && state.offer.card.contact === refused;
    const next = withNotice(isOffer ? { ...state, offer: null } : state, { kind: "desk", message }, now);
    const unsent = { ...next, wrapup: next.wrapup && { ...next.wrapup, isSending: false } };
    return isOffer ? stay(unsent, { type: "ring/stop" }, { type: "sources/close" }) : stay(unsent);
  },
};

function welcome(
  state: ConsoleState,
  { agent, state: availability, operatorKey, active, wrapup }: Message<"agent/welcome">,
  now: number,
): Step {
  const isSame = active !== undefined && state.contact?.card.contact === active.contact;
  const next: ConsoleState = {
    ...state,
    agent,
    isAvailable: availability === "available",
    operatorKey,
    offer: null,
    contact: isSame ? state.contact : active ? newContact(active, now) : null,
    wrapup: wrapup ? { card: wrapup, by: null, isSending: false } : null,
  };
  const effects: Effect[] = [{ type: "ring/stop" }, { type: "key/see", key: operatorKey }];
  if (active) effects.push({ type: "sources/open" });
  else effects.push({ type: "call/close" }, { type: "sources/close" });
  return { state: next, effects };
}

function offered(state: ConsoleState, { epoch, withinMs, card }: Message<"offer/made">, now: number): Step {
  if (state.contact) return stay(state);
  const offer = { epoch, card, untilMs: now + withinMs, isAccepting: false };
  // Camera and microphone warm up while it rings: the customer sees a face sooner.
  return stay(
    { ...state, offer, wrapup: null },
    { type: "ring/start" },
    { type: "sources/open" },
    { type: "mark", contact: card.contact, name: "offer-shown", atMs: now },
  );
}

function accepted(state: ConsoleState, { contact, iceServers }: Message<"contact/accepted">, now: number): Step {
  if (state.contact?.card.contact === contact) {
    // Said again after a reload of this page or a new session: the device shall call anew unless its call still runs.
    const next = { ...state, contact: { ...state.contact, iceServers } };
    if (state.contact.call > 0 && !state.contact.isLost) return stay(next);
    return stay(
      { ...next, contact: { ...next.contact, renewAtMs: now + RENEW_EVERY_MS } },
      { type: "desk/send", message: { type: "call/renew", contact } },
    );
  }
  const { offer } = state;
  if (offer?.card.contact !== contact) return stay(state);
  return stay(
    { ...state, offer: null, contact: { ...newContact(offer.card, now), iceServers } },
    { type: "ring/stop" },
    { type: "sources/open" },
  );
}

function callOffered(state: ConsoleState, offer: Message<"call/offer">, now: number): Step {
  const { contact } = state;
  // An older call's messages may come late.
  if (contact?.card.contact !== offer.contact || offer.call <= contact.call || state.isKeyDoubted) return stay(state);
  const calling: Contact = {
    ...contact,
    call: offer.call,
    stage: "calling",
    view: null,
    deviceOffsetMs: null,
    // The device says anew how control stands.
    control: NO_CONTROL,
    picture: null,
    renewAtMs: now + CALL_SETUP_MS,
  };
  return stay(
    { ...state, contact: calling },
    { type: "picture/clock", offsetMs: null },
    { type: "call/answer", offer, device: contact.card.device, iceServers: contact.iceServers },
  );
}

/** The card of an offer or of a running contact follows the device; one that is being written up stays as it ended. */
function contextChanged(state: ConsoleState, { contact: id, context }: Message<"contact/context">): Step {
  const { offer, contact } = state;
  if (offer?.card.contact === id) return stay({ ...state, offer: { ...offer, card: { ...offer.card, context } } });
  return contact ? changeContact(state, id, { card: { ...contact.card, context } }) : stay(state);
}

function changeContact(state: ConsoleState, id: string, change: Partial<Contact>): Step {
  return state.contact?.card.contact === id ? stay({ ...state, contact: { ...state.contact, ...change } }) : stay(state);
}

/** The customer has gone, or we have: nothing is sent or shown any more, and the agent writes down what it was. */
export function endContact(state: ConsoleState, id: string, by: EndedBy | null, reason = ""): Step {
  if (state.offer?.card.contact === id) return stay({ ...state, offer: null }, { type: "ring/stop" }, { type: "sources/close" });
  if (state.contact?.card.contact !== id) return stay(state);
  const wrapup = { card: state.contact.card, by, ...(by === "device" && reason ? { reason } : {}), isSending: false };
  return stay({ ...state, contact: null, wrapup }, { type: "call/close" }, { type: "sources/close" });
}
