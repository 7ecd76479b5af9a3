import { HEARTBEAT_DEAD_MS, HEARTBEAT_MS } from "#protocol/channels";
import type { ConsoleToDevice, DeviceToConsole } from "#protocol/peer";
import { readDeviceMessage } from "./guards.ts";

/** What ControlChannel needs of an RTCDataChannel. */
export interface Channel {
  readonly readyState: string;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  send(text: string): void;
}

export interface ControlEvents {
  open(): void;
  message(message: Exclude<DeviceToConsole, { type: "heart/beat" }>): void;
  /** The device's heartbeat stopped (true) or came back (false). */
  silent(isSilent: boolean): void;
  unreadable(): void;
}

/** The ordered channel to the device, with a heartbeat both ways: the transport itself notices a dead peer only after seconds. */
export class ControlChannel {
  readonly #channel: Channel;
  readonly #events: ControlEvents;
  readonly #nowMs: () => number;
  #beats = 0;
  #heardMs: number;
  #isSilent = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(channel: Channel, events: ControlEvents, nowMs: () => number = () => performance.now()) {
    this.#channel = channel;
    this.#events = events;
    this.#nowMs = nowMs;
    this.#heardMs = nowMs();
  }

  start(): void {
    this.#channel.onmessage = ({ data }) => this.#arrived(data);
    this.#channel.onopen = () => this.#opened();
    this.#channel.onclose = () => this.#setSilent(true);
    if (this.#channel.readyState === "open") this.#opened();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#channel.onmessage = null;
    this.#channel.onopen = null;
    this.#channel.onclose = null;
  }

  send(message: ConsoleToDevice): void {
    if (this.#channel.readyState !== "open") return;
    try {
      this.#channel.send(JSON.stringify(message));
    } catch {
      // The channel is closing: silence follows, and with it a new call.
    }
  }

  /** One beat, and the look whether the other end still beats. Runs every second. */
  beat(): void {
    this.#beats += 1;
    this.send({ type: "heart/beat", n: this.#beats });
    if (this.#nowMs() - this.#heardMs > HEARTBEAT_DEAD_MS) this.#setSilent(true);
  }

  #opened(): void {
    if (this.#timer !== undefined) return;
    this.#heardMs = this.#nowMs();
    this.#timer = setInterval(() => this.beat(), HEARTBEAT_MS);
    this.#events.open();
    this.beat();
  }

  #arrived(data: unknown): void {
    const message = readDeviceMessage(data);
    if (!message) {
      this.#events.unreadable();
      return;
    }
    this.#heardMs = this.#nowMs();
    this.#setSilent(false);
    if (message.type !== "heart/beat") this.#events.message(message);
  }

  #setSilent(isSilent: boolean): void {
    if (isSilent === this.#isSilent) return;
    this.#isSilent = isSilent;
    this.#events.silent(isSilent);
  }
}
