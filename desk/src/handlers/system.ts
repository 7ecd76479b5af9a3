import type { DeviceToDesk } from "#protocol/desk-device";
import type { Handlers } from "./desk.ts";

type FromDevice = Extract<DeviceToDesk, { type: "device/system" | "device/trouble" }>;

/** Which system a device runs, what became of its updates, and what is wrong with it. */
export const systemFromDevice: Handlers<FromDevice> = {
  "device/system": async ({ store, log }, from, { system }) => {
    const device = from.identity.id;
    const before = await store.setSystem(device, system);
    const { version, refused, rolledBack } = system;
    if (before?.version !== version) log.info({ device, from: before?.version ?? null, to: version }, "system");
    if (refused !== null && before?.refused !== refused) log.warn({ device, reason: refused }, "update refused");
    const isKnown = JSON.stringify(before?.rolledBack ?? null) === JSON.stringify(rolledBack);
    if (rolledBack && !isKnown) log.warn({ device, running: version, ...rolledBack }, "update rolled back");
  },

  /** Kept, and a line in the log: an operator's alarm is made of that. */
  "device/trouble": async ({ store, log }, from, { boot, troubles }) => {
    const device = from.identity.id;
    const { begun, over } = await store.setTroubles(device, boot, troubles);
    for (const { unit, kind } of begun) log.warn({ device, unit, kind }, "a device has trouble");
    for (const { unit, kind } of over) log.info({ device, unit, kind }, "a device's trouble is over");
  },
};
