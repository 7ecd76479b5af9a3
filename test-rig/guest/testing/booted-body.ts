import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VmBody } from "../../body/vm.ts";
import { until } from "../../wait.ts";

const UP_MS = 30_000;

/** A machine from the saved state with every unit up. Its disk goes with this process. */
export async function bootedBody(): Promise<VmBody> {
  const stateDir = mkdtempSync(join(tmpdir(), "alongside-vm-state-"));
  process.on("exit", () => rmSync(stateDir, { recursive: true, force: true }));
  const body = new VmBody({ stateDir, isSaved: true });
  await body.start();
  try {
    await until("every unit to be up", UP_MS * body.patience, async () => (await body.guest.state()).state === "running");
  } catch (error) {
    const { state, failed } = await body.guest.state();
    await body.stop();
    throw new Error(`the machine is ${state}, failed: ${failed.join(", ") || "nothing"}\n${body.log.tail()}`, { cause: error });
  }
  return body;
}

/** The main process of a unit, when it runs. */
export async function pidOf(body: VmBody, name: string): Promise<number | null> {
  return (await body.processes()).find((process) => process.name === name && process.state === "running")?.pid ?? null;
}

/** Resolves when a unit's main process is another one than before, and has said that it is ready. */
export async function runsAnew(body: VmBody, name: string, before: number | null, limitMs: number): Promise<void> {
  await until(`${name} to run again`, limitMs * body.patience, async () => {
    const pid = await pidOf(body, name);
    return pid !== null && pid !== before;
  });
}
