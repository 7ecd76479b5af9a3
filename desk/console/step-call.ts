import { controlRefused, controlTold } from "./control.ts";
import { type ConsoleEvent, type ConsoleState, type Contact, type Effect, type Step, stay, withNotice } from "./state.ts";
import { endContact, RENEW_EVERY_MS } from "./step-desk.ts";

type CallEvent = Extract<ConsoleEvent, { type: `call/${string}` | `picture/${string}` }>;

/** What follows from the call itself. Words of an older call are not heard. */
export function afterCall(state: ConsoleState, event: CallEvent, now: number): Step {
  const { contact } = state;
  if (!contact || ("call" in event && event.call !== contact.call)) return stay(state);
  switch (event.type) {
    case "call/answered":
      return changed(state, contact, { stage: "checking" });
    case "call/trusted":
      return contact.stage === "checking" ? changed(state, contact, { stage: "trusted" }, { type: "sources/send" }) : stay(state);
    case "call/distrusted":
      return distrusted(state, contact, event.reason, now);
    case "call/failed":
      return lost(withNotice(state, { kind: "call-failed" }, now), contact, now);
    case "call/open":
      return changed(
        state,
        contact,
        { stage: "live", isLost: false, renewAtMs: 0, liveMs: contact.liveMs ?? now },
        { type: "sources/send" },
      );
    case "call/silent":
      return event.isSilent ? lost(state, contact, now) : changed(state, contact, { isLost: false, renewAtMs: 0 });
    case "call/message":
      return deviceSaid(state, contact, event.message, now);
    case "picture/seen":
      return seen(state, contact, event);
    default:
      return event satisfies never;
  }
}

function changed(state: ConsoleState, contact: Contact, change: Partial<Contact>, ...effects: Effect[]): Step {
  return { state: { ...state, contact: { ...contact, ...change } }, effects };
}

/** A call that ran is asked for anew at once; one that did not come about, after a while. */
function lost(state: ConsoleState, contact: Contact, now: number): Step {
  const renewAtMs = contact.stage === "live" && !contact.isLost ? now : Math.min(contact.renewAtMs, now + RENEW_EVERY_MS);
  return changed(state, contact, { isLost: true, renewAtMs });
}

/** Somebody else may be at the other end: the contact is over, with the reason on show until it is read. */
function distrusted(
  state: ConsoleState,
  contact: Contact,
  reason: Extract<CallEvent, { type: "call/distrusted" }>["reason"],
  now: number,
): Step {
  const { state: next, effects } = endContact(withNotice(state, { kind: "distrust", reason }, now), contact.card.contact, null);
  const message = { type: "contact/end", contact: contact.card.contact, by: "agent", reason: `not trusted: ${reason}` } as const;
  return { state: next, effects: [...effects, { type: "desk/send", message }] };
}

type FromDevice = Extract<CallEvent, { type: "call/message" }>["message"];

function deviceSaid(state: ConsoleState, contact: Contact, message: FromDevice, now: number): Step {
  switch (message.type) {
    case "screen/describe": {
      const { width, height, stripRows } = message;
      return stay(state, { type: "picture/size", width, height, stripRows });
    }
    case "view/state":
      return changed(state, contact, { view: { state: message.state, reason: message.reason } });
    case "clock/device":
      return changed(state, contact, { deviceOffsetMs: message.offsetMs }, { type: "picture/clock", offsetMs: message.offsetMs });
    case "control/state":
      return changed(state, contact, { control: controlTold(message, now) });
    case "control/refused":
      return changed(state, contact, { control: controlRefused(contact.control, message.why, now) });
    case "contact/ended":
      return endContact(state, contact.card.contact, message.by, message.reason);
    default:
      return message satisfies never;
  }
}

function seen(state: ConsoleState, contact: Contact, { what, atMs }: Extract<CallEvent, { type: "picture/seen" }>): Step {
  const name = what === "stripe" ? "screen-first-stripe" : "screen-whole";
  return stay(
    state,
    { type: "call/send", message: { type: "view/seen", what, atMs } },
    { type: "mark", contact: contact.card.contact, name, atMs },
  );
}
