import { boxAvoid, NO_AVOID } from "../core/box-avoid.ts";
import { contactOf } from "../core/session-state.ts";
import type { HostEvents } from "./host-link.ts";
import type { Parts } from "./parts.ts";
import type { PhysicalTouch } from "./touch-link.ts";

/** What the shell host's coming, going and messages mean here. */
export function createHostEvents(parts: Parts): HostEvents {
  return {
    welcome: () => ({ url: parts.shell.url, token: parts.shell.token }),
    onCame: () => parts.outputs.hostCame(parts.driver.moment),
    onWent() {
      parts.own.hostWent();
      parts.context.setWebProcess("panel", null);
    },
    handlers: {
      // The host shows the panel by itself and says so with host/shown.
      "host/gesture": ({ atMs }) => parts.timeline.early("gesture", atMs),
      "host/painted": ({ atMs }) => parts.timeline.early("panel-painted", atMs),
      "host/face-painted": ({ atMs }) => {
        const contact = contactOf(parts.driver.session);
        if (contact !== null) parts.timeline.mark(contact, "agent-first-frame", atMs);
      },
      "host/rects": ({ serial, rects }) => {
        parts.own.hostNamed(serial, rects);
        if (!parts.driver.facts.ownKnown) parts.driver.note({ ownKnown: true });
      },
      "host/shown": ({ mode, faceWidth, faceHeight }) => {
        const { faceBox } = parts.driver.facts;
        if (faceBox.width !== faceWidth || faceBox.height !== faceHeight) {
          parts.driver.note({ faceBox: { width: faceWidth, height: faceHeight } });
          parts.media.send({ type: "media/face-box", width: faceWidth, height: faceHeight });
        }
        parts.driver.dispatch({ type: "host/shown", mode });
      },
      "host/focus": () => {
        // No key is injected yet.
      },
      "host/web-process": ({ state }) => {
        parts.log.info({ state }, "panel web process");
        parts.context.setWebProcess("panel", state);
      },
    },
  };
}

/** Tells the host where a finger works, so that the box can make way. */
export function createTouchHandler(parts: Parts): (touch: PhysicalTouch) => void {
  let avoid = NO_AVOID;
  return (touch) => {
    const next = boxAvoid(avoid, touch, parts.driver.session.surface === "box", parts.clock.nowMs());
    avoid = next.state;
    if (next.tell) parts.host.send({ type: "host/avoid", x: touch.x, y: touch.y });
  };
}
