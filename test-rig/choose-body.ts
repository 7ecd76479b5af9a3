import { join } from "node:path";
import type { Body, Setup } from "./body/body.ts";
import { HeadlessBody } from "./body/headless.ts";
import type { BodyLog } from "./body/log.ts";
import { VmBody } from "./body/vm.ts";
import { hasContent } from "./ppm.ts";
import { ensureRoot } from "./roots.ts";
import { say } from "./say.ts";
import { chooseAccelerator } from "./vm/accelerator.ts";
import type { Accelerator } from "./vm/machine.ts";
import { until } from "./wait.ts";

export interface Wish {
  /** Null leaves the choice to what this machine can. */
  readonly kind: "headless" | "vm" | null;
  readonly stateDir: string;
  readonly setup: Setup;
  /** Gets the records of whichever body. */
  readonly log: BodyLog;
  readonly signal: AbortSignal;
}

export interface Running {
  readonly body: Body;
  readonly kind: "headless" | "vm";
  readonly how: string;
}

/** A virtual machine on a processor that runs guests is up in a quarter of this. */
const READY_MS = 90_000;
const EMULATED_MS = 600_000;
const HEADLESS = "The kiosk runs headless, as processes of this machine in namespaces of their own";

/** Starts the kiosk: as a virtual machine where KVM really runs one and it is up in time, else headless, saying why. */
export async function startBody(wish: Wish): Promise<Running> {
  if (wish.kind === "headless") return startHeadless(wish, `${HEADLESS}.`);
  const { accelerator, why } = await chooseAccelerator();
  if (wish.kind === "vm") return startMachine(wish, accelerator, why, accelerator === "kvm" ? READY_MS : EMULATED_MS);
  if (accelerator === "tcg") return startHeadless(wish, `${HEADLESS}, because no virtual machine runs fast enough here: ${why}.`);
  try {
    return await startMachine(wish, accelerator, why, READY_MS);
  } catch (error) {
    if (wish.signal.aborted) throw error;
    const words = error instanceof Error ? error.message.split("\n")[0] : String(error);
    say(`the virtual machine was not ready: ${words}`);
    return startHeadless(wish, `${HEADLESS}, because the virtual machine was not ready within ${READY_MS / 1000} s: ${words}.`);
  }
}

async function startHeadless({ stateDir, setup, log }: Wish, how: string): Promise<Running> {
  const dirs = { stateDir: join(stateDir, "device"), configDir: join(stateDir, "config") };
  const body = new HeadlessBody({ root: await ensureRoot("kiosk"), ...dirs });
  body.log.listen((record) => log.push(record));
  await body.prepare(setup);
  await body.start();
  return { body, kind: "headless", how };
}

async function startMachine(
  { stateDir, setup, log, signal }: Wish,
  accelerator: Accelerator,
  why: string,
  limitMs: number,
): Promise<Running> {
  say(accelerator === "kvm" ? "booting the virtual machine" : `booting the virtual machine, slowly: it is emulated, for ${why}`);
  const body = new VmBody({ stateDir: join(stateDir, "vm"), accelerator });
  body.log.listen((record) => log.push(record));
  await body.prepare(setup);
  try {
    await within(limitMs, signal, body.start());
    await within(
      limitMs,
      signal,
      until("the app on the glass", limitMs, async () => hasContent(await body.look())),
    );
  } catch (error) {
    await body.stop();
    throw error;
  }
  // A kiosk comes back when its power does.
  body.log.listen((record) => record.name === "qemu" && record.event === "exited" && !signal.aborted && void body.restart());
  const slowly = accelerator === "kvm" ? "" : `, ten times slower than a real one because ${why}`;
  return { body, kind: "vm", how: `The kiosk runs as a virtual machine${slowly}.` };
}

/** @throws Error when it takes too long, or nobody wants it any more */
function within<T>(limitMs: number, signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`it was not up within ${limitMs / 1000} s`)), limitMs);
    const stop = () => reject(new Error("it was ended while it came up"));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => {
      clearTimeout(late);
      signal.removeEventListener("abort", stop);
    });
  });
}
