import { readStripRow, STRIP_ROWS } from "#protocol/strip";

/** A stamp of the scene and when the page saw it first, both on the machine's wall clock. */
export interface Sample {
  readonly seenMs: number;
  /** Modulo 2^32 / 10. */
  readonly stampMs: number;
}

/** What a page has gathered since start(). */
export interface Gathered {
  readonly samples: readonly Sample[];
  /** Pictures looked at, and those whose stamp could not be read. */
  readonly looks: number;
  readonly unread: number;
  /** Size of the picture as received. */
  readonly width: number;
  readonly height: number;
}

type Picture = HTMLVideoElement | HTMLCanvasElement;

/**
 * Reads the scene's stamp at the picture's top left on each frame that the page shows: of a video when it presents one, of a canvas
 * at each animation frame. Runs inside the page, so that no debugger has to be attached meanwhile.
 */
export class StampReader {
  readonly #deviceWidth: number;
  readonly #context: CanvasRenderingContext2D;
  #samples: Sample[] = [];
  #looks = 0;
  #unread = 0;
  #last = -1;
  #size = { width: 0, height: 0 };
  #runs = false;

  /** @param deviceWidth width of the kiosk's output: the cells were laid out at that size. */
  constructor(deviceWidth: number) {
    this.#deviceWidth = deviceWidth;
    const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("this page has no canvas");
    this.#context = context;
  }

  start(): void {
    this.#samples = [];
    this.#looks = this.#unread = 0;
    this.#last = -1;
    if (this.#runs) return;
    this.#runs = true;
    this.#await();
  }

  gathered(): Gathered {
    return { samples: this.#samples, looks: this.#looks, unread: this.#unread, ...this.#size };
  }

  /** Waits for the next frame of whatever shows the screen now: a console may take a new element after a reconnect. */
  #await(): void {
    const picture = findPicture();
    const next = () => {
      if (picture) this.#look(picture, Date.now());
      this.#await();
    };
    if (!(picture instanceof HTMLVideoElement)) {
      requestAnimationFrame(next);
      return;
    }
    const presented = picture.requestVideoFrameCallback(() => {
      clearTimeout(silent);
      next();
    });
    const silent = setTimeout(() => {
      picture.cancelVideoFrameCallback(presented);
      this.#await();
    }, 1000);
  }

  #look(picture: Picture, nowMs: number): void {
    const width = picture instanceof HTMLVideoElement ? picture.videoWidth : picture.width;
    const height = picture instanceof HTMLVideoElement ? picture.videoHeight : picture.height;
    if (width === 0) return;
    const scale = width / this.#deviceWidth;
    const row = Math.floor((STRIP_ROWS * scale) / 2);
    const canvas = this.#context.canvas;
    if (canvas.width !== width) Object.assign(canvas, { width, height: 1 });
    this.#context.drawImage(picture, 0, row, width, 1, 0, 0, width, 1);
    // Every fourth value from the second on is green, the most of luma.
    const green = this.#context.getImageData(0, 0, width, 1).data.subarray(1);
    const strip = readStripRow(green, width, scale, 4);
    this.#size = { width, height };
    this.#looks += 1;
    if (!strip) this.#unread += 1;
    else if (strip.captureMs !== this.#last) {
      this.#last = strip.captureMs;
      this.#samples.push({ seenMs: nowMs, stampMs: strip.captureMs });
    }
  }
}

/** The largest picture of the page: the kiosk's screen, not the agent's own camera. */
function findPicture(): Picture | null {
  const area = (picture: Picture) =>
    picture instanceof HTMLVideoElement ? picture.videoWidth * picture.videoHeight : picture.width * picture.height;
  const found = [...document.querySelectorAll<Picture>("video, canvas")].filter((each) => area(each) > 0);
  return found.sort((a, b) => area(b) - area(a))[0] ?? null;
}
