import { type HelpConfig, meantKeys } from "./help-config.ts";
import { HelpKeys } from "./help-keys.ts";
import type { Parts } from "./parts.ts";
import type { TouchEvents } from "./touch-link.ts";

/** Pixels of the picture as logical ones. */
function toLogical({ driver }: Parts, x: number, y: number): { x: number; y: number } {
  const { output } = driver.facts;
  if (!output) return { x: Number.NaN, y: Number.NaN };
  const [{ width, height }] = output.outputs;
  return { x: (x * width) / output.width, y: (y * height) / output.height };
}

/** What the headless body's finger and keys mean here. */
export function createTouchEvents(parts: Parts, help: HelpConfig): TouchEvents {
  const keys = new HelpKeys(meantKeys(help), parts.clock, (meaning) => (meaning === "end" ? parts.keys.end() : parts.keys.help()));
  return {
    onGone() {
      keys.release();
      parts.customer.gone();
    },
    handlers: {
      "touch/physical": ({ phase, x, y, atMs }) => parts.customer.did({ kind: "touch", finger: 0, phase, ...toLogical(parts, x, y), atMs }),
      "touch/key": ({ code, down, atMs }) => {
        parts.customer.did({ kind: "key", code, down, atMs });
        keys.key({ code, down, atMs });
      },
    },
  };
}
