/** Words to the WPE host by script message. Rectangles are in CSS pixels of the page, which are the device's. */
export type HostMessage =
  | { readonly type: "face-rect"; readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  | { readonly type: "box-size"; readonly size: "small" | "large" }
  | { readonly type: "drag" };

interface HostWindow {
  readonly webkit?: { readonly messageHandlers?: { readonly host?: { postMessage(message: HostMessage): void } } };
  readonly alongside?: { readonly token?: string };
}

const here = globalThis as unknown as HostWindow;

/** Tells the host. Does nothing in another browser. */
export function tellHost(message: HostMessage): void {
  here.webkit?.messageHandlers?.host?.postMessage(message);
}

/** The token that the host's user script gives to this page. */
export function panelToken(): string {
  return here.alongside?.token ?? "";
}

/** Reports where the hole for the agent's face is, whenever it changes. A rectangle of 0 × 0: there is none. */
export class FaceRect {
  #last = "";

  report(hole: Element | null): void {
    const { x, y, width, height } = hole?.getBoundingClientRect() ?? { x: 0, y: 0, width: 0, height: 0 };
    const rect = { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) };
    const text = JSON.stringify(rect);
    if (text === this.#last) return;
    this.#last = text;
    tellHost({ type: "face-rect", ...rect });
  }
}
