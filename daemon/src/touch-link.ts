import { type TouchToDaemon, touchToDaemonCodec } from "#protocol/local-touch";
import { type Handlers, handle, type LinkBase, socketOptions } from "./peer-links.ts";
import { jsonPayloads, UnixServer } from "./unix-server.ts";

type Reported = Exclude<TouchToDaemon, { type: "touch/hello" }>;
export type TouchLink = UnixServer<TouchToDaemon, never>;

export interface TouchEvents {
  onGone(): void;
  readonly handlers: Handlers<Reported>;
}

/** The socket of the headless body's finger. In the image evdev stands in its place. */
export function createTouchLink(base: LinkBase, uid: number, events: TouchEvents): TouchLink {
  const options = { ...socketOptions(base, "touch", uid), decode: jsonPayloads(touchToDaemonCodec), writer: null, hello: "touch/hello" };
  return new UnixServer(options, {
    onHello() {
      // Nothing to say: the finger only speaks.
    },
    onMessage: (message) => handle(events.handlers, message as Reported),
    onGone: () => events.onGone(),
  });
}
