import { once } from "node:events";
import { rmSync } from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";
import { literals } from "#protocol/common";
import { GlassReader } from "../glass/link.ts";
import { FINGERS, type MachineInput } from "./input.ts";
import { keysOf } from "./keys.ts";
import { ByteFeed, type DisplayEvent, readServer, updateRequest } from "./rfb.ts";
import { solidPng } from "./solid.ts";

/** What the glass takes; the same as the headless body's (test-rig/native/glass.h), and more than one finger. */
const Request = Type.Union([
  Type.Object({
    type: Type.Literal("glass/pointer"),
    phase: literals("down", "move", "up"),
    x: Type.Integer(),
    y: Type.Integer(),
    finger: Type.Optional(Type.Integer({ minimum: 0, maximum: FINGERS - 1 })),
  }),
  Type.Object({ type: Type.Literal("glass/key"), code: Type.Integer(), down: Type.Boolean() }),
  Type.Object({ type: Type.Literal("glass/text"), text: Type.String({ maxLength: 1000 }) }),
  Type.Object({ type: Type.Literal("glass/stream"), on: Type.Boolean() }),
]);
type Request = Static<typeof Request>;
const validator = Compile(Request);

const JSON_KIND = 0;
const RECT_KIND = 1;
const RECT_HEADER_BYTES = 13;
/** A client that is this far behind is not asked to take more; QEMU sends then what has changed meanwhile, once. */
const MOST_WAITING_BYTES = 1024 * 1024;

export interface GlassOptions {
  /** Where clients connect. */
  readonly socket: string;
  /** QEMU's display. */
  readonly display: string;
  readonly input: MachineInput;
  readonly width: number;
  readonly height: number;
}

/** The screen of the machine for the rig's finger and the glass page: QEMU's own display, touch screen and keyboard. */
export class MachineGlass {
  readonly #options: GlassOptions;
  readonly #server: Server;
  readonly #clients = new Set<Socket>();

  constructor(options: GlassOptions) {
    this.#options = options;
    this.#server = createServer((client) => this.#serve(client));
  }

  async start(): Promise<void> {
    rmSync(this.#options.socket, { force: true });
    this.#server.listen(this.#options.socket);
    await once(this.#server, "listening");
  }

  stop(): void {
    this.#server.close();
    for (const client of this.#clients) client.destroy();
  }

  #serve(client: Socket): void {
    this.#clients.add(client);
    const reader = new GlassReader();
    const down = new Set<number>();
    let display: Socket | null = null;
    client.on("error", () => client.destroy());
    client.on("close", () => {
      this.#clients.delete(client);
      display?.destroy();
      for (const finger of down) void this.#options.input.up(finger).catch(() => undefined);
    });
    sendJson(client, { type: "glass/size", width: this.#options.width, height: this.#options.height });
    client.on("data", (chunk: Buffer) => {
      try {
        for (const frame of reader.push(chunk)) {
          const request = readRequest(frame);
          if (request.type === "glass/stream") display ??= this.#stream(client);
          else this.#act(request, down).catch((error: Error) => refuse(client, error));
        }
      } catch (error) {
        refuse(client, error as Error);
      }
    });
  }

  async #act(request: Exclude<Request, { type: "glass/stream" }>, down: Set<number>): Promise<void> {
    const { input } = this.#options;
    if (request.type === "glass/key") return input.key(request.code, request.down);
    if (request.type === "glass/text") {
      // Each report leaves at once, in this order: QEMU answers one command after the other.
      await Promise.all(keysOf(request.text).map(({ code, isDown }) => input.key(code, isDown)));
      return;
    }
    const { phase, finger = 0 } = request;
    const [x, y] = [request.x / (this.#options.width - 1), request.y / (this.#options.height - 1)];
    if (phase === "down") {
      down.add(finger);
      return input.down(finger, x, y);
    }
    if (phase === "move") return input.move({ finger, x, y });
    down.delete(finger);
    return input.up(finger);
  }

  #stream(client: Socket): Socket {
    const display = createConnection(this.#options.display);
    let size = { width: 0, height: 0 };
    const ask = (isIncremental: boolean) => display.write(updateRequest(size.width, size.height, isIncremental));
    const take = (event: DisplayEvent) => {
      if (event.kind === "size") {
        size = event;
        sendJson(client, { type: "glass/size", width: event.width, height: event.height });
        ask(false);
      } else if (event.kind === "picture") sendRect(client, event, event.picture);
      else if (event.kind === "fill") sendRect(client, event, solidPng(event.width, event.height, event.colour));
      else if (client.writableLength < MOST_WAITING_BYTES) ask(true);
      else client.once("drain", () => ask(true));
    };
    const feed = new ByteFeed(readServer((bytes) => display.write(bytes), take));
    display.on("data", (chunk: Buffer) => {
      try {
        feed.push(chunk);
      } catch (error) {
        refuse(client, error as Error);
      }
    });
    display.on("error", () => display.destroy());
    display.on("close", () => client.destroy());
    return display;
  }
}

function readRequest(frame: Buffer): Request {
  const value: unknown = JSON.parse(frame.toString());
  if (validator.Check(value)) return value;
  throw new Error("the glass takes glass/pointer, glass/key, glass/text and glass/stream with their fields (test-rig/native/glass.h)");
}

function refuse(client: Socket, error: Error): void {
  sendJson(client, { type: "glass/refused", message: error.message });
  client.end();
}

function sendJson(client: Socket, message: object): void {
  sendFrame(client, Buffer.concat([Buffer.from([JSON_KIND]), Buffer.from(JSON.stringify(message))]));
}

function sendRect(client: Socket, { x, y, width, height }: { x: number; y: number; width: number; height: number }, picture: Buffer): void {
  const head = Buffer.alloc(RECT_HEADER_BYTES);
  head.writeUInt8(RECT_KIND, 0);
  for (const [index, value] of [x, y, width, height].entries()) head.writeUInt16LE(value, 1 + 2 * index);
  sendFrame(client, Buffer.concat([head, picture]));
}

function sendFrame(client: Socket, payload: Buffer): void {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(payload.length);
  if (client.writable) client.write(Buffer.concat([length, payload]));
}
