import type { Parts } from "./parts.ts";
import type { TouchEvents } from "./touch-link.ts";

/** What the headless body's finger and keys mean here. */
export function createTouchEvents(parts: Parts): TouchEvents {
  return {
    onGone: () => parts.customer.gone(),
    handlers: {
      "touch/physical": ({ phase, x, y, atMs }) => parts.customer.did({ kind: "touch", finger: 0, phase, x, y, atMs }),
      "touch/key": ({ code, down, atMs }) => parts.customer.did({ kind: "key", code, down, atMs }),
    },
  };
}
