import type { InputAct } from "../../daemon/core/input-act.ts";
import { demand } from "../target.ts";

/** The virtual devices as a backend sees them: what is down, by the acts alone. */
export class Mirror {
  readonly #down = new Set<string>();

  /** @returns whether the act put something into the kiosk that was not there: a press, a text, a turn of the wheel, a way. */
  take(act: InputAct): boolean {
    switch (act.type) {
      case "release":
        this.#down.clear();
        return false;
      case "touch":
        return this.#change(`finger ${act.finger}`, act.phase, act);
      case "button":
        return this.#change(`button ${act.code}`, act.down ? "down" : "up", act);
      case "key":
        return this.#change(`key ${act.code}`, act.down ? "down" : "up", act);
      case "move":
      case "wheel":
      case "text":
        return true;
      default:
        return act satisfies never;
    }
  }

  get down(): readonly string[] {
    return [...this.#down];
  }

  #change(what: string, phase: "down" | "move" | "up", act: InputAct): boolean {
    demand(this.#down.has(what) === (phase !== "down"), `${what} goes ${phase} as it can`, { act });
    if (phase === "down") this.#down.add(what);
    if (phase === "up") this.#down.delete(what);
    return phase !== "up";
  }
}
