import { createSocket } from "node:dgram";
import { once } from "node:events";
import { DeskRelay } from "../scenarios/desk-relay.ts";
import { GUEST_ADDRESS } from "./machine.ts";
import type { Qmp } from "./qmp.ts";

/** A candidate's foundation, component and priority; then the guest's address, where only the guest itself finds it (RFC 8839, 5.1). */
const GUEST_CANDIDATE = new RegExp(`^(candidate:\\S+ \\d+ udp \\d+) ${GUEST_ADDRESS.replaceAll(".", "\\.")} (\\d+) (typ host.*)$`, "i");

/**
 * The way of a call between the guest and a browser of this machine. The guest sits behind QEMU's user network, which lets it reach
 * this machine and nothing reach it. So this stands between device and desk, as helpers for calls do in routers: for each place at
 * which the device says it can be reached it opens a port on loopback, and names that one instead.
 */
export class MediaPath {
  readonly #relay = new DeskRelay();
  readonly #opened = new Map<number, number>();
  #qmp: Qmp | null = null;

  constructor() {
    this.#relay.tamper = async (body, to) => (to === "desk" && body.type === "call/candidate" ? this.#reachable(body) : body);
  }

  /** @returns the port at which the device finds its desk */
  start(deskPort: number, qmp: Qmp): Promise<number> {
    this.#qmp = qmp;
    this.#opened.clear();
    return this.#relay.start(deskPort);
  }

  stop(): Promise<void> {
    return this.#relay.stop();
  }

  async #reachable<B extends Record<string, unknown>>(body: B): Promise<B> {
    const given = body.candidate as { readonly candidate?: unknown };
    const candidate = await rewriteCandidate(String(given.candidate ?? ""), (port) => this.#open(port));
    return { ...body, candidate: { ...given, candidate } };
  }

  /** @returns the port of this machine's loopback that leads to the guest's */
  async #open(guestPort: number): Promise<number> {
    const known = this.#opened.get(guestPort);
    if (known !== undefined) return known;
    const port = await freeUdpPort();
    const said = await this.#qmp?.execute<string>("human-monitor-command", {
      "command-line": `hostfwd_add net udp:127.0.0.1:${port}-${GUEST_ADDRESS}:${guestPort}`,
    });
    if (said) throw new Error(`QEMU did not forward a media port: ${said.trim()}`);
    this.#opened.set(guestPort, port);
    return port;
  }
}

/** Replaces the guest's own address in a candidate; every other candidate stays. @param open gives a loopback port for a guest's */
export async function rewriteCandidate(candidate: string, open: (guestPort: number) => Promise<number>): Promise<string> {
  const parts = GUEST_CANDIDATE.exec(candidate);
  if (!parts) return candidate;
  const [, head, port, tail] = parts;
  return `${head} 127.0.0.1 ${await open(Number(port))} ${tail}`;
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
}
