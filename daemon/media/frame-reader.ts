import { join } from "node:path";
import type { FramesMap, NativePort } from "#native";
import { type FrameNotice, NoticeParser } from "./notice.ts";
import { ReconnectingSocket } from "./reconnecting-socket.ts";

/** A picture as it lies in shared memory: packed I420 of width × (height + stripRows). */
export interface SharedPicture {
  readonly width: number;
  readonly height: number;
  readonly stripRows: number;
  readonly view: ArrayBuffer;
}

export interface FrameEvents {
  /** A newer picture can be read. */
  onFrame(notice: FrameNotice): void;
  onTrouble(message: string): void;
}

/** Reads the newest frame that screen publishes in `folder` (frames.sock, screen.frames), through any number of restarts of screen. */
export class FrameReader {
  readonly #folder: string;
  readonly #native: Pick<NativePort, "mapFrames">;
  readonly #events: FrameEvents;
  readonly #socket: ReconnectingSocket;
  #parser = new NoticeParser();
  /** Nothing has come of this connection yet. */
  #isFirst = true;
  #map: FramesMap | null = null;
  #newest: FrameNotice | null = null;

  constructor(folder: string, native: Pick<NativePort, "mapFrames">, events: FrameEvents) {
    this.#folder = folder;
    this.#native = native;
    this.#events = events;
    this.#socket = new ReconnectingSocket(join(folder, "frames.sock"), {
      onConnected: () => {
        this.#parser = new NoticeParser();
        this.#isFirst = true;
      },
      onData: (chunk) => this.#receive(chunk),
      // What was noticed here is no word about what the next screen puts into the same slots.
      onLost: () => this.#unmap(),
    });
  }

  start(): void {
    this.#socket.start();
  }

  stop(): void {
    this.#socket.stop();
    this.#unmap();
  }

  get newest(): FrameNotice | null {
    return this.#newest;
  }

  /**
   * Gives the newest picture to `copy` and returns its notice when the picture stayed whole meanwhile.
   * Null when there is none, or when screen has begun to overwrite it: then a newer notice is on its way.
   */
  read(copy: (picture: SharedPicture) => void): FrameNotice | null {
    const [notice, map] = [this.#newest, this.#map];
    if (!notice || !map || map.generation(notice.slot) !== notice.generation) return null;
    copy({ width: map.width, height: map.height, stripRows: map.stripRows, view: map.view(notice.slot) });
    return map.generation(notice.slot) === notice.generation ? notice : null;
  }

  #receive(chunk: Uint8Array): void {
    const notices = this.#parser.push(chunk);
    const newest = notices.at(-1);
    if (!newest) return;
    // A screen that has come back has made its file anew.
    if (this.#isFirst || notices.some((notice) => notice.isRemap)) this.#unmap();
    this.#isFirst = false;
    this.#take(newest);
  }

  #take(notice: FrameNotice): void {
    try {
      this.#map ??= this.#native.mapFrames(join(this.#folder, "screen.frames"));
    } catch (error) {
      this.#events.onTrouble(error instanceof Error ? error.message : String(error));
      return;
    }
    if (notice.slot >= this.#map.slots || notice.generation % 2 === 1) {
      this.#events.onTrouble(`a frame notice names a finished slot below ${this.#map.slots}, not ${notice.slot}`);
      return;
    }
    this.#newest = notice;
    this.#events.onFrame(notice);
  }

  #unmap(): void {
    this.#newest = null;
    this.#map?.unmap();
    this.#map = null;
  }
}
