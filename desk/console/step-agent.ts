import type { ConsoleToDevice } from "#protocol/peer";
import { canAsk } from "./control.ts";
import { type ConsoleState, type Deed, type Step, stay } from "./state.ts";
import { endContact } from "./step-desk.ts";

type DeedOf<K extends Deed["kind"]> = Extract<Deed, { kind: K }>;
type Rules = { readonly [K in Deed["kind"]]: (state: ConsoleState, deed: DeedOf<K>, now: number) => Step };

/** What follows from what the agent did. */
export function afterAgent<K extends Deed["kind"]>(state: ConsoleState, deed: DeedOf<K>, now: number): Step {
  return (rules[deed.kind as K] as (state: ConsoleState, deed: DeedOf<K>, now: number) => Step)(state, deed, now);
}

const rules: Rules = {
  "sign-in": (state, { name, password }) =>
    state.signIn === "busy"
      ? stay(state)
      : stay({ ...state, signIn: "busy", signInFault: null }, { type: "sign/in", name: name.trim(), password }),
  "sign-out": (state) => stay(state, { type: "sign/out" }),
  "set-available": (state, { isAvailable }) =>
    isAvailable === state.isAvailable
      ? stay(state)
      : stay({ ...state, isAvailable }, { type: "desk/send", message: { type: "agent/state", state: isAvailable ? "available" : "away" } }),
  accept: (state, _deed, now) => {
    const { offer } = state;
    if (!offer || offer.isAccepting || state.isKeyDoubted) return stay(state);
    const { contact } = offer.card;
    return stay(
      { ...state, offer: { ...offer, isAccepting: true } },
      { type: "ring/stop" },
      { type: "desk/send", message: { type: "offer/accept", contact, epoch: offer.epoch } },
      { type: "mark", contact, name: "accepted", atMs: now },
    );
  },
  decline: (state) => {
    const { offer } = state;
    if (!offer || offer.isAccepting) return stay(state);
    const { contact } = offer.card;
    return stay(
      { ...state, offer: null },
      { type: "ring/stop" },
      { type: "sources/close" },
      { type: "desk/send", message: { type: "offer/decline", contact, epoch: offer.epoch } },
    );
  },
  end: (state) => {
    if (!state.contact) return stay(state);
    const { contact } = state.contact.card;
    const { state: next, effects } = endContact(state, contact, "agent");
    const reason = "ended at the console";
    // Straight to the device first: it closes even while the desk is away.
    return stay(
      next,
      { type: "call/send", message: { type: "contact/end", reason } },
      { type: "desk/send", message: { type: "contact/end", contact, by: "agent", reason } },
      ...effects,
    );
  },
  "ask-control": (state, _deed, now) => {
    const { contact } = state;
    if (!contact || !canAsk(contact, now)) return stay(state);
    const message = { type: "control/ask", kinds: ["touch", "type"] } as const satisfies ConsoleToDevice;
    return stay({ ...state, contact: { ...contact, control: { ...contact.control, askedMs: now } } }, { type: "call/send", message });
  },
  "release-control": (state) =>
    !state.contact || state.contact.control.state === "none"
      ? stay(state)
      : stay(state, { type: "call/send", message: { type: "control/release" } }),
  toggle: (state, { source }) => {
    const was = state.sources[source];
    return stay({ ...state, sources: { ...state.sources, [source]: { ...was, isWanted: !was.isWanted } } }, { type: "sources/send" });
  },
  finish: (state, { disposition, notes }) => {
    const { wrapup } = state;
    if (!wrapup || wrapup.isSending) return stay(state);
    const message = { type: "contact/wrapup", contact: wrapup.card.contact, disposition, notes: notes.slice(0, 4000) } as const;
    return stay({ ...state, wrapup: { ...wrapup, isSending: true } }, { type: "desk/send", message });
  },
  "trust-key": (state) =>
    state.operatorKey && state.isKeyDoubted
      ? stay({ ...state, isKeyDoubted: false }, { type: "key/trust", key: state.operatorKey })
      : stay(state),
  "take-over": (state) => stay(state, { type: "link/restart" }),
  hear: (state) => stay({ ...state, isSoundBlocked: false }, { type: "sound/play" }),
  dismiss: (state, { id }) => stay({ ...state, notices: state.notices.filter((one) => one.id !== id) }),
  shortcuts: (state, { areShown }) => stay({ ...state, areShortcutsShown: areShown }),
};
