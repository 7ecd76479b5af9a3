import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { CONTACT_STATES } from "../../core/contact-state.ts";
import { answers } from "./failure.ts";
import "./openapi.ts";
import type { HttpParts } from "./parts.ts";

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly values: readonly (readonly [labels: string, value: number])[];
}

/** The text format of Prometheus, version 0.0.4. */
export function prometheusText(metrics: readonly Metric[]): string {
  const lines = metrics.flatMap(({ name, help, values }) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...values.map(([labels, value]) => `${name}${labels ? `{${labels}}` : ""} ${value}`),
  ]);
  return `${lines.join("\n")}\n`;
}

/** Health and figures, without names of anybody. */
export async function metricsRoutes(app: FastifyInstance, { store, queueState, connections }: HttpParts): Promise<void> {
  const health = { summary: "Answers when the store does", response: answers(Type.Object({ status: Type.String() })) };
  app.get("/healthz", { schema: health }, async () => {
    await store.countByState();
    return { status: "ok" };
  });

  app.get("/metrics", { schema: { summary: "Figures for Prometheus" } }, async (_request, reply) => {
    const byState = await store.countByState();
    const { agentsOnline, agentsFree, longestWaitMs, waiting } = queueState();
    const { devices, agents } = connections();
    const one = (value: number): Metric["values"] => [["", value]];
    reply.type("text/plain; version=0.0.4; charset=utf-8");
    return prometheusText([
      {
        name: "alongside_contacts",
        help: "Contacts by state.",
        values: CONTACT_STATES.map((state) => [`state="${state}"`, byState[state] ?? 0] as const),
      },
      { name: "alongside_queue_waiting", help: "Contacts queued or offered.", values: one(waiting) },
      { name: "alongside_queue_longest_wait_seconds", help: "Wait of whoever has waited longest.", values: one(longestWaitMs / 1000) },
      {
        name: "alongside_agents",
        help: "Agents who are available, and those of them who are free.",
        values: [
          ['state="available"', agentsOnline],
          ['state="free"', agentsFree],
        ],
      },
      {
        name: "alongside_connections",
        help: "Open sockets.",
        values: [
          ['role="device"', devices],
          ['role="agent"', agents],
        ],
      },
    ]);
  });
}
