import { type ConsoleEvent, type ConsoleState, START, type Step, stay, withNotice } from "./state.ts";
import { afterAgent } from "./step-agent.ts";
import { afterCall } from "./step-call.ts";
import { afterDesk, RENEW_EVERY_MS } from "./step-desk.ts";

/**
 * The only place that changes what the console knows. Pure: the clock is `now` (performance.now of the page), what is to be done
 * comes back as data. Events that do not fit the moment change nothing.
 */
export function step(state: ConsoleState, event: ConsoleEvent, now: number): Step {
  switch (event.type) {
    case "desk":
      return afterDesk(state, event.message, now);
    case "agent":
      return afterAgent(state, event.deed, now);
    case "link":
      return afterLink(state, event);
    case "signed-in":
      return stay({ ...state, signIn: "done", signInFault: null }, { type: "link/restart" });
    case "sign-in-failed":
      return stay({ ...state, signIn: "needed", signInFault: event.fault });
    case "key-seen":
      return stay({ ...state, isKeyDoubted: event.isChanged });
    case "shift":
      return stay(event.isGiven ? { ...state, hasShift: true } : withNotice({ ...state, hasShift: false }, { kind: "no-shift" }, now));
    case "source":
      return stay(
        { ...state, sources: { ...state.sources, [event.kind]: { ...state.sources[event.kind], state: event.state } } },
        ...(state.contact ? [{ type: "sources/send" } as const] : []),
      );
    case "unreadable":
      return stay(withNotice(state, { kind: "unreadable" }, now));
    case "paste-too-long":
      return stay(withNotice(state, { kind: "paste-too-long" }, now));
    case "sound-blocked":
      return stay({ ...state, isSoundBlocked: event.isBlocked });
    case "tick":
      return afterTick(state, event, now);
    case "picture/seen":
    case "call/answered":
    case "call/trusted":
    case "call/distrusted":
    case "call/failed":
    case "call/open":
    case "call/silent":
    case "call/message":
      return afterCall(state, event, now);
    default:
      return event satisfies never;
  }
}

function afterLink(state: ConsoleState, { status, words }: Extract<ConsoleEvent, { type: "link" }>): Step {
  const link = { status, words };
  // Where a sign-in is still good the first connection succeeds without the form.
  if (status === "online") return stay({ ...state, link, signIn: "done" });
  if (status !== "signed-out") return stay({ ...state, link, ...(status === "replaced" ? { offer: null } : {}) }, ...ended(state, status));
  const signInFault: ConsoleState["signInFault"] = state.signIn === "done" ? { kind: "signed-out" } : null;
  const fresh: ConsoleState = { ...START, sources: state.sources, link, signIn: "needed", signInFault };
  return stay(fresh, { type: "ring/stop" }, { type: "call/close" }, { type: "sources/close" });
}

/** Another window has our contacts now. */
function ended(state: ConsoleState, status: string): Step["effects"] {
  if (status !== "replaced" || !(state.contact || state.offer)) return [];
  return [{ type: "ring/stop" }, { type: "call/close" }, { type: "sources/close" }];
}

function afterTick(state: ConsoleState, { picture }: Extract<ConsoleEvent, { type: "tick" }>, now: number): Step {
  const notices = state.notices.filter(({ untilMs }) => untilMs > now);
  const next = { ...state, notices: notices.length === state.notices.length ? state.notices : notices };
  const { contact } = state;
  if (!contact) return stay(next);
  const watched = { ...contact, picture };
  if (!mustRenew(state, now)) return stay({ ...next, contact: watched });
  const renewed = { ...watched, renewAtMs: now + RENEW_EVERY_MS };
  return stay({ ...next, contact: renewed }, { type: "desk/send", message: { type: "call/renew", contact: contact.card.contact } });
}

/** A lost device is asked for a new call, again and again, but only over a desk that is there. */
function mustRenew({ contact, link }: ConsoleState, now: number): boolean {
  if (!contact?.isLost || link.status !== "online") return false;
  return now >= contact.renewAtMs;
}
