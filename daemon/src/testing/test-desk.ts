import { generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createTcp } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { type DeskToDevice, type DeviceToDesk, deviceSocketCodec, deviceSocketReplyCodec, deviceToDeskCodec } from "#protocol/desk-device";
import { ReliableLink } from "#protocol/reliable";
import { deviceText, helloText, shiftText, timeText } from "#protocol/signing";
import { PROTOCOL_VERSION } from "#protocol/version";
import { isSignedBy, rawPublicKey } from "../identity.ts";
import { Inbox } from "./inbox.ts";

const signText = (key: KeyObject, text: string) => sign(null, Buffer.from(text), key).toString("base64url");

/** A port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createTcp().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** A desk that lives in the test: real HTTP and WebSocket on loopback, the protocol's own codecs, one device. */
export class TestDesk {
  readonly inbox = new Inbox<DeviceToDesk>("desk");
  readonly operator = generateKeyPairSync("ed25519").privateKey;
  readonly operatorKey = rawPublicKey(this.operator);
  readonly code = "right-code";
  /** What the desk says of itself in its first message. */
  version = PROTOCOL_VERSION;
  /** Answers each message of the device with an acknowledgement. */
  acknowledges = true;
  /** Numbers of hellos by their asked session. */
  readonly hellos: (string | null)[] = [];
  /** Words for /api/v1/enrol, instead of an enrolment. */
  enrolReply: { status: number; body: string } | null = null;
  /** With which it speaks TLS, as PEM; null: without. */
  tls: { readonly cert: string; readonly key: string } | null = null;
  /** What it holds for the time. */
  wallMs: () => number = Date.now;
  /** Changes its answer about the time on the way. */
  tamperTime: (answer: { wallMs: number; signature: string }) => object = (answer) => answer;
  #port = 0;
  #server: Server | null = null;
  #sockets: WebSocketServer | null = null;
  #socket: WebSocket | null = null;
  #link = new ReliableLink();
  #session: string | null = null;
  #devices = new Map<string, string>();

  get url(): string {
    return this.tls ? `wss://localhost:${this.#port}` : `ws://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    if (this.#port === 0) this.#port = await freePort();
    const answer = (request: IncomingMessage, response: ServerResponse) => this.#http(request, response);
    const server: Server = this.tls ? createTlsServer(this.tls, answer) : createServer(answer);
    const sockets = new WebSocketServer({ server, path: "/ws/device" });
    sockets.on("connection", (socket) => this.#greet(socket));
    this.#server = server;
    this.#sockets = sockets;
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
  }

  /** Gone without a goodbye. @param forget its memory of the session, too */
  async stop(forget = false): Promise<void> {
    for (const client of this.#sockets?.clients ?? []) client.terminate();
    this.#server?.closeAllConnections();
    await new Promise<void>((resolve) => (this.#server ? this.#server.close(() => resolve()) : resolve()));
    this.#server = null;
    this.#socket = null;
    if (forget) this.#session = null;
  }

  /** Cuts the connection but goes on listening. */
  cut(): void {
    this.#socket?.terminate();
  }

  send(body: DeskToDevice): void {
    this.#write(this.#link.send(body));
  }

  /** Whatever the test wants to put on the wire. */
  sendRaw(text: string): void {
    this.#socket?.send(text);
  }

  /** An envelope around what is no message of the protocol, in its right number. */
  sendBody(body: unknown): void {
    this.#write(this.#link.send(body));
  }

  /** Enrols by hand. */
  enrol(publicKey: string): { device: string; certificate: { device: string; publicKey: string; signature: string }; operatorKey: string } {
    const device = `kiosk-${this.#devices.size + 1}`;
    this.#devices.set(device, publicKey);
    const certificate = { device, publicKey, signature: signText(this.operator, deviceText({ device, publicKey })) };
    return { device, certificate, operatorKey: this.operatorKey };
  }

  /** The operator's word for a console's key. */
  shiftCertificate(agent: string, publicKey: string, expiresMs = Date.now() + 3_600_000) {
    return { agent, publicKey, expiresMs, signature: signText(this.operator, shiftText({ agent, publicKey, expiresMs })) };
  }

  #http(request: IncomingMessage, response: ServerResponse): void {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      const time = this.#timeReply(request.url ?? "");
      const reply = time ?? this.enrolReply ?? this.#enrolReply(request.url ?? "", text);
      response.writeHead(reply.status, { "content-type": "application/json" });
      response.end(reply.body);
    });
  }

  #timeReply(url: string): { status: number; body: string } | null {
    const nonce = /^\/api\/v1\/time\?nonce=(.*)$/.exec(url)?.[1];
    if (nonce === undefined) return null;
    const wallMs = this.wallMs();
    const answer = { wallMs, signature: signText(this.operator, timeText(nonce, wallMs)) };
    return { status: 200, body: JSON.stringify(this.tamperTime(answer)) };
  }

  #enrolReply(url: string, text: string): { status: number; body: string } {
    if (url !== "/api/v1/enrol") return { status: 404, body: "{}" };
    const { code, publicKey } = JSON.parse(text);
    if (code !== this.code) return { status: 403, body: JSON.stringify({ code: "unknown-code", message: "this code is not known" }) };
    return { status: 200, body: JSON.stringify(this.enrol(publicKey)) };
  }

  #greet(socket: WebSocket): void {
    const nonce = randomUUID().replaceAll("-", "");
    socket.on("error", () => {});
    socket.on("message", (data) => {
      const message = deviceSocketCodec.decode(String(data));
      if (message.type === "hello/prove") this.#prove(socket, message, nonce);
      else this.#receive(message);
    });
    socket.send(deviceSocketReplyCodec.encode({ type: "hello/challenge", version: this.version, nonce }));
  }

  #prove(socket: WebSocket, { device, signature, session }: { device: string; signature: string; session?: string }, nonce: string): void {
    this.hellos.push(session ?? null);
    const key = this.#devices.get(device);
    if (!key || !isSignedBy(key, helloText(device, nonce), signature)) {
      socket.send(deviceSocketReplyCodec.encode({ type: "hello/refused", code: "unknown-device", message: "not known here" }));
      socket.close();
      return;
    }
    const resumed = session !== undefined && session === this.#session;
    if (!resumed) {
      this.#session = randomUUID();
      this.#link = new ReliableLink();
    }
    this.#socket = socket;
    const received = this.#link.acknowledgement().ack;
    socket.send(deviceSocketReplyCodec.encode({ type: "hello/welcome", session: this.#session ?? "", resumed, received }));
    for (const envelope of this.#link.unacknowledged()) this.#write(envelope);
  }

  #receive(envelope: Parameters<ReliableLink["receive"]>[0]): void {
    const before = this.#link.acknowledgement().ack;
    // A desk that dies between taking a message and keeping it: as if it had never come.
    if (!this.acknowledges && envelope.seq > before) return;
    const received = this.#link.receive(envelope);
    if (received.kind === "gap" || received.kind === "acknowledgement") return;
    this.#write(this.#link.acknowledgement());
    if (received.kind !== "deliver") return;
    const message = deviceToDeskCodec.check(received.body);
    if (message.type === "clock/probe") {
      const { sentMs } = message;
      this.send({ type: "clock/reply", sentMs, deskMs: sentMs + 1000, deskBoot: "desk-boot", wallMs: this.wallMs() });
    }
    this.inbox.put(message);
  }

  #write(envelope: Parameters<ReliableLink["receive"]>[0]): void {
    this.#socket?.send(deviceSocketReplyCodec.encode(envelope));
  }
}
