import { join } from "node:path";
import { readUseText, type Use } from "../../core/use.ts";
import { readIfThere } from "../atomic-file.ts";
import { USE_MARK } from "../use-mark.ts";
import { type RunCommand, runCommand } from "./command.ts";

/** How the kiosk is used just now. */
export interface UseFacts {
  /** The daemon's word; null when there is none that can be read. */
  readonly use: Use | null;
  readonly isDaemonRunning: boolean;
}

/** @param runFolder the daemon's `paths.run` */
export async function readUse(runFolder: string, run: RunCommand = runCommand): Promise<UseFacts> {
  const { output } = await run("systemctl", ["show", "--property=ActiveState", "--value", "alongside-daemon.service"]);
  // Between two starts of it a contact goes on in media.
  const isDaemonRunning = ["active", "activating", "reloading", "deactivating"].includes(output.trim());
  return { use: readUseText(readIfThere(join(runFolder, USE_MARK))), isDaemonRunning };
}
