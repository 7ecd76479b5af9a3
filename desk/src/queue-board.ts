import { aheadOf } from "../core/queue.ts";
import { estimateWait, nextShown, type WaitModel } from "../core/wait-estimate.ts";
import type { DeskBus } from "./bus/port.ts";
import type { DeskStore, FloorState } from "./store/port.ts";

export interface Presence {
  readonly agentsOnline: number;
  readonly agentsFree: number;
  readonly waiting: number;
  readonly etaSeconds: number | null;
}

export interface QueueState {
  readonly waiting: number;
  readonly longestWaitMs: number;
  readonly agentsOnline: number;
  readonly agentsFree: number;
}

interface Shown {
  readonly position: number;
  readonly etaSeconds: number | null;
}

/** What people are told about the line: each waiting customer their place, everybody else how things stand. */
export class QueueBoard {
  readonly #store: DeskStore;
  readonly #bus: DeskBus;
  readonly #model: () => WaitModel;
  readonly #shown = new Map<string, Shown>();
  #presence: Presence = { agentsOnline: 0, agentsFree: 0, waiting: 0, etaSeconds: null };
  #queueState: QueueState = { waiting: 0, longestWaitMs: 0, agentsOnline: 0, agentsFree: 0 };

  constructor(store: DeskStore, bus: DeskBus, model: () => WaitModel) {
    this.#store = store;
    this.#bus = bus;
    this.#model = model;
  }

  get presence(): Presence {
    return this.#presence;
  }

  get queueState(): QueueState {
    return this.#queueState;
  }

  /** Reads how things stand and tells each waiting device what has changed for it. */
  async refresh(): Promise<void> {
    const floor = await this.#store.floor();
    await this.#tellWaiting(floor);
    const { line, agentsOnline, agentsFree } = floor;
    const waiting = line.length;
    const estimate = estimateWait({ ahead: waiting, agents: agentsOnline, free: agentsFree }, this.#model());
    this.#presence = { agentsOnline, agentsFree, waiting, etaSeconds: nextShown(this.#presence.etaSeconds, estimate) };
    const longestWaitMs = Math.max(0, ...line.map(({ waitedMs }) => Math.round(waitedMs)));
    this.#queueState = { waiting, longestWaitMs, agentsOnline, agentsFree };
  }

  /** The next refresh tells this contact's device again, whatever it was told before. */
  forget(contact: string): void {
    this.#shown.delete(contact);
  }

  async #tellWaiting({ line, agentsOnline, agentsFree }: FloorState): Promise<void> {
    const ahead = aheadOf(line.map(({ id, priority, place }) => ({ contact: id, priority, place })));
    const queued = line.filter(({ state }) => state === "queued");
    for (const contact of this.#shown.keys()) if (!queued.some(({ id }) => id === contact)) this.#shown.delete(contact);
    for (const { id, device } of queued) {
      const before = ahead.get(id) ?? 0;
      const last = this.#shown.get(id);
      const estimate = estimateWait({ ahead: before, agents: agentsOnline, free: agentsFree }, this.#model());
      const next: Shown = { position: before + 1, etaSeconds: nextShown(last?.etaSeconds, estimate) };
      if (last?.position === next.position && last.etaSeconds === next.etaSeconds) continue;
      this.#shown.set(id, next);
      if (!last && next.etaSeconds !== null) await this.#store.setShownWait(id, next.etaSeconds);
      await this.#bus.send(`device.${device}`, { type: "contact/queued", contact: id, ...next });
    }
  }
}
