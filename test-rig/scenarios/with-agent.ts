import { type AgentOptions, ScriptedAgent } from "../agent/scripted-agent.ts";
import type { Rig } from "../rig.ts";

/** One more agent with an account and a browser of their own, signed in and away, for as long as `work` takes. */
export async function withAgent(
  rig: Rig,
  { label, ...options }: Omit<AgentOptions, "url" | "password"> & { label: string },
  work: (agent: ScriptedAgent) => Promise<void>,
): Promise<void> {
  const password = await rig.desk.addAgent(options.name, label);
  const agent = new ScriptedAgent({ ...options, url: rig.desk.url, password });
  try {
    await agent.open();
    await agent.signIn();
    await work(agent);
  } finally {
    await agent.close();
  }
}
