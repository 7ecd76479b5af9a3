import type { Rig } from "../rig.ts";

/** Where the panel page lies, by the daemon's last start. */
export function panelOrigin(rig: Rig): string {
  const found = daemonLines(rig).map((text) => /"panel":"(http:\/\/127\.0\.0\.1:\d+)\//.exec(text)?.[1]);
  const origin = found.findLast((one) => one !== undefined);
  if (!origin) throw new Error("the daemon has not said where its panel lies");
  return origin;
}

/** How many lines of the daemon's log are like that. */
export function timesSaid(rig: Rig, what: RegExp): number {
  return daemonLines(rig).filter((text) => what.test(text)).length;
}

function daemonLines(rig: Rig): string[] {
  return rig.log.records.flatMap((record) => (record.name === "daemon" && record.event === "line" ? [record.text] : []));
}
