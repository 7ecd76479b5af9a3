import { Type } from "typebox";
import { createCodec, type MessageOf } from "./codec.ts";
import { Count, literals, MonotonicMs, message, Version } from "./common.ts";

/** PhysicalTouch port: what the customer's finger does on the glass. Headless: the rig's finger on `touch.sock`; image: evdev. */
export const touchToDaemon = {
  "touch/hello": message("touch/hello", { version: Version }),
  /** Pixels of the picture (screen/output). */
  "touch/physical": message("touch/physical", { phase: literals("down", "move", "up"), x: Count, y: Count, atMs: MonotonicMs }),
  /** A key of the machine itself: the hardware help key, the end key. Linux key codes. */
  "touch/key": message("touch/key", { code: Type.Integer({ minimum: 1, maximum: 767 }), down: Type.Boolean(), atMs: MonotonicMs }),
} as const;
export type TouchToDaemon = MessageOf<typeof touchToDaemon>;

export const touchToDaemonCodec = createCodec(touchToDaemon);
