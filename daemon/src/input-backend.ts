import type { InputAct } from "../core/input-act.ts";

/** What devices are told; texts go through screen, whatever the devices are. */
export type DeviceAct = Exclude<InputAct, { type: "text" }>;

/** The kiosk's virtual input devices: uinput in the image, the compositor's virtual pointer and keyboard in the headless body. */
export interface InputBackend {
  /** The devices are there and the compositor knows them. */
  readonly isReady: boolean;
  /** Makes the devices; they are ready a moment later. Does nothing while they are there. @throws Error when there can be none */
  open(): void;
  /** Lets go of everything and takes the devices away. */
  close(): void;
  /** Must come every 80 ms while they are there: without it everything is let go of. */
  renew(): void;
  /** Never waits. What the devices cannot do is left out. */
  act(act: DeviceAct): void;
}

/** Every lease on input is renewed this often and ends after VIEW_FOR_MS, as the one on frames does. */
export const INPUT_EVERY_MS = 80;
