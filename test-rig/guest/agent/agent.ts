import { type Channel, Mux } from "../mux.ts";
import { type GuestRequest, readGuestRequest } from "../request.ts";
import { encodeMark, WireReader } from "../wire.ts";
import { type Actions, isStreamRequest } from "./actions.ts";
import type { Line } from "./line.ts";

/** Answers the rig over one line, session after session. */
export class Agent {
  readonly #line: Line;
  readonly #actions: Actions;
  readonly #reader = new WireReader();
  #mux: Mux | null = null;

  constructor(line: Line, actions: Actions) {
    this.#line = line;
    this.#actions = actions;
  }

  start(): void {
    this.#line.start({ onData: (chunk) => this.#receive(chunk), onGone: () => this.#end("the host has gone") });
  }

  #receive(chunk: Buffer): void {
    for (const event of this.#reader.push(chunk)) {
      if (event.type === "frame") this.#mux?.receive(event.frame);
      else this.#begin(event.nonce);
    }
  }

  #begin(nonce: Buffer): void {
    this.#end("the host has begun another session");
    this.#line.send(encodeMark(nonce), () => undefined);
    this.#mux = new Mux(
      (bytes, taken) => this.#line.send(bytes, taken),
      (channel, request) => void this.#serve(channel, request),
    );
  }

  #end(why: string): void {
    this.#mux?.end(why);
    this.#mux = null;
    this.#line.forget();
  }

  async #serve(channel: Channel, text: string): Promise<void> {
    try {
      const request = readGuestRequest(text);
      if (isStreamRequest(request)) this.#stream(channel, request);
      else channel.end(JSON.stringify((await this.#answer(request)) ?? null));
    } catch (error) {
      channel.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #stream(channel: Channel, request: GuestRequest): void {
    const streams = this.#actions.streams as Record<string, (channel: Channel, request: GuestRequest) => void>;
    streams[request.verb]?.(channel, request);
  }

  #answer(request: GuestRequest): unknown {
    const answers = this.#actions.answers as Record<string, (request: GuestRequest) => unknown>;
    return answers[request.verb]?.(request);
  }
}
