import { join } from "node:path";
import type { DeviceSystem } from "#protocol/device-system";
import { readIfThere } from "./atomic-file.ts";

/** Where the image says what it is, and where its programs note what became of updates. */
export interface SystemPlaces {
  /** os-release(5). */
  readonly osRelease: string;
  /** Folder of one-line files: trying, refused, rolled-back. Written by root, read by everybody. */
  readonly notes: string;
}

export const SYSTEM_PLACES: SystemPlaces = { osRelease: "/usr/lib/os-release", notes: "/var/lib/alongside-update" };

/** The protocol's limits. */
const LONGEST_VERSION = 64;
const LONGEST_REASON = 200;

/** @param productVersion what counts where there is no image */
export function readSystem({ osRelease, notes }: SystemPlaces, productVersion: string): DeviceSystem {
  const note = (name: string) => lineOf(join(notes, name), LONGEST_REASON);
  const version = imageVersion(readIfThere(osRelease)) ?? productVersion.slice(0, LONGEST_VERSION);
  const trying = note("trying")?.slice(0, LONGEST_VERSION) ?? null;
  return {
    version,
    // The version that runs is on trial, and waits for nothing.
    waiting: trying === version ? null : trying,
    refused: note("refused"),
    rolledBack: rolledBack(lineOf(join(notes, "rolled-back"), LONGEST_VERSION + LONGEST_REASON)),
  };
}

function imageVersion(osRelease: string | null): string | null {
  return /^IMAGE_VERSION="?([^"\n]{1,64})"?$/m.exec(osRelease ?? "")?.[1] ?? null;
}

/** `VERSION: reason`, as the health check writes it. */
function rolledBack(line: string | null): DeviceSystem["rolledBack"] {
  const [, version, reason] = /^(\S{1,64}): (.*)$/.exec(line ?? "") ?? [];
  return version === undefined ? null : { version, reason: (reason ?? "").slice(0, LONGEST_REASON) };
}

/** The first line of a file, without what is no text; null when there is none, or it is empty. */
function lineOf(path: string, longest: number): string | null {
  const [line = ""] = (readIfThere(path) ?? "").split("\n", 1);
  return line.slice(0, longest).replace(/\p{C}/gu, "") || null;
}
