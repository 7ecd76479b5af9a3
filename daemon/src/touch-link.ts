import { type TouchToDaemon, touchToDaemonCodec } from "#protocol/local-touch";
import { type LinkBase, socketOptions } from "./peer-links.ts";
import { UnixServer } from "./unix-server.ts";

export type PhysicalTouch = Extract<TouchToDaemon, { type: "touch/physical" }>;
export type TouchLink = UnixServer<TouchToDaemon, never>;

/** The socket of the headless body's finger. In the image evdev stands in its place. */
export function createTouchLink(base: LinkBase, uid: number, onTouch: (touch: PhysicalTouch) => void): TouchLink {
  const options = { ...socketOptions(base, "touch", uid), reader: touchToDaemonCodec, writer: null, hello: "touch/hello" };
  return new UnixServer(options, {
    onHello() {
      // Nothing to say: the finger only speaks.
    },
    onMessage: (message) => message.type === "touch/physical" && onTouch(message),
    onGone() {
      // A finger that is gone touches nothing.
    },
  });
}
