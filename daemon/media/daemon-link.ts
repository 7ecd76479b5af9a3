import type { Socket } from "node:net";
import { isProtocolError } from "#protocol/errors";
import { encodeFrame, FrameReader } from "#protocol/frame";
import { type DaemonToMedia, daemonToMediaCodec, type MediaToDaemon, mediaToDaemonCodec } from "#protocol/local-media";
import { ReconnectingSocket } from "./reconnecting-socket.ts";

export interface DaemonEvents {
  /** A connection stands: say hello. */
  onConnected(): void;
  onLost(): void;
  onMessage(message: DaemonToMedia): void;
  /** The daemon sent something unknown. */
  onRefused(why: string): void;
}

/** The socket to the daemon. It comes back by itself as often as the daemon does. */
export class DaemonLink {
  readonly #events: DaemonEvents;
  readonly #socket: ReconnectingSocket;
  #reader = new FrameReader();

  constructor(path: string, events: DaemonEvents) {
    this.#events = events;
    this.#socket = new ReconnectingSocket(path, {
      onConnected: () => {
        this.#reader = new FrameReader();
        events.onConnected();
      },
      onData: (chunk, socket) => this.#receive(socket, chunk),
      onLost: () => events.onLost(),
    });
  }

  start(): void {
    this.#socket.start();
  }

  stop(): void {
    this.#socket.stop();
  }

  /** Sends when connected, otherwise drops: after a reconnect hello and the state tell the daemon all it needs. */
  send(message: MediaToDaemon): void {
    this.#socket.connected?.write(encodeFrame(new TextEncoder().encode(mediaToDaemonCodec.encode(message))));
  }

  #receive(socket: Socket, chunk: Uint8Array): void {
    try {
      for (const payload of this.#reader.push(chunk)) this.#decode(payload);
    } catch (error) {
      if (!isProtocolError(error)) throw error;
      this.#events.onRefused(error.message);
      socket.destroy();
    }
  }

  #decode(payload: Uint8Array): void {
    let message: DaemonToMedia;
    try {
      message = daemonToMediaCodec.decode(new TextDecoder().decode(payload));
    } catch (error) {
      if (!isProtocolError(error)) throw error;
      this.#events.onRefused(error.message);
      return;
    }
    this.#events.onMessage(message);
  }
}
