import { createConnection, type Socket } from "node:net";
import { join } from "node:path";
import type { FramesMap, NativePort } from "#native";
import { type FrameNotice, NoticeParser } from "./notice.ts";

/** Any process of the device may die and come back: try again after so long. */
const RETRY_MS = 100;

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
  #socket: Socket | null = null;
  #retry: NodeJS.Timeout | null = null;
  #map: FramesMap | null = null;
  #newest: FrameNotice | null = null;
  #isRunning = false;

  constructor(folder: string, native: Pick<NativePort, "mapFrames">, events: FrameEvents) {
    this.#folder = folder;
    this.#native = native;
    this.#events = events;
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#connect();
  }

  stop(): void {
    this.#isRunning = false;
    if (this.#retry) clearTimeout(this.#retry);
    this.#socket?.destroy();
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

  #connect(): void {
    const parser = new NoticeParser();
    let isFirst = true;
    const socket = createConnection(join(this.#folder, "frames.sock"));
    this.#socket = socket;
    socket.on("data", (chunk) => {
      const notices = parser.push(chunk);
      const newest = notices.at(-1);
      if (!newest) return;
      // A screen that has come back has made its file anew.
      if (isFirst || notices.some((notice) => notice.isRemap)) this.#unmap();
      isFirst = false;
      this.#take(newest);
    });
    socket.on("error", () => {
      // "close" follows.
    });
    socket.on("close", () => {
      // What is noticed here is no word about what the next screen puts into the same slots.
      this.#unmap();
      if (this.#isRunning) this.#retry = setTimeout(() => this.#connect(), RETRY_MS);
    });
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
