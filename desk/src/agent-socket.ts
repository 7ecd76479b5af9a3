import { type ConsoleToDesk, consoleSocketCodec, consoleToDeskCodec } from "#protocol/desk-console";
import { isInCall } from "../core/contact-state.ts";
import { contactCard } from "./contact-flow.ts";
import { agentFromConsole } from "./handlers/agent.ts";
import { callFromConsole } from "./handlers/call.ts";
import { clockFromConsole } from "./handlers/clock.ts";
import { contactFromConsole } from "./handlers/contact-from-console.ts";
import { type Desk, type Handlers, handle } from "./handlers/desk.ts";
import { offerFromConsole } from "./handlers/offer.ts";
import type { Tickets } from "./http/tickets.ts";
import { HelloRefused, type LinkRole } from "./socket/link-role.ts";
import type { LinkSession } from "./socket/link-session.ts";
import type { AgentState } from "./store/port.ts";

const handlers: Handlers<ConsoleToDesk> = {
  ...agentFromConsole,
  ...callFromConsole,
  ...clockFromConsole,
  ...contactFromConsole,
  ...offerFromConsole,
};

/** Agents' end of /ws/agent. */
export function agentRole(desk: Desk, tickets: Tickets, operatorKey: string): LinkRole<ConsoleToDesk> {
  const { store, flow, log } = desk;

  async function lose(session: LinkSession, isStateFitting: (state: string) => boolean): Promise<void> {
    const open = await store.openContactOfAgent(session.identity.id);
    if (open && isStateFitting(open.state)) await flow.change(open.id, { type: "lost", part: "console" }, session.identity.id);
  }

  /** A console that starts anew learns what its agent had; what to do with it is the console's decision. */
  async function welcome(session: LinkSession, state: AgentState): Promise<void> {
    const id = session.identity.id;
    const account = await store.account(id);
    const open = await store.openContactOfAgent(id);
    session.send({
      type: "agent/welcome",
      agent: { id, name: account?.label ?? id },
      state,
      operatorKey,
      ...(open && isInCall(open.state) ? { active: contactCard(open) } : {}),
      ...(open?.state === "wrapup" ? { wrapup: contactCard(open) } : {}),
    });
    if (open && isInCall(open.state)) await flow.tellAccepted(open, "console");
  }

  return {
    name: "agent",
    codec: consoleToDeskCodec,

    async authenticate(first) {
      const hello = consoleSocketCodec.check(first);
      if (hello.type !== "hello/ticket") throw new HelloRefused("hello-expected", "The first message is hello/ticket.");
      const identity = tickets.take(hello.ticket);
      if (!identity) throw new HelloRefused("ticket", "This ticket was used or is too old: ask for a new one.");
      return { identity, session: hello.session };
    },

    received: (session, message) => handle(handlers, desk, session, message),

    async opened(session, isResumed) {
      const id = session.identity.id;
      const { state } = await store.agentOnline(id);
      if (!isResumed) await welcome(session, state);
      session.send({ type: "queue/state", ...flow.board.queueState });
      const open = await store.openContactOfAgent(id);
      if (open) await flow.change(open.id, { type: "back", part: "console" }, id);
      await flow.settle();
    },

    async disconnected(session) {
      await store.agentOffline(session.identity.id);
      await lose(session, (state) => state === "offered");
      await flow.settle();
    },
    lost: (session) => lose(session, () => true),
    // Who comes back after a long time says first that they are ready.
    forgotten: (session) => store.agentState(session.identity.id, "away"),

    async replaced(session) {
      log.warn({ agent: session.identity.id }, "the console was opened elsewhere; the newest has the agent");
      await lose(session, (state) => state === "offered");
    },
  };
}
