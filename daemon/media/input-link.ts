import { encodeFrame } from "#protocol/frame";
import { INPUT_CHANNELS, inputToDaemonCodec } from "#protocol/local-media";
import { PROTOCOL_VERSION } from "#protocol/version";
import { ReconnectingSocket } from "./reconnecting-socket.ts";

/** A daemon that leaves so much unread does not work: what the agent did long ago must not happen on the glass later. */
export const MOST_WAITING_BYTES = 256 * 1024;

export type InputChannel = keyof typeof INPUT_CHANNELS;
/** `passed`: it is on its way. `dropped`: nobody is there, or hover while the daemon is behind. `stuck`: the daemon does not read. */
export type Passed = "passed" | "dropped" | "stuck";

/** Where the agent's input goes. */
export interface InputPort {
  /** Passes on one message, at once and unread. */
  pass(channel: InputChannel, message: Uint8Array): Passed;
  /** Nothing is passed on any more; what waits is thrown away, and the daemon lets go of everything. */
  stop(): void;
}

/**
 * The socket `input.sock`: beside media.sock, so that no other message holds an event up. It comes back by itself as often as the
 * daemon does; what happens meanwhile is dropped, for the daemon lets go of everything when it loses us.
 */
export class InputLink implements InputPort {
  readonly #socket: ReconnectingSocket;

  constructor(path: string) {
    // The daemon says nothing here.
    this.#socket = new ReconnectingSocket(path, {
      onConnected: (socket) => {
        const hello = inputToDaemonCodec.encode({ type: "input/hello", version: PROTOCOL_VERSION });
        socket.write(encodeFrame(new TextEncoder().encode(hello)));
      },
    });
  }

  start(): void {
    this.#socket.start();
  }

  stop(): void {
    this.#socket.stop();
  }

  pass(channel: InputChannel, message: Uint8Array): Passed {
    const socket = this.#socket.connected;
    if (!socket) return "dropped";
    // The kernel's buffer is full already when anything waits here.
    if (channel === "pointer" && socket.writableLength > 0) return "dropped";
    if (socket.writableLength + message.length > MOST_WAITING_BYTES) return "stuck";
    const payload = new Uint8Array(1 + message.length);
    payload[0] = INPUT_CHANNELS[channel];
    payload.set(message, 1);
    socket.write(encodeFrame(payload));
    return "passed";
  }
}
