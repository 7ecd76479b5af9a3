import { type Static, Type } from "typebox";
import type { MeantKeys } from "../core/help-key.ts";

const table = <P extends Parameters<typeof Type.Object>[0]>(properties: P) => Type.Object(properties, { additionalProperties: false });
const Word = Type.Integer({ minimum: 0, maximum: 0xffff });
const Byte = Type.Integer({ minimum: 0, maximum: 0xff });
/** Place of a byte in a report. */
const At = Type.Integer({ minimum: 0, maximum: 63 });
const Key = Type.Integer({ minimum: 1, maximum: 767 });

/**
 * A HID help button. It is pressed while `report.mask` has a bit in byte `report.byte` of an input report as it is read (byte 0 is the
 * report's number where the device numbers its reports, and then `report.id` says which one is meant), or while `consumer` is the 16-bit
 * usage of the consumer page that begins there. Without either: while byte 0 is not 0. Buttons that the kernel knows as keys (most
 * consumer controls: "help" is 138) need no entry: they come through `keys`.
 */
export const HelpButtonConfig = table({
  vendor: Word,
  product: Word,
  /** Of several collections of the device, this one. */
  usagePage: Type.Optional(Word),
  usage: Type.Optional(Word),
  report: Type.Optional(table({ id: Type.Optional(Byte), byte: At, mask: Type.Optional(Byte), consumer: Type.Optional(Word) })),
  /** An output report with the lamp's value in data byte `byte`; `report` 0 where reports have no numbers; `size` bytes of data. */
  lamp: Type.Optional(
    table({ report: Byte, byte: At, on: Byte, off: Byte, size: Type.Optional(Type.Integer({ minimum: 1, maximum: 64 })) }),
  ),
});
export type HelpButtonConfig = Static<typeof HelpButtonConfig>;

/** Table [help] of alongside.toml. Keys by their Linux codes (linux/input-event-codes.h). */
export const HelpConfig = table({
  /** Keys that ask for help. */
  keys: Type.Array(Key, { maxItems: 16, uniqueItems: true }),
  /** Help only after so long a press; 0: at once. */
  longPressMs: Type.Integer({ minimum: 0, maximum: 10_000 }),
  /** Held for `endHoldMs` it ends everything, whatever hangs; 0 for none. */
  endKey: Type.Integer({ minimum: 0, maximum: 767 }),
  endHoldMs: Type.Integer({ minimum: 100, maximum: 10_000 }),
  buttons: Type.Array(HelpButtonConfig, { maxItems: 8 }),
});
export type HelpConfig = Static<typeof HelpConfig>;

/** KEY_HELP asks for help; KEY_ESC held for a second ends. */
export const HELP_DEFAULTS: HelpConfig = { keys: [138], longPressMs: 0, endKey: 1, endHoldMs: 1000, buttons: [] };

/** What schemas cannot say. @returns the fault, or null */
export function helpFault({ keys, longPressMs, endKey, endHoldMs, buttons }: HelpConfig): string | null {
  if (keys.includes(endKey) && longPressMs >= endHoldMs) {
    return "help.longPressMs must be shorter than help.endHoldMs where one key is both: it would end before it helps";
  }
  for (const [index, { report, lamp }] of buttons.entries()) {
    if (report && (report.mask === undefined) === (report.consumer === undefined)) {
      return `help.buttons.${index}.report must have either mask or consumer`;
    }
    if (lamp && lamp.byte >= (lamp.size ?? lamp.byte + 1)) {
      return `help.buttons.${index}.lamp.byte must be below its size`;
    }
  }
  return null;
}

/** What the keys mean. */
export function meantKeys({ keys, longPressMs, endKey, endHoldMs }: HelpConfig): MeantKeys {
  return { keys, longPressMs, endKey: endKey === 0 ? null : endKey, endHoldMs };
}
