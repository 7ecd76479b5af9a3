import { createConnection, type Socket } from "node:net";
import type { Codec } from "#protocol/codec";
import { encodeFrame, FrameReader } from "#protocol/frame";
import { Inbox } from "./inbox.ts";

/** A peer process as the daemon sees it: a real unix socket with the protocol's own codec. */
export class TestPeer<In extends { type: string }, Out> {
  readonly inbox: Inbox<In>;
  readonly #socket: Socket;
  readonly #writer: Codec<Out>;
  readonly closed: Promise<void>;
  isClosed = false;

  private constructor(name: string, socket: Socket, reader: Codec<In> | null, writer: Codec<Out>) {
    this.inbox = new Inbox(name);
    this.#socket = socket;
    this.#writer = writer;
    const frames = new FrameReader();
    socket.on("data", (chunk) => {
      for (const payload of frames.push(chunk)) if (reader) this.inbox.put(reader.decode(new TextDecoder().decode(payload)));
    });
    socket.on("error", () => {});
    this.closed = new Promise((resolve) =>
      socket.on("close", () => {
        this.isClosed = true;
        resolve();
      }),
    );
  }

  static connect<In extends { type: string }, Out>(path: string, reader: Codec<In> | null, writer: Codec<Out>): Promise<TestPeer<In, Out>> {
    return new Promise((resolve, reject) => {
      const socket = createConnection(path);
      const peer = new TestPeer(path, socket, reader, writer);
      socket.on("connect", () => resolve(peer));
      socket.on("error", reject);
    });
  }

  send(message: Out): void {
    this.sendBytes(encodeFrame(new TextEncoder().encode(this.#writer.encode(message))));
  }

  /** Whatever the test wants to put on the wire. */
  sendBytes(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  sendText(text: string): void {
    this.sendBytes(encodeFrame(new TextEncoder().encode(text)));
  }

  close(): Promise<void> {
    this.#socket.destroy();
    return this.closed;
  }
}
