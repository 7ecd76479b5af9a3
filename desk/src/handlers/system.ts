import type { DeviceToDesk } from "#protocol/desk-device";
import type { Handlers } from "./desk.ts";

type FromDevice = Extract<DeviceToDesk, { type: "device/system" }>;

/** Which system a device runs, and what became of its updates. */
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
};
