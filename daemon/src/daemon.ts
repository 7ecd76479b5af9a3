import { join } from "node:path";
import type { OpenInput, PeerCredentials } from "#native";
import { lampOf } from "../core/hid-report.ts";
import { handPlace, NO_MAP } from "../core/output-map.ts";
import type { Clock, Log } from "../core/ports.ts";
import { troubleWords } from "../core/trouble.ts";
import { AppIdleWatch } from "./app-idle-watch.ts";
import { createAppLink } from "./app-link.ts";
import { CallRelay } from "./call-relay.ts";
import { ClockSync } from "./clock-sync.ts";
import { type Config, deskAddress } from "./config.ts";
import { Control } from "./control.ts";
import { CustomerHand } from "./customer-hand.ts";
import { CustomerKeys } from "./customer-keys.ts";
import { DeskLink } from "./desk-link.ts";
import { createDeskEvents } from "./desk-messages.ts";
import { createRoad, type DeskRoad } from "./desk-road.ts";
import { askTime } from "./desk-time.ts";
import { DeviceContext } from "./device-context.ts";
import { DeviceMaps, MAP_PATHS, type MapPaths } from "./device-maps.ts";
import { Driver } from "./driver.ts";
import { createExecutors } from "./effects.ts";
import { HelpButtons } from "./help-button.ts";
import type { HidPort } from "./hid.ts";
import { createHostLink } from "./host-link.ts";
import { createHostEvents } from "./host-messages.ts";
import type { Identity } from "./identity.ts";
import { IdleWatch } from "./idle-watch.ts";
import { InputHand } from "./input-hand.ts";
import { createInputLink } from "./input-link.ts";
import { InputStats } from "./input-stats.ts";
import { Journal } from "./journal.ts";
import { Machine } from "./machine.ts";
import { MediaLink } from "./media-link.ts";
import { createMediaEvents } from "./media-messages.ts";
import { Outputs } from "./outputs.ts";
import { OwnSurfaces } from "./own-surfaces.ts";
import { actOnPanel } from "./panel-acts.ts";
import type { Parts } from "./parts.ts";
import type { LinkBase } from "./peer-links.ts";
import { PhysicalInput } from "./physical-input.ts";
import { createScreenLink } from "./screen-link.ts";
import { createScreenEvents } from "./screen-messages.ts";
import { ScreenTyping } from "./screen-typing.ts";
import { ShellServer } from "./shell-server.ts";
import { readSystem, SYSTEM_PLACES, type SystemPlaces } from "./system-notes.ts";
import { SystemReport } from "./system-report.ts";
import { Timeline } from "./timeline.ts";
import { createTouchLink } from "./touch-link.ts";
import { createTouchEvents } from "./touch-messages.ts";
import { Troubles } from "./troubles.ts";
import { CallTrust } from "./trust.ts";
import type { ToDevice } from "./uinput-backend.ts";
import { UseMark } from "./use-mark.ts";
import { ViewKeeper } from "./view-keeper.ts";
import { VirtualBackend } from "./virtual-backend.ts";
import { WallClock } from "./wall-clock.ts";

/** Uids of those who may connect; null: nobody may, and the socket is not made. */
export type PeerUids = { readonly [K in keyof Config["peers"]]: number | null };

export interface DaemonAdapters {
  readonly clock: Clock;
  readonly log: Log;
  readonly boot: string;
  readonly version: string;
  /** Why the configuration file is not in force but the last good one; null or left out when it is. */
  readonly configFault?: string | null;
  readonly uids: PeerUids;
  readonly peerCredentials: (fd: number) => PeerCredentials;
  /** The machine's input devices; left out where there are none. */
  readonly openInput?: OpenInput;
  /** Where it is said how those are mapped; the system's own when left out. */
  readonly mapPaths?: MapPaths;
  /** Where the image says which version it is and what became of updates; the system's own when left out. */
  readonly systemPlaces?: SystemPlaces;
  /** Where help buttons are plugged in; the system's own when left out. */
  readonly hid?: HidPort;
  readonly random?: () => number;
  /** The way to the desk; the configuration's, without a proxy's user and password, when left out. */
  readonly road?: DeskRoad;
  /** Where it is said what is being brought back; the system's own when left out. */
  readonly troubleFolder?: string;
}

const TROUBLE_FOLDER = "/run/alongside/trouble";

/** No process has this uid: nobody can connect. */
const NOBODY_UID = -1;

/** The device's daemon: the session's driver in the middle, one link to each neighbour around it. */
export class Daemon {
  readonly #parts: Parts;
  readonly #config: Config;
  readonly #adapters: DaemonAdapters;
  #identity: Identity | null;
  #isStarted = false;

  /** @param identity null before enrolment: then everything runs but the link to the desk */
  constructor(config: Config, adapters: DaemonAdapters, identity: Identity | null) {
    this.#config = config;
    this.#adapters = adapters;
    this.#identity = identity;
    this.#parts = this.#assemble();
  }

  /** Where the panel page is served. */
  get panelUrl(): string {
    return this.#parts.shell.url;
  }

  /** Takes up the journal, opens every socket, then looks for the desk. */
  async start(): Promise<void> {
    if (this.#isStarted) return;
    this.#isStarted = true;
    const { shell, driver, outputs, timeline, context, system, troubles, machine, buttons, keys } = this.#parts;
    const { screen, media, input, host, app, appIdle, touch, desk } = this.#parts;
    const { uids } = this.#adapters;
    await shell.start();
    timeline.sendKept();
    driver.start({ executors: this.#executors(), outputs, follow: () => this.#follow(), tellRights: (told) => desk.send(told) });
    context.start();
    system.start();
    troubles.start();
    machine?.start();
    appIdle.start();
    // The end key was held while the daemon before this one hung.
    if (machine?.hasEnded) keys.end();
    buttons.start();
    for (const link of [screen, media, input, host, app]) await link.start();
    if (uids.touch !== null) await touch.start();
    if (this.#identity) this.#parts.desk.start();
  }

  /** The device has just been enrolled: look for the desk. */
  enrolled(identity: Identity): void {
    this.#identity = identity;
    if (this.#isStarted) this.#parts.desk.start();
  }

  /** Lets go of everything. A call goes on in media; the next daemon takes it up from the journal. */
  async stop(): Promise<void> {
    if (!this.#isStarted) return;
    this.#isStarted = false;
    const { desk, sync, context, system, troubles, driver, view, journal, control, idle, appIdle, machine, buttons } = this.#parts;
    const { touch, app, host, media, screen, shell, input } = this.#parts;
    control.stop();
    machine?.stop();
    idle.stop();
    appIdle.stop();
    driver.stop();
    desk.stop();
    sync.stop();
    context.stop();
    system.stop();
    troubles.stop();
    view.stop();
    await Promise.all([buttons.stop(), journal.flush(), touch.stop(), app.stop(), host.stop(), input.stop(), media.close(), screen.stop()]);
    await shell.stop();
  }

  #assemble(): Parts {
    const { clock, log, boot, uids, peerCredentials, version, configFault = null } = this.#adapters;
    const { paths, device, desk: deskConfig, policy, media } = this.#config;
    const base: LinkBase = { run: paths.run, peerCredentials, clock, log };
    const random = this.#adapters.random === undefined ? {} : { random: this.#adapters.random };
    const uid = (peer: keyof PeerUids) => uids[peer] ?? NOBODY_UID;
    // Neighbours speak to parts that are made after their link: the handlers look them up when they are called.
    const parts = { clock, log } as { -readonly [K in keyof Parts]: Parts[K] };

    parts.use = new UseMark(paths.run, clock, log);
    parts.journal = new Journal(paths.run, paths.state, log);
    const connectingMs = media.connectSeconds * 1000;
    parts.driver = new Driver({ boot, grants: policy.grants, connectingMs, clock, log, journal: parts.journal });
    parts.screen = createScreenLink(base, uid("screen"), createScreenEvents(parts));
    parts.media = new MediaLink(base, uid("media"), createMediaEvents(parts));
    parts.host = createHostLink(base, uid("shell"), createHostEvents(parts));
    parts.app = createAppLink(base, uid("app"), device.locale, parts);
    parts.touch = createTouchLink(base, uid("touch"), createTouchEvents(parts, this.#config.help));
    parts.input = createInputLink(base, uid("media"), {
      onEvent: (channel, event) => parts.control.input(channel, event),
      onMalformed: (why) => parts.control.malformed(why),
      onGone: () => parts.control.inputGone(),
    });
    parts.shell = new ShellServer({ folder: paths.panel, clock, log }, { onAct: (touch) => actOnPanel(parts, touch) });
    const { socket, http } = deskAddress(deskConfig.url);
    const road = this.#adapters.road ?? createRoad(deskConfig, []);
    const signer = () => this.#identity?.signer ?? null;
    parts.desk = new DeskLink({ url: socket, signer, clock, log, agent: road.agent, ...random }, createDeskEvents(parts));
    parts.wall = new WallClock({ clock, log, folder: paths.run }, async () => {
      const key = this.#identity?.operatorKey;
      return key === undefined ? null : askTime(road, http, key, clock);
    });
    parts.own = new OwnSurfaces(parts.screen, parts.host);
    // An end key that was held while this daemon hung counts before its event is read.
    parts.view = new ViewKeeper(parts.screen, clock, () => (parts.machine?.hasEnded ? "off" : parts.driver.wanted.view));
    parts.customer = new CustomerHand(parts);
    parts.keys = new CustomerKeys(parts);
    const hid = this.#adapters.hid === undefined ? {} : { hid: this.#adapters.hid };
    parts.buttons = new HelpButtons({ buttons: this.#config.help.buttons, clock, log, ...hid }, () => parts.keys.help());
    parts.machine = this.#assembleMachine(parts);
    this.#assembleControl(parts);
    parts.timeline = new Timeline(boot, parts.journal, parts.desk);
    parts.relay = new CallRelay(
      parts.media,
      parts.desk,
      new CallTrust(
        () => this.#identity,
        () => clock.wallMs(),
      ),
    );
    parts.sync = new ClockSync(boot, clock, parts.desk, (offset) => {
      parts.driver.note({ offset });
      if (parts.driver.session.name === "live") parts.outputs.tellOffset(parts.driver.facts);
    });
    parts.outputs = new Outputs({ ...parts, panel: parts.shell, locale: device.locale });
    const peers = () => ({ screenConnected: parts.screen.isConnected, mediaConnected: parts.media.isConnected });
    parts.context = new DeviceContext({ locale: device.locale, version, configFault }, parts.desk, clock, peers);
    const places = this.#adapters.systemPlaces ?? SYSTEM_PLACES;
    parts.system = new SystemReport(parts.desk, clock, log, () => readSystem(places, version));
    const folder = this.#adapters.troubleFolder ?? TROUBLE_FOLDER;
    const onChange = (list: Troubles["current"]) => parts.context.setLasting(list.map(troubleWords));
    parts.troubles = new Troubles({ folder, boot, desk: parts.desk, clock, log, onChange });
    return parts;
  }

  /** The machine's own devices, where the agent's hand is theirs, too. */
  #assembleMachine(parts: Parts): Machine | null {
    const { clock, log, openInput } = this.#adapters;
    const { input, help } = this.#config;
    if (input.backend !== "uinput" || !openInput) return null;
    const outputs = () => parts.driver.facts.output?.outputs ?? [];
    const maps = new DeviceMaps(this.#adapters.mapPaths ?? MAP_PATHS, log);
    const physical = new PhysicalInput(
      { openInput, help, endMark: join(this.#config.paths.run, "end-key"), maps, outputs, clock, log },
      {
        onPhysical: (event) => parts.customer.did(event),
        onHelp: () => parts.keys.help(),
        onEnd: () => parts.keys.end(),
        onPointer: (shown) => {
          parts.host.send({ type: "host/pointer", shown });
          parts.app.send({ type: "app/pointer", shown });
        },
        onDevices: () => parts.control.devicesChanged(),
      },
    );
    const toDevice: ToDevice = (device, place) => handPlace(place, device === "touch" ? maps.ofHand() : NO_MAP, outputs());
    return new Machine(physical, toDevice, clock, log);
  }

  /** The agent's hand, and whoever watches over it. */
  #assembleControl(parts: { -readonly [K in keyof Parts]: Parts[K] }): void {
    const { clock, log } = this.#adapters;
    const { policy, input, app } = this.#config;
    let question = 0;
    const nextQuestion = () => {
      question += 1;
      return question;
    };
    const virtual = () => new VirtualBackend(parts.screen, () => parts.driver.facts.output);
    const backend = input.backend === "virtual" ? virtual() : (parts.machine?.backend ?? null);
    parts.hand = backend && new InputHand(backend, new ScreenTyping(parts.screen), clock);
    const stats = new InputStats(log, input.stats);
    parts.control = new Control({ clock, log, grantMs: policy.controlMinutes * 60_000, hand: parts.hand, stats, nextQuestion }, parts);
    const onLeft = () => parts.appIdle.left();
    parts.idle = new IdleWatch({ clock, log, idleMs: policy.idleSeconds * 1000, nextQuestion, onLeft }, parts);
    parts.appIdle = new AppIdleWatch({ clock, log, idleMs: app.idleSeconds * 1000 }, parts);
  }

  /** Rights may have changed: first what the agent sees and does, then what the customer is told. */
  #follow(): void {
    const { view, control, idle, driver, buttons, use } = this.#parts;
    view.follow();
    control.follow(driver.moment);
    idle.follow(driver.moment);
    use.follow(driver.session);
    buttons.setLamp(lampOf(driver.session.name));
  }

  #executors() {
    const parts = this.#parts;
    const { startKbps, maxKbps } = this.#config.media;
    return createExecutors({
      ...parts,
      rates: { startKbps, maxKbps },
      context: () => parts.context.current,
      describe: () => {
        parts.outputs.describe(parts.driver.moment);
        parts.control.describe();
      },
      onCallStarted: () => parts.outputs.callStarted(),
      faceBox: () => parts.driver.facts.faceBox,
      dispatch: (event) => parts.driver.dispatch(event),
    });
  }
}
