import { join } from "node:path";
import type { NativePort } from "#native";
import type { DaemonToMedia, MediaToDaemon } from "#protocol/local-media";
import { PROTOCOL_VERSION } from "#protocol/version";
import type { MediaBackend } from "./backend.ts";
import { Call } from "./call.ts";
import { type MediaClock, monotonicClock } from "./clock.ts";
import { DaemonLink } from "./daemon-link.ts";
import { Face } from "./face.ts";
import { FaceFile } from "./face-file.ts";
import { FrameReader } from "./frame-reader.ts";
import { InputLink } from "./input-link.ts";
import { ScreenPicture } from "./picture.ts";
import { ScreenFeed } from "./screen-feed.ts";
import type { SoundPort } from "./sound.ts";

/** How long a process without its daemon waits for it: warm, where starting anew would take longer on a slow machine; in a call (a daemon restarts within 3 s). */
const LONELY_MS = { warm: 30_000, call: 15_000 } as const;

export interface MediaOptions {
  readonly daemonSocket: string;
  readonly inputSocket: string;
  readonly framesFolder: string;
  readonly faceFolder: string;
}

export interface MediaAdapters {
  readonly backend: MediaBackend;
  readonly native: NativePort;
  readonly sound: SoundPort;
  readonly clock?: MediaClock;
  readonly log: (event: string, facts?: Readonly<Record<string, unknown>>) => void;
  /** Ends the process. */
  readonly exit: (code: number) => void;
}

/** The media process: waits warm for one call, serves it, and ends. */
export class Media {
  readonly #adapters: MediaAdapters;
  readonly #clock: MediaClock;
  readonly #file: FaceFile;
  readonly #frames: FrameReader;
  readonly #feed: ScreenFeed;
  readonly #call: Call;
  readonly #daemon: DaemonLink;
  readonly #input: InputLink;
  #cancelLonely = (): void => {};
  #isStopped = false;

  constructor(options: MediaOptions, adapters: MediaAdapters) {
    const { backend, native, sound } = adapters;
    this.#adapters = adapters;
    this.#clock = adapters.clock ?? monotonicClock;
    const send = (message: MediaToDaemon): void => this.#daemon.send(message);

    this.#file = new FaceFile(join(options.faceFolder, "agent.face"));
    const face = new Face(native, this.#file, this.#clock, (shown) => send({ type: "media/face", ...shown }));
    this.#frames = new FrameReader(options.framesFolder, native, {
      onFrame: ({ isHidden }) => this.#feed.take({ type: "damage", isHidden }),
      onTrouble: (why) => this.#call.trouble("frames", why),
    });
    this.#feed = new ScreenFeed(backend, this.#frames, new ScreenPicture(native), this.#clock, (report) =>
      send({ type: "media/stats", ...report }),
    );
    this.#input = new InputLink(options.inputSocket);
    this.#call = new Call({ backend, feed: this.#feed, face, sound, input: this.#input, clock: this.#clock, send });
    this.#daemon = new DaemonLink(options.daemonSocket, {
      onConnected: () => this.#greet(),
      onLost: () => this.#waitForDaemon(),
      onMessage: (message) => this.#take(message),
      onRefused: (why) => this.#call.trouble("protocol", why),
    });
  }

  start(): void {
    this.#openFace();
    this.#call.warm();
    this.#frames.start();
    this.#daemon.start();
    this.#input.start();
    this.#waitForDaemon();
  }

  /** Closes the call, blanks the face and ends the process. */
  stop(reason: string, code = 0): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#cancelLonely();
    this.#frames.stop();
    this.#call.stop();
    this.#file.close();
    this.#daemon.stop();
    this.#adapters.log("ended", { reason, dropped: this.#call.dropped });
    this.#adapters.exit(code);
  }

  #openFace(): void {
    try {
      this.#file.open();
    } catch (error) {
      this.#adapters.log("no face file", { error: String(error) });
    }
  }

  #greet(): void {
    this.#cancelLonely();
    const call = this.#call.hasBegun;
    this.#adapters.log("daemon connected", { call });
    this.#daemon.send({ type: "media/hello", version: PROTOCOL_VERSION, call });
    if (call) this.#call.describe();
  }

  #waitForDaemon(): void {
    const ms = this.#call.hasBegun ? LONELY_MS.call : LONELY_MS.warm;
    this.#cancelLonely();
    this.#cancelLonely = this.#clock.after(ms, () => this.stop(`no daemon for ${ms / 1000} s`));
  }

  #take(message: DaemonToMedia): void {
    if (message.type === "media/stop") this.stop("media/stop");
    else this.#call.take(message);
  }
}
