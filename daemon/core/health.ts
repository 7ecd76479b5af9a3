import type { Static } from "typebox";
import type { DeviceContext } from "#protocol/desk-device";

export type Health = Static<typeof DeviceContext>["health"];
export type WebProcess = "loaded" | "crashed" | "unresponsive" | "responsive";

/** What is known of the machine; null where it could not be read. */
export interface HealthFacts {
  readonly memoryAvailable: number | null;
  /** Share of all cores' time that was used since the last look, 0..1. */
  readonly cpuUsed: number | null;
  readonly app: WebProcess | null;
  readonly panel: WebProcess | null;
  readonly screenConnected: boolean;
  readonly mediaConnected: boolean;
  readonly trouble: string | null;
  /** Why the configuration is not in force but the last good one; null when it is. */
  readonly configFault: string | null;
  /** What lasts, in words. */
  readonly lasting: readonly string[];
}

/** Share of memory still to be had. */
const LITTLE_MEMORY = 0.1;
const NO_MEMORY = 0.04;
const BUSY_CPU = 0.9;
/** Longest note of the protocol. */
const NOTE_LENGTH = 200;

/** In one word what an agent should expect of a device, and why. */
export function healthOf(facts: HealthFacts): { health: Health; healthNotes: string[] } {
  const bad: string[] = [...facts.lasting];
  const degraded: string[] = [];
  if (facts.memoryAvailable !== null && facts.memoryAvailable < NO_MEMORY) bad.push("memory is nearly used up");
  else if (facts.memoryAvailable !== null && facts.memoryAvailable < LITTLE_MEMORY) degraded.push("little memory is left");
  if (facts.cpuUsed !== null && facts.cpuUsed > BUSY_CPU) degraded.push("the processor is busy");
  if (facts.app === "crashed") bad.push("the app has crashed");
  if (facts.app === "unresponsive") bad.push("the app does not respond");
  if (facts.panel === "crashed" || facts.panel === "unresponsive") degraded.push("the help panel does not respond");
  if (!facts.screenConnected) bad.push("the screen cannot be shown");
  if (!facts.mediaConnected) degraded.push("sound and picture are starting");
  if (facts.trouble !== null) degraded.push(facts.trouble);
  if (facts.configFault !== null) degraded.push(`its configuration is broken: ${facts.configFault}`.slice(0, NOTE_LENGTH));
  const health = bad.length > 0 ? "bad" : degraded.length > 0 ? "degraded" : "good";
  return { health, healthNotes: [...new Set([...bad, ...degraded])].slice(0, 16) };
}
