import { type Static, Type } from "typebox";
import { Label } from "./common.ts";

/** A version of the system image or, where there is none, of the product. */
const SystemVersion = Type.String({ minLength: 1, maxLength: 64 });

/** Which system a device runs and what became of its updates. A state, told anew at each session and when it changes. */
export const DeviceSystem = Type.Object(
  {
    version: SystemVersion,
    /** Written into the other slot: the next start tries it. */
    waiting: Type.Union([SystemVersion, Type.Null()]),
    /** Why the last update came to nothing before it was written. */
    refused: Type.Union([Label, Type.Null()]),
    /** A version that was tried and was not good, until a later one is found good. */
    rolledBack: Type.Union([Type.Object({ version: SystemVersion, reason: Label }, { additionalProperties: false }), Type.Null()]),
  },
  { additionalProperties: false },
);
export type DeviceSystem = Static<typeof DeviceSystem>;
