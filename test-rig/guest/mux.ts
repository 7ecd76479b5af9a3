import { createInterface } from "node:readline";
import { Duplex } from "node:stream";
import { encodeFrame, type Frame, type FrameKind, MAX_PAYLOAD } from "./wire.ts";

/** Puts bytes on the line and calls back when the line has taken them. */
export type Send = (bytes: Buffer, taken: () => void) => void;

/**
 * One stream of the line. Ending one direction leaves the other open; destroying it ends both and tells the other side why.
 * What arrives is kept until it is read: sender and line hold each other back, a slow reader does not.
 */
export class Channel extends Duplex {
  readonly #frame: (kind: FrameKind, payload: Buffer, taken: () => void) => void;
  #isOver = false;

  constructor(frame: (kind: FrameKind, payload: Buffer, taken: () => void) => void) {
    super({ allowHalfOpen: true });
    this.#frame = frame;
  }

  /** A frame of the other side. */
  receive(kind: FrameKind, payload: Buffer): void {
    if (kind === "data") this.push(payload);
    else if (kind === "end") this.push(null);
    else this.abandon(new Error(payload.toString() || "the other side has ended it"));
  }

  /** Destroys it without a word to the other side, which knows or is gone. */
  abandon(error?: Error): void {
    this.#isOver = true;
    this.destroy(error);
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const rest = chunk.subarray(MAX_PAYLOAD);
    this.#frame("data", chunk.subarray(0, MAX_PAYLOAD), rest.length > 0 ? () => this._write(rest, _encoding, done) : done);
  }

  override _final(done: () => void): void {
    this.#frame("end", Buffer.alloc(0), done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const isDone = this.readableEnded && this.writableFinished;
    if (!this.#isOver && !isDone) this.#frame("reset", Buffer.from(error?.message ?? "").subarray(0, MAX_PAYLOAD), () => undefined);
    this.#isOver = true;
    done(error);
  }
}

/** The channels of one session. The host opens them, the guest answers. */
export class Mux {
  readonly #send: Send;
  readonly #onOpen: (channel: Channel, request: string) => void;
  readonly #channels = new Map<number, Channel>();
  #next = 1;

  constructor(
    send: Send,
    onOpen: (channel: Channel, request: string) => void = (channel) => channel.destroy(new Error("nobody answers here")),
  ) {
    this.#send = send;
    this.#onOpen = onOpen;
  }

  /** Asks the other side. A refusal destroys the channel with the other side's words. */
  open(request: string): Channel {
    const id = this.#next++;
    const channel = this.#add(id);
    this.#send(encodeFrame({ channel: id, kind: "open", payload: Buffer.from(request) }), () => undefined);
    return channel;
  }

  receive({ channel: id, kind, payload }: Frame): void {
    if (kind === "open") {
      // A number that is in use would be a fault of the host's; the newer request wins.
      this.#channels.get(id)?.abandon();
      this.#onOpen(this.#add(id), payload.toString());
    } else {
      // Unknown: it was ended here while this frame was on its way.
      this.#channels.get(id)?.receive(kind, payload);
    }
  }

  /** The session is over: so is every channel. */
  end(why: string): void {
    for (const channel of [...this.#channels.values()]) channel.abandon(new Error(why));
    this.#channels.clear();
  }

  #add(id: number): Channel {
    const channel = new Channel((kind, payload, taken) => this.#send(encodeFrame({ channel: id, kind, payload }), taken));
    this.#channels.set(id, channel);
    channel.on("close", () => this.#channels.get(id) === channel && this.#channels.delete(id));
    // Who uses it listens, too; one who has gone must not end the program.
    channel.on("error", () => undefined);
    return channel;
  }
}

/** Calls back for every line of a channel until it ends, however it ends. */
export function linesOf(channel: Channel, onLine: (line: string) => void): void {
  createInterface({ input: channel })
    .on("line", onLine)
    // The interface passes the channel's error on; who cares listens to the channel.
    .on("error", () => undefined);
}
