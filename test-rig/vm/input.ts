import { qemuKey } from "./keys.ts";
import type { Qmp } from "./qmp.ts";

/** Coordinates of QEMU's absolute devices (INPUT_EVENT_ABS_MAX). */
const MOST = 0x7fff;
/** Fingers that QEMU's touch screen tells apart. */
export const FINGERS = 10;

type InputEvent = { readonly type: string; readonly data: Readonly<Record<string, unknown>> };

/** The machine's touch screen and keyboard: for the guest what happens here is a person at the hardware. */
export class MachineInput {
  readonly #qmp: Qmp;
  /** Number of the contact of each finger that is down. */
  readonly #down = new Map<number, number>();
  #nextTracking = 1;

  constructor(qmp: Qmp) {
    this.#qmp = qmp;
  }

  /** Puts a finger down. @param x, y 0..1 of the screen */
  down(finger: number, x: number, y: number): Promise<void> {
    if (finger < 0 || finger >= FINGERS) throw new Error(`the touch screen knows fingers 0 to ${FINGERS - 1}, not ${finger}`);
    const isFirst = this.#down.size === 0;
    const tracking = this.#nextTracking++ % 0xffff;
    this.#down.set(finger, tracking);
    const contact = [slot("begin", finger, tracking), ...place(finger, x, y)];
    return this.#send(isFirst ? [...contact, touching(true)] : contact);
  }

  /** Moves fingers that are down, all in one report. */
  move(...moves: readonly { finger: number; x: number; y: number }[]): Promise<void> {
    const events = moves.flatMap(({ finger, x, y }) => {
      const tracking = this.#down.get(finger);
      return tracking === undefined ? [] : [slot("update", finger, tracking), ...place(finger, x, y)];
    });
    return this.#send(events);
  }

  up(finger: number): Promise<void> {
    if (!this.#down.delete(finger)) return Promise.resolve();
    return this.#send([slot("end", finger, -1), ...(this.#down.size === 0 ? [touching(false)] : [])]);
  }

  /** A key by its Linux code. */
  key(code: number, isDown: boolean): Promise<void> {
    return this.#send([{ type: "key", data: { down: isDown, key: { type: "number", data: qemuKey(code) } } }]);
  }

  async #send(events: readonly InputEvent[]): Promise<void> {
    if (events.length > 0) await this.#qmp.execute("input-send-event", { events });
  }
}

/** QEMU passes on the slot and the contact's number of everything but "data". */
function slot(type: "begin" | "update" | "end", finger: number, tracking: number): InputEvent {
  return { type: "mtt", data: { type, slot: finger, "tracking-id": tracking, axis: "x", value: 0 } };
}

function place(finger: number, x: number, y: number): InputEvent[] {
  const axis = (name: "x" | "y", value: number) => ({
    type: "mtt",
    data: { type: "data", slot: finger, "tracking-id": 0, axis: name, value: Math.round(Math.min(1, Math.max(0, value)) * MOST) },
  });
  return [axis("x", x), axis("y", y)];
}

function touching(isDown: boolean): InputEvent {
  return { type: "btn", data: { down: isDown, button: "touch" } };
}
