import { randomBytes } from "node:crypto";
import { Compile } from "typebox/compile";
import { SignedTime, timeText } from "#protocol/signing";
import type { Clock } from "../core/ports.ts";
import type { DeskRoad } from "./desk-road.ts";
import { isSignedBy } from "./identity.ts";

/** An answer that took longer may have been held back on its way. */
const LONGEST_ROUND_TRIP_MS = 10_000;
const NONCE_BYTES = 32;
const validator = Compile(SignedTime);

/** What time it is now, at the moment the answer came. */
export interface DeskTime {
  readonly wallMs: number;
  /** At most so far off: half of the round trip. */
  readonly errorMs: number;
}

/** Whether TLS found everything right but the dates (OpenSSL's verification errors 9 and 10). */
export function isDateFault(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === "CERT_NOT_YET_VALID" || code === "CERT_HAS_EXPIRED";
}

/**
 * Asks the desk for the time on the operator's word. The connection's certificate is not looked at, for whether it holds depends on
 * the very time that is asked for: the answer is signed with the key that the device learned at its enrolment, over a fresh nonce.
 * @param base the desk's address for requests
 * @throws Error when there is no answer, or one that does not prove itself or came late
 */
export async function askTime(road: DeskRoad, base: string, operatorKey: string, clock: Clock): Promise<DeskTime> {
  const nonce = randomBytes(NONCE_BYTES).toString("base64url");
  const askedMs = clock.nowMs();
  const { status, text } = await road.request(`${base}/api/v1/time?nonce=${nonce}`, { method: "GET", provesItself: true });
  const tookMs = clock.nowMs() - askedMs;
  if (status !== 200) throw new Error(`the desk does not tell the time (${status})`);
  const answer = parsed(text);
  if (!validator.Check(answer)) throw new Error("the desk's answer about the time cannot be read");
  if (!isSignedBy(operatorKey, timeText(nonce, answer.wallMs), answer.signature)) {
    throw new Error("the answer about the time is not signed with the operator's key");
  }
  if (tookMs > LONGEST_ROUND_TRIP_MS) throw new Error(`the answer about the time came after ${Math.round(tookMs)} ms`);
  return { wallMs: answer.wallMs + tookMs / 2, errorMs: tookMs / 2 };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
