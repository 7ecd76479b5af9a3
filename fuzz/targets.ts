import type { FuzzTarget } from "./target.ts";

/** By name; loaded only when it is run, after coverage has begun. */
export const targets: Readonly<Record<string, () => Promise<FuzzTarget>>> = {
  input: async () => (await import("./targets/gate.ts")).input,
  pointer: async () => (await import("./targets/gate.ts")).pointer,
  control: async () => (await import("./targets/control.ts")).control,
  codec: async () => (await import("./targets/codec.ts")).codec,
  locals: async () => (await import("./targets/locals.ts")).locals,
  "unix-server": async () => (await import("./targets/unix-server.ts")).unixServer,
  "planted-fault": async () => (await import("./targets/planted.ts")).plantedFault,
  "planted-hang": async () => (await import("./targets/planted.ts")).plantedHang,
};
