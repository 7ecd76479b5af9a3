import { isProtocolError } from "#protocol/errors";
import { decodeInput, type InputEvent } from "#protocol/input";
import { INPUT_CHANNELS, type InputToDaemon, inputToDaemonCodec } from "#protocol/local-media";
import type { InputChannel } from "../core/input-gate.ts";
import { type LinkBase, socketOptions } from "./peer-links.ts";
import { jsonPayloads, UnixServer } from "./unix-server.ts";

/** What arrives on input.sock: the hello, then events as they came from the network. */
type Arrived =
  | InputToDaemon
  | { readonly type: "input/event"; readonly channel: InputChannel; readonly event: InputEvent }
  /** No event; media has not read it, so it is the agent's doing. */
  | { readonly type: "input/malformed"; readonly why: string };

export type InputLink = UnixServer<Arrived, never>;

export interface InputLinkEvents {
  onEvent(channel: InputChannel, event: InputEvent): void;
  onMalformed(why: string): void;
  onGone(): void;
}

/** The socket of the agent's input: apart from media's other words, so that none of them holds an event up. */
export function createInputLink(base: LinkBase, uid: number, events: InputLinkEvents): InputLink {
  const hello = jsonPayloads(inputToDaemonCodec);
  const decode = (payload: Uint8Array, isPeer: boolean): Arrived => (isPeer ? decodeArrived(payload) : hello(payload));
  return new UnixServer<Arrived, never>(
    { ...socketOptions(base, "input", uid), decode, writer: null, hello: "input/hello" },
    {
      onHello() {
        // Nothing to say: media only speaks here.
      },
      onMessage(message) {
        if (message.type === "input/event") events.onEvent(message.channel, message.event);
        else if (message.type === "input/malformed") events.onMalformed(message.why);
      },
      onGone: () => events.onGone(),
    },
  );
}

/** Reads one frame: u8 channel and an event. Never throws: what the network sends must not end the socket. */
export function decodeArrived(payload: Uint8Array): Arrived {
  const channel = payload[0] === INPUT_CHANNELS.input ? "input" : payload[0] === INPUT_CHANNELS.pointer ? "pointer" : null;
  if (channel === null) return { type: "input/malformed", why: "a channel is 1 or 2" };
  try {
    return { type: "input/event", channel, event: decodeInput(payload.subarray(1)) };
  } catch (error) {
    if (!isProtocolError(error)) throw error;
    return { type: "input/malformed", why: error.message };
  }
}
