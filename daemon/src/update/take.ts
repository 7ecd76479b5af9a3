import { type Road, roadOf } from "./curl.ts";
import { type DownloadParts, download } from "./download.ts";
import { filesOf } from "./manifest.ts";
import type { Notes } from "./notes.ts";
import { isUpdateRefused, UpdateRefused } from "./refusal.ts";
import type { Sysupdate } from "./sysupdate.ts";
import { isUpdateAddress, type UpdateConfig } from "./update-config.ts";

export interface TakeParts extends Omit<DownloadParts, "road"> {
  readonly notes: Notes;
  readonly sysupdate: Sysupdate;
  readonly config: UpdateConfig;
  /** The version that runs. */
  readonly version: string;
}

/**
 * Writes a newer version of a source into the slot that does not run; the next start tries it.
 * @param source a folder (`/…`) or the address of one (`https://…`)
 * @returns the version, null when there is none that is newer
 * @throws UpdateRefused, which is noted for the desk
 */
export async function takeUpdate(parts: TakeParts, source: string): Promise<string | null> {
  const { notes, staging } = parts;
  try {
    const version = await take(parts, source);
    notes.remove("refused");
    if (version === null) return null;
    notes.remove("reason");
    // Whoever sends a version each day does not put the deadline off.
    const isWaiting = notes.read("trying") !== null && notes.read("trying") !== parts.version;
    notes.write("trying", version, isWaiting ? notes.writtenMs("trying") : null);
    staging.remove();
    return version;
  } catch (error) {
    const told = isNoSpace(error) ? new UpdateRefused("no space for the update on the data partition") : error;
    if (isUpdateRefused(told)) notes.write("refused", told.message);
    throw told;
  }
}

async function take(parts: TakeParts, source: string): Promise<string | null> {
  const { staging, sysupdate, pause } = parts;
  const road = roadTo(parts, source);
  const manifest = road ? await staging.useServer(road) : await staging.useFolder(source.replace(/\/+$/, ""));
  sysupdate.pointTo(staging.folder);
  const version = await sysupdate.newer();
  if (version === null) return null;
  const files = filesOf(version, manifest);
  if (road) await download({ ...parts, road }, files);
  await pause();
  await sysupdate.write(version);
  return version;
}

/** Null for a folder. @throws UpdateRefused */
function roadTo({ config, version }: TakeParts, source: string): Road | null {
  if (source.startsWith("/")) return null;
  if (!isUpdateAddress(source)) throw new UpdateRefused("an update comes from a folder (/…) or from an address (https://…)");
  return roadOf({ ...config, url: source }, version);
}

function isNoSpace(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOSPC";
}
