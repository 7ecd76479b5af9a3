import type { Agent } from "node:http";
import { WebSocket } from "ws";
import { type DeskToDevice, type DeviceToDesk, deskToDeviceCodec, deviceSocketCodec, deviceSocketReplyCodec } from "#protocol/desk-device";
import { isProtocolError } from "#protocol/errors";
import { type Envelope, ReliableLink } from "#protocol/reliable";
import { helloText } from "#protocol/signing";
import { PROTOCOL_VERSION } from "#protocol/version";
import { reconnectDelayMs } from "../core/backoff.ts";
import type { Clock, DeskPort, Log, Signer } from "../core/ports.ts";
import { isDateFault } from "./desk-time.ts";

const HANDSHAKE_MS = 10_000;
/** A ping at half of this; silence for all of it ends the connection. In a contact somebody waits for the answer. */
const SILENCE_MS = { idle: 40_000, contact: 8000 } as const;
/** Twice the largest message: what is larger closes the socket unread. */
const MAX_PAYLOAD_BYTES = 128 * 1024;

export interface DeskLinkOptions {
  /** The address of the desk's device socket. */
  readonly url: string;
  /** The device's key; the link is started once there is one. */
  readonly signer: () => Signer | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: () => number;
  /** The way there; straight, with the world's certificates, when left out. */
  readonly agent?: () => Agent;
}

export interface DeskLinkEvents {
  /** `resumed` false: the desk knows nothing of what this link has told it before, but all of it is on its way again. */
  onOnline(resumed: boolean): void;
  onOffline(): void;
  onMessage(message: DeskToDevice): void;
  /** The desk's certificate does not hold at the time that this machine thinks it is. */
  onDateFault?(): void;
}

type ClientOptions = NonNullable<ConstructorParameters<typeof WebSocket>[2]>;

interface Unconfirmed {
  readonly body: DeviceToDesk;
  readonly onDelivered: (() => void) | undefined;
}

/** What makes sense only just now is not told to a desk that begins anew. */
const FLEETING: ReadonlySet<DeviceToDesk["type"]> = new Set(["clock/probe", "device/context", "device/system", "device/trouble"]);

/** The one connection to the desk: proves the device's key, keeps what was not acknowledged, comes back by itself. */
export class DeskLink implements DeskPort {
  readonly #options: DeskLinkOptions;
  readonly #events: DeskLinkEvents;
  readonly #random: () => number;
  #socket: WebSocket | null = null;
  #isRunning = false;
  #isOnline = false;
  #inContact = false;
  #failures = 0;
  #session: string | null = null;
  #link = new ReliableLink();
  /** In the link's order, oldest first. */
  #unconfirmed: Unconfirmed[] = [];
  #heardMs = 0;
  #cancelRetry = (): void => {};
  #cancelWatch = (): void => {};

  constructor(options: DeskLinkOptions, events: DeskLinkEvents) {
    this.#options = options;
    this.#events = events;
    this.#random = options.random ?? Math.random;
  }

  get isOnline(): boolean {
    return this.#isOnline;
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#connect();
  }

  stop(): void {
    this.#isRunning = false;
    this.#cancelRetry();
    this.#socket?.close(1001);
    this.#drop();
  }

  send(body: DeviceToDesk, onDelivered?: () => void): void {
    let envelope: Envelope;
    try {
      envelope = this.#link.send(body);
    } catch {
      this.#options.log.error(
        { type: body.type, waiting: this.#unconfirmed.length },
        "the desk has been away too long: a message is dropped",
      );
      return;
    }
    this.#unconfirmed.push({ body, onDelivered });
    if (this.#isOnline) this.#write(envelope);
  }

  /** Somebody waits: no more idling until the next attempt. */
  setInContact(inContact: boolean): void {
    if (inContact === this.#inContact) return;
    this.#inContact = inContact;
    if (this.#isOnline) this.#watch();
    if (!inContact || !this.#isRunning || this.#socket) return;
    this.#failures = 0;
    this.#retry();
  }

  #connect(): void {
    const { url, clock } = this.#options;
    this.#cancelRetry();
    const options = this.#socketOptions();
    if (!options) {
      this.#closed(0);
      return;
    }
    const socket = new WebSocket(url, options);
    this.#socket = socket;
    this.#heardMs = clock.nowMs();
    // Until the welcome, a desk that says nothing is given as long as a connection attempt.
    this.#cancelWatch = clock.after(HANDSHAKE_MS, () => socket.terminate());
    socket.on("message", (data, isBinary) => socket === this.#socket && this.#receive(isBinary ? "" : String(data)));
    socket.on("pong", () => {
      this.#heardMs = clock.nowMs();
    });
    socket.on("ping", () => {
      this.#heardMs = clock.nowMs();
    });
    socket.on("error", (error) => this.#failed(error));
    socket.on("close", (code) => socket === this.#socket && this.#closed(code));
  }

  /** Null when the way cannot be taken at all just now. */
  #socketOptions(): ClientOptions | null {
    const { url, agent } = this.#options;
    const options = { maxPayload: MAX_PAYLOAD_BYTES, perMessageDeflate: false, handshakeTimeout: HANDSHAKE_MS };
    try {
      return agent && url.startsWith("wss:") ? { ...options, agent: agent() } : options;
    } catch (error) {
      this.#failed(error as Error);
      return null;
    }
  }

  #failed(error: Error): void {
    const { log, clock } = this.#options;
    if (!isDateFault(error)) {
      log.warn({ error: error.message }, "no connection to the desk");
      return;
    }
    const now = new Date(clock.wallMs()).toISOString();
    log.warn({ error: error.message, now }, "the desk's certificate does not hold at the time that this machine thinks it is");
    this.#events.onDateFault?.();
  }

  #receive(text: string): void {
    this.#heardMs = this.#options.clock.nowMs();
    try {
      const message = deviceSocketReplyCodec.decode(text);
      switch (message.type) {
        case "hello/challenge":
          this.#prove(message.version, message.nonce);
          break;
        case "hello/welcome":
          this.#welcome(message.session, message.resumed, message.received);
          break;
        case "hello/refused":
          this.#options.log.error({ code: message.code, why: message.message }, "the desk refuses this device");
          this.#socket?.close();
          break;
        case "link/envelope":
          this.#envelope(message);
          break;
        default:
          message satisfies never;
      }
    } catch (error) {
      if (!isProtocolError(error)) throw error;
      this.#options.log.warn({ fault: error.fault, why: error.message }, "the desk sent what is no message: reconnecting");
      this.#socket?.terminate();
    }
  }

  #prove(version: number, nonce: string): void {
    const { signer, log } = this.#options;
    if (version !== PROTOCOL_VERSION) {
      log.error({ desk: version, device: PROTOCOL_VERSION }, "the desk speaks another version; update the older of the two");
      this.#socket?.close();
      return;
    }
    const key = signer();
    if (!key) {
      this.#socket?.close();
      return;
    }
    const { device } = key.certificate;
    const signature = key.sign(helloText(device, nonce));
    const session = this.#session === null ? {} : { session: this.#session };
    this.#socket?.send(deviceSocketCodec.encode({ type: "hello/prove", version: PROTOCOL_VERSION, device, signature, ...session }));
  }

  #welcome(session: string, resumed: boolean, received: number): void {
    if (this.#isOnline) return;
    const isResumed = resumed && session === this.#session;
    this.#session = session;
    this.#failures = 0;
    this.#isOnline = true;
    if (isResumed) this.#confirm({ type: "link/envelope", seq: 0, ack: received });
    else this.#beginAgain();
    this.#options.log.info({ session, resumed: isResumed, resent: this.#unconfirmed.length }, "online");
    for (const envelope of this.#link.unacknowledged()) this.#write(envelope);
    this.#watch();
    this.#events.onOnline(isResumed);
  }

  /** The desk begins a session anew: what it has not acknowledged goes into it, in its order. */
  #beginAgain(): void {
    this.#link = new ReliableLink();
    this.#unconfirmed = this.#unconfirmed.filter(({ body }) => !FLEETING.has(body.type));
    for (const { body } of this.#unconfirmed) this.#link.send(body);
  }

  #envelope(envelope: Envelope): void {
    if (!this.#isOnline) {
      this.#socket?.terminate();
      return;
    }
    const received = this.#confirm(envelope);
    if (received.kind === "gap") {
      this.#options.log.warn({ expected: received.expected, got: envelope.seq }, "a message of the desk is missing: reconnecting");
      this.#socket?.terminate();
      return;
    }
    if (received.kind === "acknowledgement") return;
    this.#write(this.#link.acknowledgement());
    if (received.kind === "deliver") this.#deliver(received.body);
  }

  #confirm(envelope: Envelope): ReturnType<ReliableLink["receive"]> {
    const received = this.#link.receive(envelope);
    const delivered = this.#unconfirmed.splice(0, this.#unconfirmed.length - this.#link.pending);
    for (const { onDelivered } of delivered) onDelivered?.();
    return received;
  }

  #deliver(body: unknown): void {
    let message: DeskToDevice;
    try {
      message = deskToDeviceCodec.check(body);
    } catch (error) {
      if (!isProtocolError(error)) throw error;
      this.#options.log.warn({ fault: error.fault, why: error.message }, "a message of the desk is left out");
      return;
    }
    this.#events.onMessage(message);
  }

  #write(envelope: Envelope): void {
    this.#socket?.send(deviceSocketCodec.encode(envelope), () => {
      // A socket that breaks says so by "close"; what was lost with it is sent again.
    });
  }

  #watch(): void {
    const { clock } = this.#options;
    const silenceMs = this.#inContact ? SILENCE_MS.contact : SILENCE_MS.idle;
    this.#cancelWatch();
    this.#cancelWatch = clock.every(silenceMs / 2, () => {
      if (clock.nowMs() - this.#heardMs >= silenceMs) this.#socket?.terminate();
      else this.#socket?.ping();
    });
  }

  #closed(code: number): void {
    const wasOnline = this.#isOnline;
    this.#drop();
    if (!wasOnline) this.#failures += 1;
    if (this.#isRunning) this.#retry();
    if (!wasOnline) return;
    this.#options.log.info({ code }, "offline");
    this.#events.onOffline();
  }

  #retry(): void {
    this.#cancelRetry();
    const waiting = this.#inContact ? "contact" : this.#session === null ? "start" : "idle";
    const delayMs = reconnectDelayMs(this.#failures, waiting, this.#random());
    this.#cancelRetry = this.#options.clock.after(delayMs, () => this.#connect());
  }

  #drop(): void {
    this.#cancelWatch();
    this.#socket = null;
    this.#isOnline = false;
  }
}
