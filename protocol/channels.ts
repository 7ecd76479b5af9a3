/** Data channel labels. `input` and `pointer` carry the events of input.ts; the device refuses them until a lease for them exists. */
export const CHANNELS = { control: "control", input: "input", pointer: "pointer" } as const;
/** Heartbeat of the `control` channel in both directions: the transport itself notices a dead peer only after 8 to 18 s. */
export const HEARTBEAT_MS = 1000;
export const HEARTBEAT_DEAD_MS = 3000;
