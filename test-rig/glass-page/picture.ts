import { readPicture } from "../glass/picture-message.ts";

/** Draws the kiosk's picture rectangle by rectangle. */
export class Picture {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  /** Decoding takes different times; drawing keeps the order of arrival. */
  #drawn: Promise<void> = Promise.resolve();

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext("2d", { alpha: false });
    if (!context) throw new Error("this browser has no 2D canvas");
    this.#canvas = canvas;
    this.#context = context;
  }

  take(data: ArrayBuffer): void {
    const message = readPicture(new Uint8Array(data));
    if (message?.kind === "size") {
      this.#canvas.width = message.width;
      this.#canvas.height = message.height;
    } else if (message?.kind === "rect") {
      const decoded = createImageBitmap(new Blob([message.jpeg.slice()], { type: typeOf(message.jpeg) }));
      this.#drawn = this.#drawn.then(async () => {
        const bitmap = await decoded.catch(() => null);
        if (!bitmap) return;
        this.#context.drawImage(bitmap, message.x, message.y);
        bitmap.close();
      });
    }
  }
}

/** The headless body's glass sends JPEG, QEMU's display PNG. */
function typeOf(picture: Uint8Array): string {
  return picture[0] === 0x89 ? "image/png" : "image/jpeg";
}
