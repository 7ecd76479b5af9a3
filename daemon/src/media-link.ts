import { isProtocolError } from "#protocol/errors";
import { type DaemonToMedia, daemonToMediaCodec, type MediaToDaemon, mediaToDaemonCodec } from "#protocol/local-media";
import { type ConsoleToDevice, consoleToDeviceCodec } from "#protocol/peer";
import type { MediaPort } from "../core/ports.ts";
import { type Handlers, handle, type LinkBase, socketOptions } from "./peer-links.ts";
import { jsonPayloads, UnixServer } from "./unix-server.ts";

/** A media process that was told to end and has not done so by then loses its connection. */
const STOP_MS = 3000;

type Reported = Exclude<MediaToDaemon, { type: "media/hello" } | { type: "media/control" }>;

export interface MediaEvents {
  /** @param inCall the process has a call that went on while we were away */
  onCame(inCall: boolean): void;
  onWent(): void;
  /** It said something, whatever it was: it lives. */
  onHeard(): void;
  readonly handlers: Handlers<Reported>;
  /** A checked message of the console. */
  readonly console: Handlers<ConsoleToDevice>;
}

/** The socket of the media process. After `stop` nothing of that process is heard any more: its call is over for us. */
export class MediaLink implements MediaPort {
  readonly #base: LinkBase;
  readonly #server: UnixServer<MediaToDaemon, DaemonToMedia>;
  readonly #events: MediaEvents;
  #isStopping = false;
  #cancelStop = (): void => {};

  constructor(base: LinkBase, uid: number, events: MediaEvents) {
    this.#base = base;
    this.#events = events;
    const options = {
      ...socketOptions(base, "media", uid),
      decode: jsonPayloads(mediaToDaemonCodec),
      writer: daemonToMediaCodec,
      hello: "media/hello",
    };
    this.#server = new UnixServer(options, {
      onHello: (message) => message.type === "media/hello" && events.onCame(message.call),
      onMessage: (message) => this.#take(message),
      onGone: () => this.#gone(),
    });
  }

  get isConnected(): boolean {
    return this.#server.isConnected;
  }

  start(): Promise<void> {
    return this.#server.start();
  }

  /** Lets go of the socket; the process keeps its call. */
  close(): Promise<void> {
    this.#cancelStop();
    return this.#server.stop();
  }

  send(message: DaemonToMedia): boolean {
    return !this.#isStopping && this.#server.send(message);
  }

  stop(): void {
    if (!this.send({ type: "media/stop" })) return;
    this.#isStopping = true;
    this.#cancelStop = this.#base.clock.after(STOP_MS, () => this.#server.disconnect());
  }

  #gone(): void {
    this.#isStopping = false;
    this.#cancelStop();
    this.#events.onWent();
  }

  #take(message: MediaToDaemon): void {
    if (this.#isStopping) return;
    this.#events.onHeard();
    if (message.type === "media/control") this.#takeControl(message.body);
    else if (message.type !== "media/hello") handle(this.#events.handlers, message);
  }

  /** Media parses what the network sends: nothing of it is believed before it has been checked here. */
  #takeControl(body: unknown): void {
    let checked: ConsoleToDevice;
    try {
      checked = consoleToDeviceCodec.check(body);
    } catch (error) {
      if (!isProtocolError(error)) throw error;
      this.#base.log.warn({ fault: error.fault, why: error.message }, "a message of the console is left out");
      return;
    }
    handle(this.#events.console, checked);
  }
}
