import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import { inTop } from "../paths.ts";
import { createRig, type Rig, type RigOptions } from "../rig.ts";

/** Pictures and log of failed scenarios. */
const failures = inTop("build/rig-failures");

/** A suite on one rig, which begins in the state "ready" and ends whatever happens. */
export interface Scenarios {
  (title: string, play: (rig: Rig) => Promise<void>): void;
  run(): void;
}

/** Declares scenarios. A failed one leaves the glass, the console and the log in build/rig-failures. */
export function scenarios(title: string, options: RigOptions = {}): Scenarios {
  const test = suite<{ rig: Rig }>(title);
  test.before(async (context) => {
    context.rig = await createRig(options);
    try {
      await context.rig.reach("ready");
    } catch (error) {
      await context.rig.stop();
      throw error;
    }
  });
  test.after(({ rig }) => rig.stop());
  const declare = (name: string, play: (rig: Rig) => Promise<void>) => {
    test(name, async ({ rig }) => {
      try {
        await play(rig);
      } catch (error) {
        await keep(rig, `${title} ${name}`.replaceAll(/[^a-zA-Z0-9]+/g, "-"), error);
        throw error;
      }
    });
  };
  return Object.assign(declare, { run: () => test.run() });
}

async function keep(rig: Rig, name: string, error: unknown): Promise<void> {
  mkdirSync(failures, { recursive: true });
  writeFileSync(
    join(failures, `${name}.log`),
    `${rig.log.tail(5000)}\n${rig.agentMessages.join("\n")}\n${error instanceof Error ? error.stack : error}\n`,
  );
  // Whatever is broken, these are best effort.
  await rig.shot(join(failures, `${name}-glass.png`)).catch(() => undefined);
  await rig.shotAgent(join(failures, `${name}-console.png`)).catch(() => undefined);
}
