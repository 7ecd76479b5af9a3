import { systemClock } from "../clock.ts";
import type { Lab } from "./lab.ts";

/** The panel on the output, as the host has it. */
export const PANEL = { x: 0, y: 0, width: 1280, height: 480 };
const BOX = { x: 900, y: 40, width: 300, height: 260 };
/** The button "Allow", in pixels of the page, and a place on it. */
export const BUTTON = { x: 600, y: 300, width: 300, height: 64 };
export const ON_BUTTON = { x: 700, y: 330 };

/** A live call between real sockets, with the customer's finger and the agent's hand. */
export class ControlLab {
  readonly lab: Lab;
  readonly contact: string;
  readonly peers: Awaited<ReturnType<Lab["neighbours"]>>;
  readonly touch: Awaited<ReturnType<Lab["touch"]>>;
  readonly input: Awaited<ReturnType<Lab["input"]>>;
  /** Media hangs: it says nothing more, but its sockets stand. */
  isMediaSilent = false;
  #serial = 10;

  private constructor(lab: Lab, contact: string, peers: ControlLab["peers"], touch: ControlLab["touch"], input: ControlLab["input"]) {
    this.lab = lab;
    this.contact = contact;
    this.peers = peers;
    this.touch = touch;
    this.input = input;
  }

  static async start(lab: Lab): Promise<ControlLab> {
    const peers = await lab.neighbours();
    const touch = await lab.touch();
    const input = await lab.input();
    const contact = await lab.live(peers);
    const control = new ControlLab(lab, contact, peers, touch, input);
    // As media does while a call lasts; its silence ends the agent's hand.
    const stats = setInterval(() => {
      if (!control.isMediaSilent) peers.media.send({ type: "media/stats", kbps: 0, fps: 0, scale: 1 });
    }, 300);
    void peers.media.closed.then(() => clearInterval(stats));
    await control.shows("box");
    await control.told("none");
    return control;
  }

  /** As the host tells what is on the glass; done when the daemon has taken it. */
  async shows(mode: "panel" | "box" | "hidden"): Promise<void> {
    const { host, screen } = this.peers;
    const rects = mode === "hidden" ? [] : [mode === "panel" ? PANEL : BOX];
    const place = rects[0] ? { x: rects[0].x, y: rects[0].y } : {};
    host.send({ type: "host/shown", mode, faceWidth: 0, faceHeight: 0, ...place });
    this.#serial += 1;
    host.send({ type: "host/rects", serial: this.#serial, rects });
    await screen.inbox.next("screen/own", (own) => JSON.stringify(own.rects) === JSON.stringify(rects));
  }

  /** The console's word for control. */
  console(body: { type: "control/ask"; kinds: ("touch" | "type")[] } | { type: "control/release" }): void {
    this.peers.media.send({ type: "media/control", body });
  }

  /** Waits until the console is told so. */
  async told(state: string, reason?: string) {
    const fits = (body: { type: string }) => {
      const told = body as { type: string; state?: string; reason?: string };
      return told.type === "control/state" && told.state === state && (reason === undefined || told.reason === reason);
    };
    const { body } = await this.peers.media.inbox.next("media/control", (message) => fits(message.body));
    return body as Extract<typeof body, { type: "control/state" }>;
  }

  /** The agent asks; the question is on the glass. @returns its number */
  async asked(kinds: ("touch" | "type")[] = ["touch", "type"], paintedMs = systemClock.nowMs() - 1000): Promise<number> {
    const { panel, host } = this.peers;
    this.console({ type: "control/ask", kinds });
    const { question } = await panel.state((state) => state.question !== null && state.surface === "panel");
    const number = question?.number ?? -1;
    host.send({ type: "host/painted", atMs: paintedMs, question: number });
    await this.shows("panel");
    return number;
  }

  finger(phase: "down" | "move" | "up", { x, y } = ON_BUTTON, atMs = systemClock.nowMs()): void {
    this.touch.send({ type: "touch/physical", phase, x, y, atMs });
  }

  tap(place = ON_BUTTON): void {
    this.finger("down", place);
    this.finger("up", place);
  }

  allow(question: number, button = BUTTON): void {
    this.peers.panel.answer("allow", { question, button });
  }

  /** Asked and allowed; the customer's finger has left the glass alone again. @returns the number of the grant */
  async granted(kinds: ("touch" | "type")[] = ["touch", "type"]): Promise<number> {
    const question = await this.asked(kinds);
    this.tap();
    this.allow(question);
    await this.lab.desk.inbox.next("contact/rights", ({ right, change }) => right === kinds[0] && change === "granted");
    await this.shows("box");
    const { grant } = await this.told("granted", "allowed");
    return grant;
  }
}
