import type { ConsoleToDesk } from "#protocol/desk-console";
import type { DeviceToDesk } from "#protocol/desk-device";
import type { Handlers } from "./desk.ts";

type FromDevice = Extract<DeviceToDesk, { type: `clock/${string}` }>;
type FromConsole = Extract<ConsoleToDesk, { type: `clock/${string}` }>;

/** Devices also learn the wall clock: many have no battery for theirs, and certificates expire by it. */
export const clockFromDevice: Handlers<FromDevice> = {
  "clock/probe": async ({ clock }, from, { sentMs }) => {
    from.send({ type: "clock/reply", sentMs, deskMs: clock.nowMs(), deskBoot: clock.boot, wallMs: Date.now() });
  },
  "clock/offset": async ({ store }, from, { boot, offsetMs, errorMs }) => {
    await store.setClockOffset(from.identity.id, boot, offsetMs, errorMs);
  },
};

export const clockFromConsole: Handlers<FromConsole> = {
  "clock/probe": async ({ clock }, from, { sentMs }) => {
    from.send({ type: "clock/reply", sentMs, deskMs: clock.nowMs(), deskBoot: clock.boot });
  },
  "clock/offset": async ({ store }, from, { boot, offsetMs, errorMs }) => {
    await store.setClockOffset(from.identity.id, boot, offsetMs, errorMs);
  },
};
