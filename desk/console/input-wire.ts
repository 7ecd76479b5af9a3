import { encodeInput, type InputEvent, type InputKind } from "#protocol/input";
import { TextBudget } from "./text-budget.ts";

/** What InputWire needs of an RTCDataChannel. */
export interface EventChannel {
  readonly readyState: string;
  readonly bufferedAmount: number;
  send(data: Uint8Array<ArrayBuffer>): void;
}

export interface WirePorts {
  /** The open channels of the call that runs; null when there is none. */
  channel(label: "input" | "pointer"): EventChannel | null;
  readonly nowMs: () => number;
  readonly later: (run: () => void, ms: number) => unknown;
}

/** One event as it was sent: never what was typed. */
export interface SentRecord {
  readonly kind: InputKind;
  readonly channel: "input" | "pointer";
  readonly atMs: number;
}

/** Events of less than a hundredth of a second; more waiting means that the channel is behind. */
const HOVER_BUFFER_BYTES = 512;
const PATH_BUFFER_BYTES = 16 * 1024;
const KEPT_RECORDS = 3600;

/** Brings events to the device: each at once and in order, texts no faster than it takes them. */
export class InputWire {
  readonly sent: SentRecord[] = [];
  readonly counts: Record<InputKind, number> = { touch: 0, move: 0, button: 0, wheel: 0, key: 0, text: 0, release: 0 };
  /** Called with each event that was sent, for benchmarks. */
  mark: ((record: SentRecord) => void) | null = null;
  readonly #ports: WirePorts;
  readonly #lost: () => void;
  readonly #budget: TextBudget;
  /** A text that the device would not take yet, and all that comes after it. */
  #waiting: InputEvent[] = [];
  #isTimed = false;

  /** @param lost the ordered channel is closed */
  constructor(ports: WirePorts, lost: () => void) {
    this.#ports = ports;
    this.#lost = lost;
    this.#budget = new TextBudget(ports.nowMs());
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** In order, never lost while the channel is open. */
  send(event: InputEvent): void {
    this.#waiting.push(event);
    this.#goOn();
  }

  /** In order, but left out when the channel is behind: a step of a path, the next one says more. */
  sendStep(event: InputEvent): void {
    if (!this.isWaiting && !this.#isBehind("input", PATH_BUFFER_BYTES)) this.send(event);
  }

  /** Apart from all else, and left out when the channel is behind. */
  sendHover(event: InputEvent): void {
    if (!this.#isBehind("pointer", HOVER_BUFFER_BYTES)) this.#transmit(event, "pointer");
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting = [];
  }

  /** Sends what waits, as far as the device takes it by now. */
  #goOn(): void {
    for (let event = this.#waiting[0]; event; event = this.#waiting[0]) {
      const waitMs = event.kind === "text" ? this.#budget.take(event.text.length, this.#ports.nowMs()) : 0;
      if (waitMs > 0) {
        this.#goOnIn(waitMs);
        return;
      }
      this.#waiting.shift();
      this.#transmit(event, "input");
    }
  }

  #goOnIn(ms: number): void {
    if (this.#isTimed) return;
    this.#isTimed = true;
    this.#ports.later(() => {
      this.#isTimed = false;
      this.#goOn();
    }, ms);
  }

  #isBehind(label: "input" | "pointer", mostBytes: number): boolean {
    return (this.#ports.channel(label)?.bufferedAmount ?? 0) > mostBytes;
  }

  #transmit(event: InputEvent, label: "input" | "pointer"): void {
    const channel = this.#ports.channel(label);
    try {
      if (channel?.readyState !== "open") throw new Error("the channel is not open");
      channel.send(encodeInput(event));
    } catch {
      // The device lets go by itself when it loses the ordered channel.
      if (label === "input") this.#lost();
      return;
    }
    this.#record({ kind: event.kind, channel: label, atMs: this.#ports.nowMs() });
  }

  #record(record: SentRecord): void {
    this.counts[record.kind] += 1;
    this.sent.push(record);
    // Seldom and many at once: this is on the way of every event.
    if (this.sent.length > 2 * KEPT_RECORDS) this.sent.splice(0, KEPT_RECORDS);
    this.mark?.(record);
  }
}
