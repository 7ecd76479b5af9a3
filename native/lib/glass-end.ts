import { connect, type Socket } from "node:net";
import { encodeFrame } from "#protocol/frame";

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly frame: number;
  readonly jpeg: Buffer;
}

/** The rig's end of the glass's socket (test-rig/native/glass.h). */
export class GlassEnd {
  readonly said: { type: string; width?: number; height?: number; message?: string }[] = [];
  readonly rectangles: Rectangle[] = [];
  readonly shots: Buffer[] = [];
  readonly socket: Socket;
  isClosed = false;
  #pending = Buffer.alloc(0);

  constructor(path: string) {
    this.socket = connect(path);
    this.socket.on("error", () => {});
    this.socket.on("close", () => {
      this.isClosed = true;
    });
    this.socket.on("data", (chunk) => {
      this.#pending = Buffer.concat([this.#pending, chunk]);
      while (this.#pending.length >= 4 && this.#pending.length >= 4 + this.#pending.readUInt32LE()) {
        const end = 4 + this.#pending.readUInt32LE();
        this.#take(this.#pending.subarray(4, end));
        this.#pending = this.#pending.subarray(end);
      }
    });
  }

  #take(payload: Buffer): void {
    const [x = 0, y = 0, width = 0, height = 0] = payload[0] === 1 ? [1, 3, 5, 7].map((at) => payload.readUInt16LE(at)) : [];
    if (payload[0] === 0) this.said.push(JSON.parse(payload.subarray(1).toString()));
    else if (payload[0] === 1)
      this.rectangles.push({ x, y, width, height, frame: payload.readUInt32LE(9), jpeg: Buffer.from(payload.subarray(13)) });
    else this.shots.push(Buffer.from(payload.subarray(1)));
  }

  send(message: object): void {
    this.socket.write(encodeFrame(new TextEncoder().encode(JSON.stringify(message))));
  }
}
