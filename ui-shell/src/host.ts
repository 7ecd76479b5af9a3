/** Words to the WPE host by script message. Rectangles are in CSS pixels of the page, which are the device's. */
export type HostMessage =
  | { readonly type: "face-rect"; readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  | { readonly type: "box-size"; readonly size: "small" | "large" }
  /** The box is to be so much longer at its lower edge. */
  | { readonly type: "box-extra"; readonly height: number }
  | { readonly type: "drag" }
  /** What stands on the page's last frame: the number of a question, 0 for none; and whether anything of a customer's contact does. */
  | { readonly type: "painted"; readonly question: number; readonly isNeutral: boolean };

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

/** Says what a frame shows once that frame is with the host, and again when the page has another size. */
export class PaintReport {
  #last = "";

  /** @param painted called with the question's number when it can be seen */
  report(question: number, isNeutral: boolean, painted: (question: number) => void): void {
    const text = `${question} ${isNeutral} ${innerWidth} ${innerHeight}`;
    if (text === this.#last) return;
    this.#last = text;
    // The first of these frames shows what was rendered just now; the second begins when the host has taken the first.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (text !== this.#last) return;
        tellHost({ type: "painted", question, isNeutral });
        painted(question);
      }),
    );
  }
}

/** For so long the box stays as long as it was: a second tap on what was there must not fall on the app below. */
const SHORTER_AFTER_MS = 1000;

/** Asks the host for room at the box's lower edge, and gives it back. */
export class BoxExtra {
  #height = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  want(height: number): void {
    if (height === this.#height) return;
    this.#height = height;
    clearTimeout(this.#timer);
    if (height > 0) tellHost({ type: "box-extra", height });
    else this.#timer = setTimeout(() => tellHost({ type: "box-extra", height: 0 }), SHORTER_AFTER_MS);
  }
}
