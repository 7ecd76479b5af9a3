import type { Mark } from "#protocol/common";
import type { DeskToConsole } from "#protocol/desk-console";
import type { DeskToDevice } from "#protocol/desk-device";
import { type ContactEvent, DEVICE_BUSY_STATES, type Effect } from "../core/contact-state.ts";
import { learnHandling, learnWaiting, NEW_WAIT_MODEL, type WaitModel } from "../core/wait-estimate.ts";
import type { DeskBus } from "./bus/port.ts";
import type { DeskClock } from "./desk-clock.ts";
import { type IceConfig, iceServers } from "./ice.ts";
import type { Logger } from "./log.ts";
import { QueueBoard } from "./queue-board.ts";
import type { Changed, ChangeResult, ContactRecord, DeskStore } from "./store/port.ts";

/** How many finished contacts the wait estimate learns from at start. */
const LEARN_FROM = 500;

type EffectOf<K extends Effect["type"]> = Extract<Effect, { type: K }>;
type Executors = { readonly [K in Effect["type"]]: (effect: EffectOf<K>, record: ContactRecord) => Promise<void> };

export interface FlowParts {
  readonly store: DeskStore;
  readonly bus: DeskBus;
  readonly clock: DeskClock;
  readonly ice: IceConfig;
  readonly log: Logger;
  readonly offerMs: number;
  /** Something that others may want to know has changed. */
  readonly changed: () => void;
}

/** Changes contacts through the store and carries out what follows. Its callers hold the desk's Serial. */
export class ContactFlow {
  readonly board: QueueBoard;
  readonly #parts: FlowParts;
  #model: WaitModel = NEW_WAIT_MODEL;
  /** Devices with an open contact, as far as this desk has seen them: they are spared the general news. */
  readonly #inContact = new Set<string>();
  #isRouting = false;

  constructor(parts: FlowParts) {
    this.#parts = parts;
    this.board = new QueueBoard(parts.store, parts.bus, () => this.#model);
  }

  /** Takes up what an earlier desk left behind. */
  async start(): Promise<void> {
    await this.#parts.store.restart();
    for (const { handleS, waitedS, hasAbandoned } of await this.#parts.store.handling(LEARN_FROM)) {
      this.#model = learnWaiting(this.#model, waitedS, hasAbandoned);
      if (handleS !== null) this.#model = learnHandling(this.#model, handleS);
    }
    await this.settle();
  }

  isInContact(device: string): boolean {
    return this.#inContact.has(device);
  }

  noteDevice(device: string, isInContact: boolean): void {
    if (isInContact) this.#inContact.add(device);
    else this.#inContact.delete(device);
  }

  /** A contact has entered the queue. */
  async requested({ id: contact, device, state }: ContactRecord): Promise<void> {
    this.#parts.log.info({ contact, event: "request", from: null, to: state }, "contact");
    this.noteDevice(device, true);
    await this.mark(contact, "queued");
  }

  /** Changes one contact and carries out what follows, new offers included. */
  async change(contact: string, event: ContactEvent, actor: string): Promise<ChangeResult> {
    const result = await this.#parts.store.change(contact, event, actor);
    if (!result.ok) {
      this.#parts.log.info({ contact, event: event.type, actor, code: result.code }, "refused");
      return result;
    }
    await this.carryOut(result, event.type);
    return result;
  }

  /** Carries out what follows from a change that the store has made. */
  async carryOut(changed: Changed, event: string): Promise<void> {
    const { before, after, effects } = changed;
    if (before !== after) {
      const { id: contact, agent, epoch, missing } = after;
      this.#parts.log.info({ contact, event, from: before.state, to: after.state, agent, epoch, missing }, "contact");
    }
    this.noteDevice(after.device, (DEVICE_BUSY_STATES as readonly string[]).includes(after.state));
    for (const effect of effects) await this.#carryOutOne(effect, after);
    await this.#markAndLearn(before, after);
    if (before !== after) await this.settle();
  }

  /** After any change of contacts or agents: makes the offers that have become possible and tells who waits. */
  async settle(): Promise<void> {
    if (this.#isRouting) return;
    this.#isRouting = true;
    try {
      for (let claim = await this.#parts.store.claim(); claim; claim = await this.#parts.store.claim()) {
        await this.carryOut(claim, "offer");
      }
    } finally {
      this.#isRouting = false;
    }
    await this.board.refresh();
    this.#parts.changed();
  }

  /** Ends states whose time is over, and offers again what was refused a while ago. */
  async tick(): Promise<void> {
    for (const contact of await this.#parts.store.due()) await this.change(contact, { type: "expire" }, "desk");
    if (this.board.queueState.waiting > 0 && this.board.queueState.agentsFree > 0) await this.settle();
  }

  /** What both ends need to begin a call; told again to an end that asks anew. */
  async tellAccepted(record: ContactRecord, to: "device" | "console" | "both"): Promise<void> {
    const { id: contact, epoch, agent, agentLabel } = record;
    const servers = (side: "device" | "console") => iceServers(this.#parts.ice, contact, side, Date.now());
    if (agent === null) return;
    if (to !== "console") {
      const card = { id: agent, name: agentLabel ?? agent };
      await this.tellDevice(record, { type: "contact/accepted", contact, epoch, agent: card, iceServers: servers("device") });
    }
    if (to !== "device") await this.tellAgent(agent, { type: "contact/accepted", contact, epoch, iceServers: servers("console") });
  }

  async tellDevice({ device }: ContactRecord, message: DeskToDevice): Promise<boolean> {
    return this.#parts.bus.send(`device.${device}`, message);
  }

  async tellAgent(agent: string, message: DeskToConsole): Promise<boolean> {
    return this.#parts.bus.send(`agent.${agent}`, message);
  }

  async #carryOutOne<K extends Effect["type"]>(effect: EffectOf<K>, record: ContactRecord): Promise<void> {
    await (this.#executors[effect.type as K] as (effect: EffectOf<K>, record: ContactRecord) => Promise<void>)(effect, record);
  }

  readonly #executors: Executors = {
    "make-offer": async ({ agent, epoch }, record) => {
      const { offerMs } = this.#parts;
      await this.tellAgent(agent, { type: "offer/made", epoch, withinMs: offerMs, card: contactCard(record) });
      await this.tellDevice(record, { type: "contact/offered", contact: record.id, epoch });
    },
    "withdraw-offer": async ({ agent, epoch, reason }, record) => {
      await this.tellAgent(agent, { type: "offer/withdrawn", contact: record.id, epoch, reason });
    },
    connect: async (_effect, record) => this.tellAccepted(record, "both"),
    "announce-active": async ({ agent }, record) => {
      await this.tellAgent(agent, { type: "contact/active", contact: record.id });
    },
    "announce-interruption": async ({ agent, missing, holdMs }, record) => {
      const message = { type: "contact/interrupted", contact: record.id, holdMs } as const;
      if (missing.includes("console")) await this.tellDevice(record, message);
      else await this.tellAgent(agent, message);
    },
    "announce-end": async ({ agent, by, reason }, record) => {
      const message = { type: "contact/ended", contact: record.id, by, reason } as const;
      await this.tellDevice(record, message);
      if (agent !== null) await this.tellAgent(agent, message);
    },
    "release-agent": async ({ agent }, record) => {
      await this.tellAgent(agent, { type: "contact/closed", contact: record.id });
    },
  };

  async #markAndLearn(before: ContactRecord, after: ContactRecord): Promise<void> {
    if (before.state === after.state) return;
    if (after.state === "offered" || after.state === "accepted") await this.mark(after.id, after.state);
    if (before.ended === null && after.ended !== null) await this.mark(after.id, "ended");
    if (after.state === "accepted") this.#model = learnWaiting(this.#model, after.waitedMs / 1000, false);
    if (after.state !== "closed") return;
    const { acceptedMs, closedMs, waitedMs } = after;
    if (acceptedMs === null || closedMs === null) this.#model = learnWaiting(this.#model, waitedMs / 1000, true);
    else this.#model = learnHandling(this.#model, (closedMs - acceptedMs) / 1000);
  }

  /** A moment of the contact on the desk's own clock. */
  async mark(contact: string, name: Mark["name"]): Promise<void> {
    const { boot } = this.#parts.clock;
    await this.#parts.store.addMarks(contact, "desk", [{ name, machine: "desk", boot, atMs: this.#parts.clock.nowMs() }]);
  }
}

/** What the console shows of a contact. */
export function contactCard({ id, device, deviceLabel, context, waitedMs }: ContactRecord) {
  return { contact: id, device, deviceLabel, context, waitedMs: Math.round(waitedMs) };
}
