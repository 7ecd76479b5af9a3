import { type DaemonToHost, daemonToHostCodec, type HostToDaemon, hostToDaemonCodec } from "#protocol/local-host";
import { PROTOCOL_VERSION } from "#protocol/version";
import { type Handlers, handle, type LinkBase, socketOptions } from "./peer-links.ts";
import { jsonPayloads, UnixServer } from "./unix-server.ts";

type Reported = Exclude<HostToDaemon, { type: "host/hello" }>;
export type HostLink = UnixServer<HostToDaemon, DaemonToHost>;

export interface HostEvents {
  /** Where the panel page lies, and the token that lets it in. */
  welcome(): { url: string; token: string };
  onCame(): void;
  onWent(): void;
  readonly handlers: Handlers<Reported>;
}

/** The socket of the shell host: panel, box, face and the edge. */
export function createHostLink(base: LinkBase, uid: number, events: HostEvents): HostLink {
  const options = {
    ...socketOptions(base, "shell", uid),
    decode: jsonPayloads(hostToDaemonCodec),
    writer: daemonToHostCodec,
    hello: "host/hello",
  };
  const link: HostLink = new UnixServer(options, {
    onHello() {
      link.send({ type: "host/welcome", version: PROTOCOL_VERSION, ...events.welcome() });
      events.onCame();
    },
    onMessage: (message) => handle(events.handlers, message as Reported),
    onGone: () => events.onWent(),
  });
  return link;
}
