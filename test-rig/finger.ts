import { connectGlass, type FingerPhase, type GlassLink } from "./glass/link.ts";
import { pause } from "./wait.ts";

/** A place on the kiosk's output in logical pixels: those of the panel's picture by its scale. */
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
  readonly #scale: number;
  #link: GlassLink | null = null;

  /**
   * @param socket the glass socket's path
   * @param scale pixels of the picture for one of a place
   */
  constructor(socket: () => string, scale = 1) {
    this.#socket = socket;
    this.#scale = scale;
  }

  async tap(at: Point): Promise<void> {
    await this.press(at, TAP_MS);
  }

  /** Holds a place. */
  async press(at: Point, ms: number): Promise<void> {
    const link = await this.#connected();
    this.#put(link, "down", at);
    await pause(ms);
    this.#put(link, "up", at);
  }

  /** Moves along a straight line while down. */
  async drag(from: Point, to: Point, ms = 300): Promise<void> {
    const link = await this.#connected();
    const steps = Math.max(2, Math.round(ms / STEP_MS));
    this.#put(link, "down", from);
    for (let step = 1; step <= steps; step++) {
      await pause(STEP_MS);
      const share = step / steps;
      this.#put(link, "move", { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share });
    }
    this.#put(link, "up", to);
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

  #put(link: GlassLink, phase: FingerPhase, { x, y }: Point): void {
    link.finger(phase, x * this.#scale, y * this.#scale);
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
