import { type RestartPolicy, restartHindrance } from "../../core/restart-window.ts";
import type { Notes } from "./notes.ts";
import type { UseFacts } from "./use-facts.ts";

export interface RestartParts {
  readonly notes: Notes;
  /** The version that runs. */
  readonly version: string;
  readonly policy: RestartPolicy;
  readonly readUse: () => Promise<UseFacts>;
  /** CLOCK_MONOTONIC. */
  readonly nowS: () => number;
  readonly wall: () => Date;
  readonly reboot: () => Promise<void>;
  /** @param level of the journal, as syslog counts */
  readonly say: (level: number, text: string) => void;
}

/** Starts the machine again for a version that waits, when the policy and whoever uses the kiosk let it. */
export async function restartForUpdate(parts: RestartParts): Promise<void> {
  const { notes, version, policy, say } = parts;
  const waiting = notes.read("trying");
  const writtenMs = notes.writtenMs("trying");
  if (waiting === null || writtenMs === null || waiting === version) return;
  const wall = parts.wall();
  const facts = { nowS: parts.nowS(), minute: wall.getHours() * 60 + wall.getMinutes(), ageMs: wall.getTime() - writtenMs };
  const hindrance = restartHindrance({ ...(await parts.readUse()), ...facts }, policy);
  if (hindrance !== null) {
    say(7, `version ${waiting} waits: ${hindrance}`);
    return;
  }
  say(5, `starting again for version ${waiting}`);
  await parts.reboot();
}
