import type { Point } from "../finger.ts";
import type { Rig } from "../rig.ts";
import { pause } from "../wait.ts";

/** Places in the sample app (ui-shell/app) on 1280x800. */
export const app = {
  logo: { x: 66, y: 70 },
  checkIn: { x: 534, y: 462 },
  staffHang: { x: 640, y: 323 },
} as const satisfies Record<string, Point>;

/** Makes the app stand still in `for (;;);` by its hidden staff menu: five taps on the logo. */
export async function hangApp(rig: Rig): Promise<void> {
  for (let tap = 0; tap < 5; tap++) {
    await rig.finger.tap(app.logo);
    await pause(100);
  }
  await pause(500);
  await rig.finger.tap(app.staffHang);
  await pause(300);
}

/** A fresh start of the app's host, also out of a hung page. */
export async function restartApp(rig: Rig): Promise<void> {
  const before = rig.log.records.length;
  await rig.kill("app");
  await rig.until("the app again", 20_000, () =>
    rig.log.records
      .slice(before)
      .some((record) => record.name === "app" && record.event === "line" && /web process loaded/.test(record.text)),
  );
}
