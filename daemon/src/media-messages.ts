import { fingerprintOf } from "#protocol/signing";
import { contactOf } from "../core/session-state.ts";
import type { MediaEvents } from "./media-link.ts";
import type { Parts } from "./parts.ts";

/** What media's coming, going and messages mean here, and those of the console that it brings. */
export function createMediaEvents(parts: Parts): MediaEvents {
  return {
    onCame(inCall) {
      parts.driver.note({ faceShown: false });
      parts.driver.dispatch({ type: inCall ? "media/resumed" : "media/ready" });
      parts.context.tell();
    },
    onWent() {
      parts.driver.note({ faceShown: false });
      parts.driver.dispatch({ type: "media/gone" });
      parts.context.tell();
    },
    onHeard: () => parts.control.mediaHeard(),
    handlers: {
      "media/offer": ({ sdp, fingerprint }) => {
        // The certificate that is signed is the one that the console will see, whatever media says of it.
        if (isFingerprintOf(fingerprint, sdp)) parts.driver.dispatch({ type: "media/offered", sdp, fingerprint });
        else {
          parts.log.error({}, "media's offer has another fingerprint than it says");
          parts.driver.dispatch({ type: "media/failed" });
        }
      },
      "media/candidate": ({ candidate }) => parts.relay.local(candidate),
      "media/state": ({ state }) => {
        if (state === "connected") parts.driver.dispatch({ type: "media/connected" });
        else if (state === "dead") parts.driver.dispatch({ type: "media/dead" });
        else if (state === "failed" || state === "closed") parts.driver.dispatch({ type: "media/failed" });
      },
      "media/face": ({ shown }) => parts.driver.note({ faceShown: shown }),
      "media/stats": () => {
        // Adaptation is media's own; the figures are for the bench, which reads media's log.
      },
      "media/trouble": ({ code, message }) => {
        parts.log.warn({ code, why: message }, "media has trouble");
        parts.driver.dispatch({ type: "media/troubled", code });
      },
    },
    console: {
      "heart/beat": () => {
        // Media counts the beats.
      },
      "agent/media": ({ camera, microphone }) => parts.driver.dispatch({ type: "console/media", camera, microphone }),
      // Marked when the word arrives: the console's own clock is not ours, and it reports its own mark to the desk.
      "view/seen": ({ what }) => markNow(parts, what === "stripe" ? "screen-first-stripe" : "screen-whole"),
      "control/ask": ({ kinds }) => parts.control.ask(kinds),
      "control/release": () => parts.control.released(),
      "contact/end": ({ reason }) => parts.driver.dispatch({ type: "console/ended", reason }),
    },
  };
}

function markNow(parts: Parts, name: "screen-first-stripe" | "screen-whole"): void {
  const contact = contactOf(parts.driver.session);
  if (contact !== null) parts.timeline.mark(contact, name, parts.clock.nowMs());
}

function isFingerprintOf(fingerprint: string, sdp: string): boolean {
  try {
    return fingerprintOf(sdp) === fingerprint;
  } catch {
    return false;
  }
}
