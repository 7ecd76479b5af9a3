import { type Static, Type } from "typebox";
import { createCodec } from "#protocol/codec";
import { literals, message } from "#protocol/common";

const Fraction = Type.Number({ minimum: 0, maximum: 1 });

/** What the glass page sends: the customer's finger and keyboard. Coordinates are 0..1 of the output. */
export const fromPage = {
  "glass/finger": message("glass/finger", { phase: literals("down", "move", "up"), x: Fraction, y: Fraction }),
  /** A Linux key code (linux/input-event-codes.h). */
  "glass/key": message("glass/key", { code: Type.Integer({ minimum: 1, maximum: 255 }), pressed: Type.Boolean() }),
} as const;
export type FromPage = { [K in keyof typeof fromPage]: Static<(typeof fromPage)[K]> }[keyof typeof fromPage];

export const fromPageCodec = createCodec(fromPage, 1024);
