import { once } from "node:events";
import { createConnection, type Socket } from "node:net";

/** What the glass executable tells over its socket; the protocol stands in test-rig/native/glass.h. */
export interface GlassEvents {
  onSize(width: number, height: number): void;
  onRect(x: number, y: number, jpeg: Uint8Array): void;
  /** The glass or its compositor ended; connect again. */
  onGone(): void;
}

export type FingerPhase = "down" | "move" | "up";

/** Kinds of frames from the glass, their first byte. */
const JSON_KIND = 0;
const RECT_KIND = 1;
const RECT_HEADER_BYTES = 13;
/** A whole 4K picture as JPEG stays well below. */
const MAX_FRAME_BYTES = 16 * 1024 * 1024;

/** Cuts a byte stream into frames, however the bytes arrive. */
export class GlassReader {
  #pending: Buffer = Buffer.alloc(0);

  /** @throws Error on an impossible length: close the stream then. */
  push(chunk: Uint8Array): Buffer[] {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    const frames: Buffer[] = [];
    while (this.#pending.length >= 4) {
      const length = this.#pending.readUInt32LE(0);
      if (length < 1 || length > MAX_FRAME_BYTES) throw new Error(`a frame of the glass has 1 to ${MAX_FRAME_BYTES} bytes, not ${length}`);
      if (this.#pending.length < 4 + length) break;
      frames.push(this.#pending.subarray(4, 4 + length));
      this.#pending = this.#pending.subarray(4 + length);
    }
    return frames;
  }
}

/** A connection to the glass: the picture comes by events, the finger and the keyboard go by calls. */
export class GlassLink {
  readonly #socket: Socket;
  width = 0;
  height = 0;

  constructor(socket: Socket, events: Partial<GlassEvents>) {
    this.#socket = socket;
    const reader = new GlassReader();
    socket.on("error", () => socket.destroy());
    socket.on("close", () => events.onGone?.());
    socket.on("data", (chunk: Buffer) => {
      try {
        for (const frame of reader.push(chunk)) this.#take(frame, events);
      } catch {
        socket.destroy();
      }
    });
  }

  /** Asks for the picture: the whole one first, then what changes. */
  stream(maxFps = 30, quality = 80): void {
    this.#send({ type: "glass/stream", on: true, maxFps, quality });
  }

  /** The finger at device pixels. */
  finger(phase: FingerPhase, x: number, y: number): void {
    this.#send({ type: "glass/pointer", phase, x: Math.round(x), y: Math.round(y) });
  }

  /** A key of a US keyboard by its Linux code. */
  key(code: number, pressed: boolean): void {
    this.#send({ type: "glass/key", code, down: pressed });
  }

  /** Types any characters. */
  text(text: string): void {
    this.#send({ type: "glass/text", text });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(frame: Buffer, events: Partial<GlassEvents>): void {
    if (frame[0] === RECT_KIND && frame.length > RECT_HEADER_BYTES) {
      events.onRect?.(frame.readUInt16LE(1), frame.readUInt16LE(3), frame.subarray(RECT_HEADER_BYTES));
    } else if (frame[0] === JSON_KIND) {
      const message = JSON.parse(frame.subarray(1).toString()) as { type?: string; width?: number; height?: number; message?: string };
      if (message.type === "glass/size" && message.width && message.height) this.#resize(message.width, message.height, events);
      else if (message.type === "glass/refused") throw new Error(message.message);
    }
  }

  #resize(width: number, height: number, events: Partial<GlassEvents>): void {
    this.width = width;
    this.height = height;
    events.onSize?.(width, height);
  }

  #send(message: object): void {
    const payload = Buffer.from(JSON.stringify(message));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(payload.length);
    if (this.#socket.writable) this.#socket.write(Buffer.concat([length, payload]));
  }
}

/** Connects to the glass. @throws the system's error when it does not listen. */
export async function connectGlass(path: string, events: Partial<GlassEvents> = {}): Promise<GlassLink> {
  const socket = createConnection(path);
  await once(socket, "connect");
  return new GlassLink(socket, events);
}
