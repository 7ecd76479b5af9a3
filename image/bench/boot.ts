import type { VmBody } from "../../test-rig/body/vm.ts";
import { DeviceState } from "../../test-rig/device-state.ts";
import { pause, until } from "../../test-rig/wait.ts";
import { installedBody } from "../src/testing/installed-body.ts";
import { isPagePainted } from "./page.ts";

/** A start takes one to two minutes where the processor is emulated; a loaded machine takes longer. */
const LONGEST_MS = 900_000;
/** Looking costs the machine that is looked at. */
const LOOK_MS = 500;

/** Milliseconds from power on until the page fills the screen of a machine with this image on its disk, started by its firmware. */
export function paintedMs(disk: string): Promise<number> {
  return inMachine(disk, false, (body) =>
    until("the page on the glass", LONGEST_MS, async () => {
      if (isPagePainted(await body.look())) return sinceOn(body);
      await pause(LOOK_MS);
      return null;
    }),
  );
}

/**
 * Milliseconds from power on until the panel's page has connected to the daemon, so that a gesture is answered. The rig's agent in the
 * machine tells of it, and takes some of its time.
 */
export function panelMs(disk: string): Promise<number> {
  return inMachine(disk, true, async (body, device) => {
    await until("the panel", LONGEST_MS, () => device.isPanelConnected);
    return sinceOn(body);
  });
}

async function inMachine(disk: string, hasAgent: boolean, measure: (body: VmBody, device: DeviceState) => Promise<number>) {
  const body = installedBody(disk, { hasAgent });
  const device = new DeviceState(body.log);
  try {
    await body.start();
    return Math.round(await measure(body, device));
  } finally {
    device.close();
    await body.stop();
  }
}

/** QEMU was started for the last time so long ago. */
function sinceOn({ log }: VmBody): number {
  const on = log.records.findLast(({ name, event }) => name === "qemu" && event === "started");
  if (!on) throw new Error("the log of this start is longer than what is kept of it");
  return Number(process.hrtime.bigint() / 1000n) / 1000 - on.atMs;
}
