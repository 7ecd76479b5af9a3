import type { Static } from "typebox";
import type { IceServer } from "#protocol/common";
import type { DeviceContext } from "#protocol/desk-device";
import type { Clock, DeskPort, HostPort, Log, MediaPort } from "../core/ports.ts";
import type { Effect, EffectOf, SessionEvent, TimerName } from "../core/session-event.ts";
import type { CallRelay, Rates } from "./call-relay.ts";
import type { Timeline } from "./timeline.ts";

/** Effects on rights are values that the driver applies itself, before anything else happens. */
export type LeaseEffect = Extract<Effect, { type: `lease/${string}` }>;
export type OutwardEffect = Exclude<Effect, LeaseEffect>;

/** One executor per effect, checked by type. */
export type Executors = { readonly [T in OutwardEffect["type"]]: (effect: EffectOf<T>) => void };

export interface EffectParts {
  readonly desk: DeskPort;
  readonly media: MediaPort;
  readonly host: HostPort;
  readonly clock: Clock;
  readonly log: Log;
  readonly relay: CallRelay;
  readonly timeline: Timeline;
  readonly rates: Rates;
  readonly context: () => Static<typeof DeviceContext>;
  /** Tells the console what it sees. */
  readonly describe: () => void;
  /** A call has been started: whatever media should do must be said to it. */
  readonly onCallStarted: () => void;
  /** Size of the face's box, as the host last said. */
  readonly faceBox: () => { width: number; height: number };
  readonly dispatch: (event: SessionEvent) => void;
}

/** How each effect is carried out. */
export function createExecutors(parts: EffectParts): Executors & { stop(): void } {
  const { desk, media, host, clock, log, relay, timeline } = parts;
  const timers = new Map<TimerName, () => void>();

  function clearTimer(name: TimerName): void {
    timers.get(name)?.();
    timers.delete(name);
  }

  function setTimer(name: TimerName, ms: number): void {
    clearTimer(name);
    const cancel = clock.after(ms, () => {
      timers.delete(name);
      parts.dispatch({ type: "timer/fired", name });
    });
    timers.set(name, cancel);
  }

  return {
    stop: () => {
      for (const name of [...timers.keys()]) clearTimer(name);
    },
    "desk/request": ({ contact }) => desk.send({ type: "contact/request", contact, context: parts.context() }),
    "desk/cancel": ({ contact }) => desk.send({ type: "contact/cancel", contact }),
    "desk/connected": ({ contact }) => desk.send({ type: "contact/connected", contact }),
    "desk/interrupted": ({ contact }) => desk.send({ type: "contact/interrupted", contact }),
    "desk/feedback": ({ contact, resolved }) => desk.send({ type: "contact/feedback", contact, resolved }),
    "desk/end": ({ contact, by, reason }) => timeline.end(contact, { by, reason: reason.slice(0, 200) }),
    "call/start": ({ contact, call, iceServers }) => {
      relay.begin(contact, call);
      media.send({ type: "media/start", iceServers: iceServers.map(copyOf), ...parts.rates });
      media.send({ type: "media/face-box", ...parts.faceBox() });
      parts.onCallStarted();
    },
    "call/offer": ({ contact, call, sdp, fingerprint }) => relay.offer(contact, call, sdp, fingerprint),
    "call/check": ({ contact, call, participant, answer }) => {
      const verdict = relay.check(answer, participant);
      if (verdict.isTrusted) parts.dispatch({ type: "call/trusted", contact, call, answer });
      else parts.dispatch({ type: "call/distrusted", contact, call, reason: verdict.reason });
    },
    "call/accept": ({ contact, call, answer }) => relay.answer(contact, call, answer),
    "console/end": ({ by, reason }) =>
      media.send({ type: "media/control", body: { type: "contact/ended", by, reason: reason.slice(0, 200) } }),
    "console/describe": () => parts.describe(),
    "media/stop": () => {
      relay.end();
      media.stop();
    },
    "surface/show": ({ mode }) => void host.send({ type: "host/surface", mode }),
    "timer/set": ({ name, ms }) => setTimer(name, ms),
    "timer/clear": ({ name }) => clearTimer(name),
    "mark/set": ({ contact, name }) => timeline.mark(contact, name, clock.nowMs()),
    "event/refuse": ({ event, state, why }) => log.info({ event, state, why }, "refused"),
  };
}

function copyOf(server: IceServer): IceServer {
  return { ...server, urls: [...server.urls] };
}
