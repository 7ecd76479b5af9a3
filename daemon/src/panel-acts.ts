import { randomUUID } from "node:crypto";
import type { PanelToDaemon } from "#protocol/local-panel";
import { hideScreen, muteMicrophone, openMicrophone, showScreen } from "../core/lease.ts";
import type { Parts } from "./parts.ts";

export type PanelTouch = Extract<PanelToDaemon, { type: "panel/act" }>;

/** A touch on the panel. Hiding and muting work in every state; showing and unmuting are the customer's own grant. */
export function actOnPanel(parts: Pick<Parts, "driver" | "control" | "log">, touch: PanelTouch): void {
  const { driver, control, log } = parts;
  if (control.act(touch)) return;
  const { act, resolved } = touch;
  switch (act) {
    case "talk":
      driver.dispatch({ type: "customer/talked", contact: randomUUID() });
      break;
    case "cancel":
    case "end":
      driver.dispatch({ type: "customer/ended" });
      break;
    case "close":
      driver.dispatch({ type: "customer/closed" });
      break;
    case "open":
      driver.dispatch({ type: "customer/opened" });
      break;
    case "feedback":
      if (resolved !== undefined) driver.dispatch({ type: "customer/rated", resolved });
      else log.warn({ act }, "the panel's answer must say whether it helped");
      break;
    case "hide-screen":
      driver.changeLeases(act, hideScreen, "customer");
      break;
    case "show-screen":
      driver.changeLeases(act, showScreen, "customer");
      break;
    case "mute":
      driver.changeLeases(act, muteMicrophone, "customer");
      break;
    case "unmute":
      driver.changeLeases(act, openMicrophone, "customer");
      break;
    case "allow":
    case "deny":
    case "stop-control":
      // Control has taken it.
      break;
    case "still-here":
      // The physical touch that presses the button is the answer; a word alone is none.
      break;
    default:
      act satisfies never;
  }
}
