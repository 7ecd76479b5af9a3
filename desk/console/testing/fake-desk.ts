import { generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";
import { type WebSocket, WebSocketServer } from "ws";
import { type ConsoleToDesk, consoleSocketCodec, consoleToDeskCodec, type DeskToConsole } from "#protocol/desk-console";
import { ReliableLink } from "#protocol/reliable-link";
import { type CallClaims, callText, type DeviceCertificate, deviceText, shiftText } from "#protocol/signing";
import { PROTOCOL_VERSION } from "#protocol/version";

export const PASSWORD = "correct horse";
const console_ = "desk/console";

/** An Ed25519 key as the operator and a device have one. */
export class TestKey {
  readonly publicKey: string;
  readonly #key: KeyObject;

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    this.publicKey = publicKey.export({ format: "jwk" }).x ?? "";
    this.#key = privateKey;
  }

  sign(text: string): string {
    return sign(null, Buffer.from(text), this.#key).toString("base64url");
  }
}

/** Checks a console's signature as a device does. */
export function isSigned(publicKey: string, claims: CallClaims, signature: string): boolean {
  const key = { key: { kty: "OKP", crv: "Ed25519", x: publicKey }, format: "jwk" } as const;
  return verify(null, Buffer.from(callText(claims)), key as never, Buffer.from(signature, "base64url"));
}

/** The desk as the console sees it: HTTP, the socket with its session, and a record of what the console said, checked by schema. */
export class FakeDesk {
  readonly operator = new TestKey();
  readonly heard: ConsoleToDesk[] = [];
  bundle = "";
  isReachable = true;
  /** What the next session begins with. */
  onOpen: (desk: FakeDesk) => void = () => {};
  onHeard: (message: ConsoleToDesk) => void = () => {};
  #server: Server | null = null;
  #sockets = new WebSocketServer({ noServer: true });
  #socket: WebSocket | null = null;
  #link = new ReliableLink();
  #session = "";
  #sessions = 0;

  async start(): Promise<void> {
    const conditions = ["source"];
    const built = await build({
      entryPoints: [join(console_, "main.ts")],
      bundle: true,
      minify: true,
      write: false,
      format: "esm",
      target: "es2022",
      conditions,
    });
    this.bundle = built.outputFiles[0]?.text ?? "";
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.on("upgrade", (request, socket, head) => {
      if (!this.isReachable) return socket.destroy();
      this.#sockets.handleUpgrade(request, socket, head, (ws) => this.#opened(ws));
    });
    await new Promise<void>((done) => this.#server?.listen(0, "127.0.0.1", done));
  }

  stop(): void {
    this.#sockets.close();
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server?.address() as AddressInfo | undefined)?.port}/`;
  }

  /** Forgets everything, as before a test. */
  reset(): void {
    this.dropSocket();
    this.isReachable = true;
    this.heard.length = 0;
    this.#session = "";
    this.onOpen = () => {};
    this.onHeard = () => {};
  }

  send(message: DeskToConsole): void {
    this.sendRaw(JSON.stringify(this.#link.send(message)));
  }

  sendRaw(text: string): void {
    this.#socket?.send(text);
  }

  dropSocket(): void {
    this.#socket?.terminate();
    this.#socket = null;
  }

  close(code: number): void {
    this.#socket?.close(code);
  }

  certify(device: string, key: TestKey): DeviceCertificate {
    const certificate = { device, publicKey: key.publicKey };
    return { ...certificate, signature: this.operator.sign(deviceText(certificate)) };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = (status: number, body: object, headers = {}) => {
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
    };
    if (request.url?.startsWith("/api/") && !this.isReachable) return answer(503, {});
    const isIn = /alongside_session=in/.test(request.headers.cookie ?? "");
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const body = (text ? JSON.parse(text) : {}) as Record<string, string>;
    switch (request.url) {
      case "/api/v1/login":
        if (body.name === "slow") return answer(429, {}, { "retry-after": "30" });
        if (body.password !== PASSWORD) return answer(401, {});
        return answer(200, { name: body.name }, { "set-cookie": "alongside_session=in; Path=/; HttpOnly; SameSite=Strict" });
      case "/api/v1/logout":
        return answer(200, {}, { "set-cookie": "alongside_session=; Path=/; Max-Age=0" });
      case "/api/v1/ticket":
        return isIn ? answer(200, { ticket: "ticket", lastsMs: 30_000 }) : answer(401, {});
      case "/api/v1/shift": {
        const certificate = { agent: "maria", publicKey: body.publicKey ?? "", expiresMs: Date.now() + 8 * 3600_000 };
        return answer(200, { ...certificate, signature: this.operator.sign(shiftText(certificate)) });
      }
      default:
        this.#page(request.url ?? "/", response);
    }
  }

  /** With the content policy of the real desk. */
  #page(url: string, response: ServerResponse): void {
    if (url === "/device") {
      response.setHeader("content-type", "text/html").end("<!doctype html><title>device</title>");
      return;
    }
    const policy =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'";
    response.setHeader("content-security-policy", policy);
    if (url === "/main.js") response.setHeader("content-type", "text/javascript").end(this.bundle);
    else if (url === "/console.css") response.setHeader("content-type", "text/css").end(readFileSync(join(console_, "console.css")));
    else response.setHeader("content-type", "text/html").end(readFileSync(join(console_, "index.html")));
  }

  #opened(socket: WebSocket): void {
    this.#socket = socket;
    socket.on("message", (data) => socket === this.#socket && this.#arrived(String(data)));
    socket.send(JSON.stringify({ type: "hello/challenge", version: PROTOCOL_VERSION, nonce: "nonce" }));
  }

  #arrived(text: string): void {
    const message = consoleSocketCodec.decode(text);
    if (message.type === "hello/ticket") this.#hello(message.session);
    if (message.type !== "link/envelope") return;
    const received = this.#link.receive(message);
    if (received.kind !== "acknowledgement") this.sendRaw(JSON.stringify(this.#link.acknowledgement()));
    if (received.kind === "deliver") this.#deliver(consoleToDeskCodec.check(received.body));
  }

  #hello(wanted: string | undefined): void {
    const resumed = wanted !== undefined && wanted === this.#session;
    if (!resumed) {
      this.#sessions += 1;
      this.#session = `session-${this.#sessions}`;
      this.#link = new ReliableLink();
    }
    this.sendRaw(JSON.stringify({ type: "hello/welcome", session: this.#session, resumed, received: this.#link.acknowledgement().ack }));
    for (const envelope of this.#link.unacknowledged()) this.sendRaw(JSON.stringify(envelope));
    if (!resumed) this.onOpen(this);
  }

  #deliver(message: ConsoleToDesk): void {
    if (message.type === "clock/probe") {
      this.send({ type: "clock/reply", sentMs: message.sentMs, deskMs: performance.now(), deskBoot: "desk-boot" });
      return;
    }
    this.heard.push(message);
    this.onHeard(message);
  }
}
