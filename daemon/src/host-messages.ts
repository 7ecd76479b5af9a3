import { contactOf } from "../core/session-state.ts";
import type { HostEvents } from "./host-link.ts";
import type { Parts } from "./parts.ts";

/** What the shell host's coming, going and messages mean here. */
export function createHostEvents(parts: Parts): HostEvents {
  return {
    welcome: () => ({ url: parts.shell.url, token: parts.shell.token }),
    onCame() {
      parts.outputs.hostCame(parts.driver.moment);
      if (parts.machine?.hasPointer) parts.host.send({ type: "host/pointer", shown: true });
      parts.control.focused(false);
    },
    onWent() {
      parts.own.hostWent();
      // Nobody can stop the agent's hand on a panel that is gone.
      parts.control.focused(false);
      parts.context.setWebProcess("panel", null);
    },
    handlers: {
      // The host shows the panel by itself and says so with host/shown.
      "host/gesture": ({ atMs }) => parts.timeline.early("gesture", atMs),
      "host/painted": ({ atMs, question }) => {
        if (question === undefined) parts.timeline.early("panel-painted", atMs);
        else parts.control.painted(question, atMs);
      },
      "host/face-painted": ({ atMs }) => {
        const contact = contactOf(parts.driver.session);
        if (contact !== null) parts.timeline.mark(contact, "agent-first-frame", atMs);
      },
      "host/rects": ({ serial, rects }) => {
        parts.own.hostNamed(serial, rects);
        if (!parts.driver.facts.ownKnown) parts.driver.note({ ownKnown: true });
      },
      "host/shown": ({ mode, faceWidth, faceHeight, x, y }) => {
        if (mode === "panel") parts.keys.panelShown();
        parts.control.shown(mode, x === undefined || y === undefined ? null : { x, y });
        const { faceBox } = parts.driver.facts;
        if (faceBox.width !== faceWidth || faceBox.height !== faceHeight) {
          parts.driver.note({ faceBox: { width: faceWidth, height: faceHeight } });
          parts.media.send({ type: "media/face-box", width: faceWidth, height: faceHeight });
        }
        parts.driver.dispatch({ type: "host/shown", mode });
      },
      "host/focus": ({ shell }) => parts.control.focused(shell),
      "host/web-process": ({ state }) => {
        parts.log.info({ state }, "panel web process");
        parts.context.setWebProcess("panel", state);
      },
    },
  };
}
