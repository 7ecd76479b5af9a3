import { rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { encodeFrame, FrameReader } from "#protocol/frame";
import { type DaemonToMedia, type MediaToDaemon, mediaToDaemonCodec } from "#protocol/local-media";

type MessageOf<T extends MediaToDaemon["type"]> = Extract<MediaToDaemon, { type: T }>;

const NEXT_WITHIN_MS = 15_000;

/** The daemon's end of media.sock, driven by a test: everything received is checked and kept. */
export class FakeDaemon {
  readonly received: MediaToDaemon[] = [];
  readonly #path: string;
  readonly #server: Server;
  #media: Socket | null = null;

  constructor(path: string) {
    this.#path = path;
    this.#server = createServer((media) => this.#take(media));
  }

  async start(): Promise<void> {
    rmSync(this.#path, { force: true });
    await new Promise<void>((done) => this.#server.listen(this.#path, done));
  }

  send(message: DaemonToMedia): void {
    this.sendText(JSON.stringify(message));
  }

  sendText(text: string): void {
    this.#media?.write(encodeFrame(new TextEncoder().encode(text)));
  }

  /** The first message of a type that fits, received already or yet to come. @throws Error after 15 s */
  async next<T extends MediaToDaemon["type"]>(
    type: T,
    fits: (message: MessageOf<T>) => boolean = () => true,
    from = 0,
  ): Promise<MessageOf<T>> {
    const find = () =>
      this.received.slice(from).find((message): message is MessageOf<T> => message.type === type && fits(message as MessageOf<T>));
    const deadlineMs = Date.now() + NEXT_WITHIN_MS;
    for (;;) {
      const found = find();
      if (found) return found;
      if (Date.now() > deadlineMs)
        throw new Error(`no ${type} within ${NEXT_WITHIN_MS} ms; last: ${JSON.stringify(this.received.slice(-5)).slice(0, 500)}`);
      await new Promise<void>((done) => setTimeout(done, 10));
    }
  }

  /** Dies like a process. */
  async stop(): Promise<void> {
    this.#media?.destroy();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }

  #take(media: Socket): void {
    this.#media = media;
    const reader = new FrameReader();
    media.on("error", () => media.destroy());
    media.on("data", (chunk) => {
      for (const payload of reader.push(chunk)) this.received.push(mediaToDaemonCodec.decode(new TextDecoder().decode(payload)));
    });
  }
}
