import { connectGlass, type GlassLink } from "./glass/link.ts";
import { pause } from "./wait.ts";

/** A place on the kiosk's output in device pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A finger moves this often; people's touch panels report at 60 to 120 Hz. */
const STEP_MS = 12;
/** How long a tap stays down. */
const TAP_MS = 60;

/** The customer's finger and keyboard, through the glass: nothing else in the kiosk knows the difference. */
export class Finger {
  readonly #socket: () => string;
  #link: GlassLink | null = null;

  /** @param socket the glass socket's path */
  constructor(socket: () => string) {
    this.#socket = socket;
  }

  async tap(at: Point): Promise<void> {
    await this.press(at, TAP_MS);
  }

  /** Holds a place. */
  async press(at: Point, ms: number): Promise<void> {
    const link = await this.#connected();
    link.finger("down", at.x, at.y);
    await pause(ms);
    link.finger("up", at.x, at.y);
  }

  /** Moves along a straight line while down. */
  async drag(from: Point, to: Point, ms = 300): Promise<void> {
    const link = await this.#connected();
    const steps = Math.max(2, Math.round(ms / STEP_MS));
    link.finger("down", from.x, from.y);
    for (let step = 1; step <= steps; step++) {
      await pause(STEP_MS);
      link.finger("move", from.x + ((to.x - from.x) * step) / steps, from.y + ((to.y - from.y) * step) / steps);
    }
    link.finger("up", to.x, to.y);
  }

  /** The gesture for help: down from the middle of the top edge. */
  async swipe(): Promise<void> {
    await this.drag({ x: 640, y: 2 }, { x: 640, y: 220 }, 180);
  }

  /** Presses and releases a key of the machine by its Linux code. */
  async key(code: number, ms = TAP_MS): Promise<void> {
    const link = await this.#connected();
    link.key(code, true);
    await pause(ms);
    link.key(code, false);
  }

  /** Types any characters. */
  async type(text: string): Promise<void> {
    (await this.#connected()).text(text);
  }

  /** @throws the system's error when the glass does not listen. */
  async connect(): Promise<void> {
    await this.#connected();
  }

  close(): void {
    this.#link?.close();
    this.#link = null;
  }

  async #connected(): Promise<GlassLink> {
    this.#link ??= await connectGlass(this.#socket(), {
      onGone: () => {
        this.#link = null;
      },
    });
    return this.#link;
  }
}
