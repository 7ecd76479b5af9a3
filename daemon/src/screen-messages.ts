import type { Parts } from "./parts.ts";
import type { ScreenEvents } from "./screen-link.ts";

/** In words for an agent; the log has screen's own. */
const TROUBLES = {
  "compositor-lost": "the display server is gone",
  "capture-failed": "the screen cannot be captured",
  stalled: "the picture has stopped",
  "input-refused": null, // no trouble with the picture
} as const;

/** What screen's coming, going and messages mean here. */
export function createScreenEvents(parts: Parts): ScreenEvents {
  return {
    onCame() {
      // The rectangles to blank go before any lease to fill frames.
      parts.own.screenCame();
      parts.driver.note({ screenConnected: true, sending: "off" });
      parts.view.screenCame();
      parts.context.setTrouble(null);
      // Until it names one.
      parts.troubles.note("display", "no-display", true);
    },
    onWent() {
      parts.own.screenWent();
      parts.driver.note({ screenConnected: false, sending: "off" });
      parts.context.tell();
      parts.troubles.note("display", "no-display", false);
      parts.troubles.note("kiosk-app", "black", false);
    },
    handlers: {
      "screen/output": ({ width, height, outputs: [picture, ...others] }) => {
        parts.log.info({ width, height, picture, others: others.length }, "output");
        const isThere = picture !== undefined && width > 0 && height > 0;
        parts.troubles.note("display", "no-display", !isThere);
        parts.driver.note({ output: isThere ? { width, height, outputs: [picture, ...others] } : null });
        if (parts.driver.session.name === "live") parts.outputs.tellSize(parts.driver.facts);
      },
      "screen/own-applied": ({ serial }) => parts.own.screenApplied(serial),
      "screen/typed": ({ serial }) => parts.hand?.typed(serial),
      "screen/state": ({ state, frames }) => {
        parts.log.info({ from: parts.driver.facts.sending, to: state, frames }, "screen");
        parts.driver.note({ sending: state });
        if (state === "live") parts.context.setTrouble(null);
      },
      "screen/untyped": ({ serial, message }) => {
        parts.log.warn({ serial, why: message }, "screen did not type a text");
        parts.control.untyped(serial);
      },
      "screen/glance": ({ oneColour }) => parts.troubles.note("kiosk-app", "black", oneColour),
      "screen/trouble": ({ code, message }) => {
        parts.log.warn({ code, why: message }, "screen has trouble");
        const words = TROUBLES[code];
        if (words) parts.context.setTrouble(words);
      },
    },
  };
}
