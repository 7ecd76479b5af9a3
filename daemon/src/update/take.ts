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
  /** Whether a version is on the disk, so that the machine could start it. */
  readonly isWritten: (version: string) => boolean;
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
    const version = await fetchNewer(parts, source);
    if (version !== null) await write(parts, version);
    // What lies there when nothing is newer was fetched of a version that came another way.
    else staging.remove();
    notes.remove("refused");
    return version;
  } catch (error) {
    const told = isNoSpace(error) ? new UpdateRefused("no space for the update on the data partition") : error;
    if (isUpdateRefused(told)) notes.write("refused", told.message);
    throw told;
  }
}

/** @returns the version that lies ready in the staging folder; null when there is none that is newer */
async function fetchNewer(parts: TakeParts, source: string): Promise<string | null> {
  const { staging, sysupdate, pause } = parts;
  const road = roadTo(parts, source);
  const manifest = road ? await staging.useServer(road) : await staging.useFolder(source.replace(/\/+$/, ""));
  sysupdate.pointTo(staging.folder);
  const version = await sysupdate.newer();
  if (version === null) return null;
  const files = filesOf(version, manifest);
  if (road) await download({ ...parts, road }, files);
  await pause();
  return version;
}

/** Takes the slot of a version that waits: that is not waited for any more, unless it is still there when this one comes to nothing. */
async function write({ notes, sysupdate, staging, version: running, isWritten }: TakeParts, version: string): Promise<void> {
  const before = notes.read("trying");
  const waiting = before === running ? null : before;
  // Whoever sends a version each day does not put the deadline off.
  const sinceMs = waiting === null ? null : notes.writtenMs("trying");
  notes.remove("trying");
  try {
    await sysupdate.write(version);
  } catch (error) {
    if (waiting !== null && isWritten(waiting)) notes.write("trying", waiting, sinceMs);
    throw error;
  }
  // First, which makes room for the notes.
  staging.remove();
  notes.remove("reason");
  notes.write("trying", version, sinceMs);
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
