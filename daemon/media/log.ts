import pino from "pino";

/** One line of JSON per transition on stdout. Never message text, keys or secrets. */
export function createLog(): (event: string, facts?: Readonly<Record<string, unknown>>) => void {
  const logger = pino({ base: { component: "media" } });
  return (event, facts = {}) => logger.info(facts, event);
}
