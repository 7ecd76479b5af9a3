import type { Parts } from "./parts.ts";

/** What the machine's own keys and buttons do: they work in every state, and with the panel page hung. */
export class CustomerKeys {
  readonly #parts: Parts;
  #awaitsPanel = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** As the swipe from the edge, by a key or a button beside the glass. */
  help(): void {
    const { timeline, driver, clock, idle } = this.#parts;
    idle.touched();
    timeline.early("gesture", clock.nowMs());
    this.#awaitsPanel = driver.session.surface !== "panel";
    driver.dispatch({ type: "customer/opened" });
  }

  /** The panel is on the glass. After a swipe the host says so itself, by the compositor's own time. */
  panelShown(): void {
    if (!this.#awaitsPanel) return;
    this.#awaitsPanel = false;
    this.#parts.timeline.early("panel-painted", this.#parts.clock.nowMs());
  }

  /** The end key was held: whatever the state, nobody sees or touches anything from now on. */
  end(): void {
    const { view, control, driver, machine } = this.#parts;
    view.stop();
    control.release();
    driver.dispatch({ type: "customer/ended" });
    // Only now may there be a picture and a hand again.
    machine?.clearEnd();
    view.follow();
  }
}
