import { createHmac } from "node:crypto";
import type { IceServer } from "#protocol/common";

/** Longer than any contact; the relay checks it only when an allocation begins. */
const CREDENTIAL_LASTS_S = 6 * 3600;

export interface IceConfig {
  /** stun: and turn: addresses. None: both ends reach each other directly. */
  readonly urls: readonly string[];
  /** Shared with the relay (coturn `use-auth-secret`); never handed out. */
  readonly secret: string | null;
}

export const NO_ICE: IceConfig = { urls: [], secret: null };

/**
 * ICE servers for one side of one contact. A relay gets a credential of its own that expires
 * (TURN REST API: username `<expiry>:<id>`, credential HMAC-SHA1 of it under the shared secret).
 * @param nowMs wall clock, since the relay compares it with its own
 */
export function iceServers(config: IceConfig, contact: string, side: "device" | "console", nowMs: number): IceServer[] {
  const isRelay = (url: string) => /^turns?:/.test(url);
  const plain = config.urls.filter((url) => !isRelay(url));
  const relays = config.urls.filter(isRelay);
  const servers: IceServer[] = plain.length > 0 ? [{ urls: plain }] : [];
  if (relays.length === 0 || config.secret === null) return servers;
  const username = `${Math.floor(nowMs / 1000) + CREDENTIAL_LASTS_S}:${contact}-${side}`;
  const credential = createHmac("sha1", config.secret).update(username).digest("base64");
  return [...servers, { urls: relays, username, credential }];
}
