import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import {
  FRAME_HIDDEN,
  FRAME_NOTICE_BYTES,
  FRAME_REMAP,
  FRAMES_HEADER_BYTES,
  FRAMES_MAGIC,
  FRAMES_SLOT_HEADER_AT,
  FRAMES_SLOT_HEADER_BYTES,
  FRAMES_SLOTS,
  FRAMES_VERSION,
} from "#protocol/frames";
import { STRIP_ROWS } from "#protocol/strip";
import { monotonicClock } from "./clock.ts";

/** Writes frames as screen does, for tests and benchmarks without a compositor. Draw into `luma` and `chroma`, then `publish`. */
export class FakeScreen {
  readonly #folder: string;
  readonly #server: Server;
  readonly #clients = new Set<Socket>();
  #fd = -1;
  #width = 0;
  #height = 0;
  #frame = 0;
  readonly #generations = new Uint32Array(FRAMES_SLOTS);
  #isNewFile = false;

  constructor(folder: string) {
    this.#folder = folder;
    this.#server = createServer((client) => {
      this.#clients.add(client);
      client.on("error", () => client.destroy());
      client.on("close", () => this.#clients.delete(client));
    });
  }

  async start(width: number, height: number): Promise<void> {
    this.resize(width, height);
    const path = join(this.#folder, "frames.sock");
    rmSync(path, { force: true });
    await new Promise<void>((done) => this.#server.listen(path, done));
  }

  /** Makes the file anew, as after a change of the output's mode. */
  resize(width: number, height: number): void {
    if (this.#fd >= 0) closeSync(this.#fd);
    const path = join(this.#folder, "screen.frames");
    rmSync(path, { force: true });
    [this.#width, this.#height, this.#isNewFile] = [width, height, this.#fd >= 0];
    this.#generations.fill(0);
    this.#fd = openSync(path, "w+");
    ftruncateSync(this.#fd, FRAMES_HEADER_BYTES + FRAMES_SLOTS * this.#slotBytes);
    const words = [FRAMES_MAGIC, FRAMES_VERSION, width, height, STRIP_ROWS, FRAMES_SLOTS, this.#slotBytes];
    writeSync(this.#fd, new Uint8Array(Uint32Array.from(words).buffer), 0, 28, 0);
  }

  get #slotBytes(): number {
    return (this.#width * (this.#height + STRIP_ROWS) * 3) / 2;
  }

  get isRead(): boolean {
    return this.#clients.size > 0;
  }

  /** Publishes one picture (packed I420 with room for the strip) and returns its number. */
  publish(picture: Uint8Array, isHidden = false): number {
    this.#frame += 1;
    const slot = this.#frame % FRAMES_SLOTS;
    const generation = (this.#generations[slot] ?? 0) + 2;
    this.#generations[slot] = generation;
    const capturedNs = BigInt(Math.round(monotonicClock.nowMs() * 1e6));
    this.#header(slot, generation - 1, capturedNs);
    writeSync(this.#fd, picture, 0, this.#slotBytes, FRAMES_HEADER_BYTES + slot * this.#slotBytes);
    this.#header(slot, generation, capturedNs);
    const flags = (this.#isNewFile ? FRAME_REMAP : 0) | (isHidden ? FRAME_HIDDEN : 0);
    this.#isNewFile = false;
    this.#notify(slot, generation, flags, capturedNs);
    return this.#frame;
  }

  #header(slot: number, generation: number, capturedNs: bigint): void {
    const view = new DataView(new ArrayBuffer(16));
    view.setUint32(0, generation, true);
    view.setUint32(4, this.#frame, true);
    view.setBigUint64(8, capturedNs, true);
    writeSync(this.#fd, new Uint8Array(view.buffer), 0, 16, FRAMES_SLOT_HEADER_AT + FRAMES_SLOT_HEADER_BYTES * slot);
  }

  #notify(slot: number, generation: number, flags: number, capturedNs: bigint): void {
    const view = new DataView(new ArrayBuffer(FRAME_NOTICE_BYTES));
    for (const [at, value] of [this.#frame, slot, generation, flags].entries()) view.setUint32(4 * at, value, true);
    view.setBigUint64(16, capturedNs, true);
    for (const [at, value] of [0, 0, this.#width, this.#height].entries()) view.setUint16(24 + 2 * at, value, true);
    for (const client of this.#clients) client.write(new Uint8Array(view.buffer));
  }

  /** Dies like a process: connections break, the socket stays behind. */
  async stop(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await new Promise<void>((done) => this.#server.close(() => done()));
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
  }
}
