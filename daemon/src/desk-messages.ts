import type { DeskToDevice } from "#protocol/desk-device";
import { NOBODY } from "../core/panel-state.ts";
import type { DeskLinkEvents } from "./desk-link.ts";
import type { Parts } from "./parts.ts";
import { type Handlers, handle } from "./peer-links.ts";

/** What the desk's coming, going and messages mean here. */
export function createDeskEvents(parts: Parts): DeskLinkEvents {
  const handlers = createDeskHandlers(parts);
  return {
    onOnline(resumed) {
      parts.driver.dispatch({ type: "desk/online", resumed });
      parts.context.tell(true);
      parts.system.tell(!resumed);
      parts.troubles.tell();
      parts.sync.start();
    },
    onOffline() {
      parts.sync.stop();
      parts.driver.dispatch({ type: "desk/offline" });
      parts.driver.note({ presence: NOBODY });
    },
    onMessage: (message) => handle(handlers, message),
    onDateFault: () => parts.wall.doubt(),
  };
}

function createDeskHandlers(parts: Parts): Handlers<DeskToDevice> {
  const { log } = parts;
  return {
    "desk/presence": ({ agentsOnline, agentsFree, etaSeconds }) =>
      parts.driver.note({ presence: { agentsOnline, agentsFree, etaSeconds } }),
    "contact/queued": ({ contact, position, etaSeconds }) => parts.driver.dispatch({ type: "desk/queued", contact, position, etaSeconds }),
    "contact/offered": ({ contact, epoch }) => parts.driver.dispatch({ type: "desk/offered", contact, epoch }),
    "contact/accepted": ({ contact, epoch, agent, iceServers }) =>
      parts.driver.dispatch({ type: "desk/accepted", contact, epoch, agent, iceServers }),
    "contact/interrupted": ({ contact, holdMs }) => parts.driver.dispatch({ type: "desk/interrupted", contact, holdMs }),
    "contact/ended": ({ contact, by, reason }) => parts.driver.dispatch({ type: "desk/ended", contact, by, reason }),
    "contact/refused": ({ contact, code }) => parts.driver.dispatch({ type: "desk/refused", contact, code }),
    "call/answer": (answer) => parts.driver.dispatch({ type: "call/answered", contact: answer.contact, call: answer.call, answer }),
    "call/candidate": ({ contact, call, candidate }) => parts.relay.remote(contact, call, candidate),
    "call/renew": ({ contact }) => parts.driver.dispatch({ type: "call/renewed", contact }),
    "clock/reply": (reply) => {
      parts.sync.take(reply);
      parts.wall.told(reply.wallMs, parts.clock.nowMs() - reply.sentMs);
    },
    "link/error": ({ code, message, refused }) =>
      log.warn({ code, why: message, refused: refused ?? null }, "the desk could not take a message"),
  };
}
