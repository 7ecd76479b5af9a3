import { readFileSync } from "node:fs";
import { DEVICE_FINGERS, type PhysicalEvent } from "#native";
import {
  hasOwnCalibration,
  mapOf,
  NO_PROPERTIES,
  outputOfTouch,
  readTouchEntries,
  readUdev,
  type TouchEntry,
  type UdevProperties,
} from "../core/device-map.ts";
import { type DeviceMap, NO_MAP } from "../core/output-map.ts";
import type { Log } from "../core/ports.ts";

type DeviceEvent = Extract<PhysicalEvent, { kind: "device" }>;

/** Where the facts lie; all of it may be read by anybody. */
export interface MapPaths {
  /** udev's database. */
  readonly udev: string;
  /** The compositor's configuration. */
  readonly labwc: string;
}

export const MAP_PATHS: MapPaths = { udev: "/run/udev/data", labwc: "/etc/xdg/labwc/rc.xml" };
/** As native/core/uinput.c names it; its udev properties are taken away (image: 99-zz-alongside-hand.rules). */
const HAND_NAME = "Alongside touch";

interface Known {
  readonly device: DeviceEvent;
  /** Undefined until a finger came down; null: nobody can say where its fingers are. */
  map?: DeviceMap | null;
}

/** How the machine's devices with absolute places are calibrated and mapped: what libinput and the compositor took up when they came. */
export class DeviceMaps {
  readonly #paths: MapPaths;
  readonly #log: Log;
  readonly #known = new Map<number, Known>();
  #entries: readonly TouchEntry[] | null = null;

  constructor(paths: MapPaths, log: Log) {
    this.#paths = paths;
    this.#log = log;
  }

  /** A device came or went. */
  device(event: DeviceEvent): void {
    if (event.present) this.#known.set(event.firstFinger, { device: event });
    else this.#known.delete(event.firstFinger);
  }

  /** Of the device with that finger. Null: its calibration cannot be used. */
  ofFinger(finger: number): DeviceMap | null {
    const known = this.#known.get(finger - (finger % DEVICE_FINGERS));
    if (!known) return NO_MAP;
    // Not when it came: udev writes its database a moment after it has set the rights by which we found the device.
    if (known.map === undefined) known.map = this.#mapOf(known.device);
    return known.map;
  }

  /** Of the agent's touch screen, which is an input device as any to the compositor. */
  ofHand(): DeviceMap {
    return { ...NO_MAP, output: outputOfTouch(HAND_NAME, NO_PROPERTIES, this.#touchEntries()) };
  }

  #mapOf(device: DeviceEvent): DeviceMap | null {
    const udev = this.#udevOf(device);
    const map = mapOf(device, udev, this.#touchEntries());
    const { name } = device;
    if (map) this.#log.info({ name, calibration: udev.calibration, output: map.output }, "how a device is mapped");
    else {
      const { calibration } = udev;
      this.#log.error(
        { name, calibration },
        "touches on this device confirm nothing: LIBINPUT_CALIBRATION_MATRIX is six numbers, and one that can be undone",
      );
    }
    return map;
  }

  #udevOf({ number, name }: DeviceEvent): UdevProperties {
    const path = `${this.#paths.udev}/c${number}`;
    try {
      return readUdev(readFileSync(path, "utf8"));
    } catch (error) {
      this.#log.warn({ name, path, error: (error as Error).message }, "udev says nothing of a device: it is taken as it is");
      return NO_PROPERTIES;
    }
  }

  /** As the compositor read them at its start. */
  #touchEntries(): readonly TouchEntry[] {
    this.#entries ??= this.#readTouchEntries();
    return this.#entries;
  }

  #readTouchEntries(): readonly TouchEntry[] {
    const path = this.#paths.labwc;
    try {
      const xml = readFileSync(path, "utf8");
      if (hasOwnCalibration(xml)) {
        this.#log.error(
          { path },
          "touches are found only where udev calibrates them: give calibrationMatrix as LIBINPUT_CALIBRATION_MATRIX",
        );
      }
      return readTouchEntries(xml);
    } catch (error) {
      this.#log.warn({ path, error: (error as Error).message }, "the compositor's configuration cannot be read: no touch screen is mapped");
      return [];
    }
  }
}
