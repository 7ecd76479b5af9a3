import type { ConsoleToDesk } from "#protocol/desk-console";
import type { Handlers } from "./desk.ts";

type FromConsole = Extract<ConsoleToDesk, { type: `agent/${string}` }>;

export const agentFromConsole: Handlers<FromConsole> = {
  "agent/state": async (desk, from, { state }) => {
    await desk.store.agentState(from.identity.id, state);
    desk.log.info({ agent: from.identity.id, to: state }, "agent");
    await desk.flow.settle();
  },
};
