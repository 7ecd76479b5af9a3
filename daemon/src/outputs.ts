import type { Static } from "typebox";
import type { PanelState } from "#protocol/local-panel";
import type { OutputPlace } from "#protocol/local-screen";
import type { ViewState } from "#protocol/peer";
import { STRIP_ROWS } from "#protocol/strip";
import type { ClockOffset } from "../core/clock-offset.ts";
import type { PanelControl } from "../core/control-state.ts";
import type { Leases } from "../core/lease.ts";
import { type Presence, panelStateOf } from "../core/panel-state.ts";
import type { DeskPort, HostPort, MediaPort, PanelPort } from "../core/ports.ts";
import { contactOf, type Session } from "../core/session-state.ts";
import type { Wanted } from "../core/wanted.ts";

export interface OutputFacts {
  readonly width: number;
  readonly height: number;
  readonly outputs: readonly [OutputPlace, ...OutputPlace[]];
}

/** What is known from other processes beside the session itself. */
export interface Facts {
  readonly presence: Presence;
  readonly screenConnected: boolean;
  /** Screen's last report. */
  readonly sending: PanelState["sending"];
  /** Size of the picture in pixels, and where the outputs lie, the one in the picture first; null: there is none. */
  readonly output: OutputFacts | null;
  /** The host has said where our surfaces are. */
  readonly ownKnown: boolean;
  /** Media has a picture of the agent. */
  readonly faceShown: boolean;
  readonly faceBox: { readonly width: number; readonly height: number };
  readonly offset: ClockOffset | null;
  /** What the customer is asked and told of control. */
  readonly control: PanelControl;
  /** The question whether anybody is there. */
  readonly stillThere: PanelState["question"];
}

/** All that the outside may depend on at one moment. */
export interface Moment {
  readonly session: Session;
  readonly leases: Leases;
  readonly wanted: Wanted;
  readonly facts: Facts;
}

export interface OutputPorts {
  readonly media: MediaPort;
  readonly host: HostPort;
  readonly panel: PanelPort;
  readonly desk: DeskPort;
  readonly locale: string;
}

type View = Static<typeof ViewState>;

/** Brings the other processes to what is wanted: says the difference, and all of it to one that is new. */
export class Outputs {
  readonly #ports: OutputPorts;
  #media = { feeding: false, microphone: false, isKnown: false };
  #face = false;
  #view = "";

  constructor(ports: OutputPorts) {
    this.#ports = ports;
  }

  follow(moment: Moment): void {
    const { desk, panel, locale } = this.#ports;
    const { session, leases, wanted, facts } = moment;
    desk.setInContact(contactOf(session) !== null);
    this.#followMedia(moment);
    this.#followFace(wanted.face);
    if (session.name === "live") this.#tellView(moment);
    panel.show(panelStateOf(session, wanted, { ...facts, control: questionOf(facts), hidden: leases.hidden, locale }));
  }

  /** A call begins in a media process that knows nothing. */
  callStarted(): void {
    this.#media = { feeding: false, microphone: false, isKnown: false };
    this.#view = "";
  }

  /** A new host gets what it has to show. */
  hostCame({ session, wanted }: Moment): void {
    this.#face = false;
    this.#ports.host.send({ type: "host/surface", mode: session.surface });
    this.#followFace(wanted.face);
  }

  /** Control is open: the console hears all that it cannot see in the picture itself. */
  describe(moment: Moment): void {
    this.tellSize(moment.facts);
    this.tellOffset(moment.facts);
    this.#view = "";
    this.#tellView(moment);
  }

  tellSize({ output }: Facts): void {
    if (!output) return;
    const { width, height } = output;
    this.#ports.media.send({ type: "media/control", body: { type: "screen/describe", width, height, stripRows: STRIP_ROWS } });
  }

  tellOffset({ offset }: Facts): void {
    if (offset) this.#ports.media.send({ type: "media/control", body: { type: "clock/device", ...offset } });
  }

  #followMedia({ session, wanted }: Moment): void {
    if (session.media !== "busy") return;
    const { feeding, microphone } = wanted;
    const before = this.#media;
    this.#media = { feeding, microphone, isKnown: true };
    if (!before.isKnown || before.feeding !== feeding) this.#ports.media.send({ type: "media/view", feeding });
    if (!before.isKnown || before.microphone !== microphone) this.#ports.media.send({ type: "media/microphone", open: microphone });
  }

  #followFace(shown: boolean): void {
    if (shown === this.#face) return;
    if (this.#ports.host.send({ type: "host/face", shown })) this.#face = shown;
  }

  #tellView(moment: Moment): void {
    const { state, reason } = viewOf(moment);
    const text = `${state} ${reason}`;
    if (text === this.#view) return;
    if (this.#ports.media.send({ type: "media/control", body: { type: "view/state", state, reason } })) this.#view = text;
  }
}

/** One question at a time: the one about control goes first, for it has the shorter end. */
function questionOf({ control, stillThere }: Facts): PanelControl {
  return control.question ? control : { ...control, question: stillThere };
}

/** What the console is told of the picture: screen's own report, with the reason for what it does not show. */
export function viewOf({ leases, wanted, facts }: Moment): { state: View; reason: string } {
  if (!facts.screenConnected) return { state: "unavailable", reason: "the screen process is not running" };
  if (facts.sending === "live") return { state: "live", reason: "" };
  if (facts.sending === "off") return { state: "unavailable", reason: wanted.view === "off" ? "no call" : "the picture is starting" };
  if (leases.hidden) return { state: "hidden", reason: "hidden by the customer" };
  return { state: "hidden", reason: facts.ownKnown ? "not shown by the customer yet" : "the help panel is starting" };
}
