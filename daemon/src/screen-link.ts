import { type DaemonToScreen, daemonToScreenCodec, type ScreenToDaemon, screenToDaemonCodec } from "#protocol/local-screen";
import { PROTOCOL_VERSION } from "#protocol/version";
import { type Handlers, handle, type LinkBase, socketOptions } from "./peer-links.ts";
import { jsonPayloads, UnixServer } from "./unix-server.ts";

type Reported = Exclude<ScreenToDaemon, { type: "screen/hello" }>;
export type ScreenLink = UnixServer<ScreenToDaemon, DaemonToScreen>;

export interface ScreenEvents {
  /** Welcomed: first our own rectangles, then the lease. */
  onCame(): void;
  onWent(): void;
  readonly handlers: Handlers<Reported>;
}

/** The socket of the process that captures the screen. */
export function createScreenLink(base: LinkBase, uid: number, events: ScreenEvents): ScreenLink {
  const options = {
    ...socketOptions(base, "screen", uid),
    decode: jsonPayloads(screenToDaemonCodec),
    writer: daemonToScreenCodec,
    hello: "screen/hello",
  };
  const link: ScreenLink = new UnixServer(options, {
    onHello() {
      link.send({ type: "screen/welcome", version: PROTOCOL_VERSION });
      events.onCame();
    },
    onMessage: (message) => handle(events.handlers, message as Reported),
    onGone: () => events.onWent(),
  });
  return link;
}
