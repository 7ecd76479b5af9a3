import { existsSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "../core/ports.ts";
import { readIfThere } from "./atomic-file.ts";
import { type Config, deskAddress } from "./config.ts";
import type { DeskRoad, Reply } from "./desk-road.ts";
import { isDateFault } from "./desk-time.ts";
import { deviceKey, type Enrolment, enrolmentFault, rawPublicKey, readEnrolment, writeEnrolment } from "./identity.ts";

export const CODE_FILE = "enrol-code";

/** The desk did not enrol the device. `isFinal`: the same code will never do. */
export class EnrolmentRefused extends Error {
  readonly isFinal: boolean;
  constructor(message: string, isFinal: boolean) {
    super(message);
    this.name = "EnrolmentRefused";
    this.isFinal = isFinal;
  }
}

export function isEnrolmentRefused(error: unknown): error is EnrolmentRefused {
  return error instanceof Error && error.name === "EnrolmentRefused";
}

/**
 * Makes the device known to the desk by a one-time code. The key is made on the device and stays there. A repeated call with the
 * same code and key is answered the same by the desk, so a crash on the way loses nothing.
 * @throws EnrolmentRefused in words for the technician
 */
export async function enrol(config: Config, code: string, road: DeskRoad): Promise<Enrolment> {
  const key = deviceKey(config.paths.state);
  const { label, model, serial } = config.device;
  const body = JSON.stringify({ code, publicKey: rawPublicKey(key), label, model, serial });
  const url = `${deskAddress(config.desk.url).http}/api/v1/enrol`;
  const reply = await post(url, body, road);
  const fault = enrolmentFault(reply, key);
  if (fault) throw new EnrolmentRefused(`the desk's answer cannot be used: ${fault}`, true);
  writeEnrolment(config.paths.state, reply as Enrolment);
  return reply as Enrolment;
}

async function post(url: string, body: string, road: DeskRoad): Promise<unknown> {
  let reply: Reply;
  try {
    reply = await road.request(url, { method: "POST", body });
  } catch (error) {
    // Before its enrolment a device knows nobody whom it could ask for the time.
    const clock = isDateFault(error) ? `; is this machine's clock right, which says ${new Date().toISOString()}?` : "";
    throw new EnrolmentRefused(`the desk cannot be reached at ${url}: ${(error as Error).message}${clock}`, false);
  }
  const { status, text } = reply;
  if (status === 200) return parsed(text);
  throw new EnrolmentRefused(refusal(status, parsed(text)), status >= 400 && status < 500 && status !== 429);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function refusal(status: number, reply: unknown): string {
  const said = typeof reply === "object" && reply !== null && "message" in reply ? String(reply.message).slice(0, 200) : "";
  const fallback = status >= 500 ? "it has a fault of its own" : "the code is wrong, used or too old; ask for a new one";
  return `the desk refused to enrol this device (${status}): ${said || fallback}`;
}

/** Where a secret may lie: beside the config, in the state folder, or as a systemd credential. */
export function secretFolders(configFolder: string, stateFolder: string, env: NodeJS.ProcessEnv = process.env): string[] {
  return [configFolder, stateFolder, env.CREDENTIALS_DIRECTORY].filter((folder) => folder !== undefined);
}

/** Where a code may lie. */
export function codeFiles(...where: Parameters<typeof secretFolders>): string[] {
  return secretFolders(...where).map((folder) => join(folder, CODE_FILE));
}

/** The first code that lies ready, null when there is none. */
export function waitingCode(files: readonly string[]): string | null {
  for (const file of files) {
    const code = readIfThere(file)?.trim();
    if (code) return code;
  }
  return null;
}

/** A code works once: what is left of it is taken away where we may. */
export function removeCodes(files: readonly string[], log: Log): void {
  for (const file of files) {
    try {
      unlinkSync(file);
    } catch {
      // Not the error's code: on a file system mounted read-only, unlink says EROFS of a file that is not there, too.
      if (existsSync(file)) log.warn({ file }, "the used enrolment code could not be removed");
    }
  }
}

/**
 * The device's enrolment: the one kept, or a new one by a code that lies ready.
 * @returns null when it is not enrolled and there is no code
 * @throws EnrolmentRefused
 */
export async function enrolmentOf(config: Config, files: readonly string[], log: Log, road: DeskRoad): Promise<Enrolment | null> {
  const known = readEnrolment(config.paths.state, deviceKey(config.paths.state));
  const code = known ? null : waitingCode(files);
  const enrolment = known ?? (code === null ? null : await enrol(config, code, road));
  if (enrolment && !known) log.info({ device: enrolment.device }, "enrolled");
  if (enrolment) removeCodes(files, log);
  return enrolment;
}
