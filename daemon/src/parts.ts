import type { Clock, Log } from "../core/ports.ts";
import type { AppIdleWatch } from "./app-idle-watch.ts";
import type { AppLink } from "./app-link.ts";
import type { CallRelay } from "./call-relay.ts";
import type { ClockSync } from "./clock-sync.ts";
import type { Control } from "./control.ts";
import type { CustomerHand } from "./customer-hand.ts";
import type { CustomerKeys } from "./customer-keys.ts";
import type { DeskLink } from "./desk-link.ts";
import type { DeviceContext } from "./device-context.ts";
import type { Driver } from "./driver.ts";
import type { HelpButtons } from "./help-button.ts";
import type { HostLink } from "./host-link.ts";
import type { IdleWatch } from "./idle-watch.ts";
import type { InputHand } from "./input-hand.ts";
import type { InputLink } from "./input-link.ts";
import type { Journal } from "./journal.ts";
import type { Machine } from "./machine.ts";
import type { MediaLink } from "./media-link.ts";
import type { Outputs } from "./outputs.ts";
import type { OwnSurfaces } from "./own-surfaces.ts";
import type { ScreenLink } from "./screen-link.ts";
import type { ShellServer } from "./shell-server.ts";
import type { SystemReport } from "./system-report.ts";
import type { Timeline } from "./timeline.ts";
import type { TouchLink } from "./touch-link.ts";
import type { Troubles } from "./troubles.ts";
import type { UseMark } from "./use-mark.ts";
import type { ViewKeeper } from "./view-keeper.ts";
import type { WallClock } from "./wall-clock.ts";

/** What the daemon is made of. Messages of one neighbour often concern another: their handlers get all parts. */
export interface Parts {
  readonly clock: Clock;
  readonly log: Log;
  readonly journal: Journal;
  readonly driver: Driver;
  readonly outputs: Outputs;
  readonly screen: ScreenLink;
  readonly media: MediaLink;
  readonly host: HostLink;
  readonly app: AppLink;
  readonly touch: TouchLink;
  readonly input: InputLink;
  readonly desk: DeskLink;
  readonly shell: ShellServer;
  readonly own: OwnSurfaces;
  readonly view: ViewKeeper;
  readonly customer: CustomerHand;
  readonly keys: CustomerKeys;
  readonly buttons: HelpButtons;
  /** Null in the headless body. */
  readonly machine: Machine | null;
  /** The agent's; null where there are no devices for it. */
  readonly hand: InputHand | null;
  readonly control: Control;
  readonly idle: IdleWatch;
  readonly appIdle: AppIdleWatch;
  readonly timeline: Timeline;
  readonly relay: CallRelay;
  readonly sync: ClockSync;
  readonly wall: WallClock;
  readonly context: DeviceContext;
  readonly system: SystemReport;
  readonly use: UseMark;
  readonly troubles: Troubles;
}
