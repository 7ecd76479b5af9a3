import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { ConsoleToDesk } from "#protocol/desk-console";
import type { DeviceToDesk } from "#protocol/desk-device";
import { DEFAULT_LIMITS, type Limits } from "../core/contact-state.ts";
import { agentRole } from "./agent-socket.ts";
import type { DeskBus } from "./bus/port.ts";
import { ContactFlow } from "./contact-flow.ts";
import type { DeskClock } from "./desk-clock.ts";
import { deviceRole } from "./device-socket.ts";
import type { Desk } from "./handlers/desk.ts";
import { createApp } from "./http/app.ts";
import { isOwnOrigin } from "./http/origin.ts";
import { Tickets } from "./http/tickets.ts";
import type { IceConfig } from "./ice.ts";
import type { OperatorKey } from "./keys.ts";
import type { Logger } from "./log.ts";
import { News } from "./news.ts";
import { Serial } from "./serial.ts";
import { DEFAULT_TIMING, type LinkTiming } from "./socket/link-role.ts";
import { LinkServer } from "./socket/link-server.ts";
import { CLOSE } from "./socket/link-sessions.ts";
import type { DeskStore } from "./store/port.ts";

/** How often deadlines are looked at: the most that an offer is late. */
const TICK_MS = 250;

export interface DeskOptions {
  readonly store: DeskStore;
  readonly bus: DeskBus;
  readonly clock: DeskClock;
  readonly operatorKey: OperatorKey;
  readonly ice: IceConfig;
  readonly log: Logger;
  readonly host: string;
  readonly port: number;
  readonly consoleFolder: string | null;
  readonly publicOrigin: string | null;
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null;
  readonly limits?: Limits;
  readonly timing?: LinkTiming;
}

export interface RunningDesk {
  readonly port: number;
  stop(): Promise<void>;
}

/** Puts the desk together and starts it. Stopping ends what was started, in reverse; the store and the bus stay the caller's. */
export async function startDesk(options: DeskOptions): Promise<RunningDesk> {
  const { store, bus, clock, log, limits = DEFAULT_LIMITS, timing = DEFAULT_TIMING } = options;
  const serial = new Serial((error) => log.error({ error }, "a job of the desk failed"));
  const tickets = new Tickets(() => clock.nowMs());
  const news = new News(serial);
  const flowLog = log.child({ component: "flow" });
  const flow = new ContactFlow({
    store,
    bus,
    clock,
    ice: options.ice,
    log: flowLog,
    offerMs: limits.offerMs,
    changed: () => news.changed(),
  });
  const desk: Desk = { store, bus, flow, clock, log: flowLog };
  const linkLog = log.child({ component: "link" });
  const devices = new LinkServer<DeviceToDesk>({ role: deviceRole(desk), bus, serial, timing, clock, log: linkLog });
  const agents = new LinkServer<ConsoleToDesk>({
    role: agentRole(desk, tickets, options.operatorKey.publicKey),
    bus,
    serial,
    timing,
    clock,
    log: linkLog,
  });
  news.tell = () => tellNews(flow, devices, agents);

  const app = await createApp({
    store,
    tickets,
    clock,
    operatorKey: options.operatorKey,
    log: log.child({ component: "http" }),
    isSecure: options.tls !== null || options.publicOrigin?.startsWith("https:") === true,
    publicOrigin: options.publicOrigin,
    consoleFolder: options.consoleFolder,
    tls: options.tls,
    queueState: () => flow.board.queueState,
    connections: () => ({ devices: count(devices.sessions.connected()), agents: count(agents.sessions.connected()) }),
    isConnected: (device) => devices.sessions.of(device)?.isConnected ?? false,
    signOut: (agent, login) =>
      serial.run(async () => {
        const session = agents.sessions.of(agent);
        if (session?.identity.login === login) await agents.sessions.end(session, CLOSE.signedOut, "signed out");
      }),
  });
  const upgrade = upgrades({ "/ws/device": devices, "/ws/agent": agents }, options.publicOrigin, log);
  app.server.on("upgrade", upgrade);

  // The store first: it refuses a second desk before anything is changed or anybody connects.
  await serial.run(() => flow.start());
  await app.listen({ host: options.host, port: options.port });
  devices.start();
  agents.start();
  const ticks = setInterval(() => {
    serial.post(() => flow.tick());
  }, TICK_MS);
  const address = app.server.address();

  return {
    port: typeof address === "object" && address ? address.port : options.port,
    async stop() {
      clearInterval(ticks);
      news.stop();
      agents.stop();
      devices.stop();
      await serial.idle();
      await app.close();
    },
  };
}

function count(items: Iterable<unknown>): number {
  return [...items].length;
}

/** How things stand, for every console and for the devices that have no contact. */
async function tellNews(flow: ContactFlow, devices: LinkServer<DeviceToDesk>, agents: LinkServer<ConsoleToDesk>): Promise<void> {
  const queue = { type: "queue/state", ...flow.board.queueState };
  for (const session of agents.sessions.connected()) agents.sessions.send(session, queue);
  const presence = { type: "desk/presence", ...flow.board.presence };
  for (const session of devices.sessions.connected()) if (!flow.isInContact(session.identity.id)) devices.sessions.send(session, presence);
}

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Opens a socket for a known path and an own origin; anything else gets a plain answer. */
function upgrades(servers: Readonly<Record<string, { upgrade: Upgrade }>>, publicOrigin: string | null, log: Logger): Upgrade {
  return (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    const path = (request.url ?? "").split("?")[0] ?? "";
    const server = Object.hasOwn(servers, path) ? servers[path] : undefined;
    if (server && isOwnOrigin(request, publicOrigin)) return server.upgrade(request, socket, head);
    const status = server ? "403 Forbidden" : "404 Not Found";
    log.warn({ path: path.slice(0, 100), status }, "socket refused");
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  };
}
