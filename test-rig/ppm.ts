/** A picture as grim writes it without compression: binary PPM (P6, 8 bits), three bytes a pixel. */
export interface Ppm {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** @throws Error when it is no whole 8-bit P6 picture */
export function readPpm(bytes: Uint8Array): Ppm {
  const head = /^P6\s(\d+)\s(\d+)\s255\s/.exec(new TextDecoder("latin1").decode(bytes.subarray(0, 64)));
  const [width, height] = [Number(head?.[1]), Number(head?.[2])];
  const pixels = bytes.subarray(head?.[0].length ?? 0);
  if (!head || pixels.length !== width * height * 3) throw new Error("a picture of the glass is a whole P6 file with 8 bits a colour");
  return { width, height, pixels };
}

/** 0xRRGGBB at a place. */
export function colourAt({ width, pixels }: Ppm, x: number, y: number): number {
  const at = (y * width + x) * 3;
  return ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);
}

/** Behind the words of a kiosk that has nothing else to show (native/backdrop/words.h). */
const BACKDROP = 0x1d2733;

/** Whether it is the picture that says the kiosk is starting, or being repaired: words on a ground of one colour. */
export function isBackdrop(picture: Ppm): boolean {
  const { width, height, pixels } = picture;
  const corners = [0, width - 1].flatMap((x) => [0, height - 1].map((y) => colourAt(picture, x, y)));
  if (!corners.every((colour) => colour === BACKDROP)) return false;
  let bright = 0;
  for (let at = 0; at < pixels.length; at += 3) if ((pixels[at] ?? 0) > 0xb0) bright += 1;
  return bright > 500;
}

/** Whether it shows more than a background, the words of a kiosk that starts, or a text console: many colours at places all over it. */
export function hasContent(picture: Ppm): boolean {
  if (isBackdrop(picture)) return false;
  const { pixels } = picture;
  const colours = new Set<number>();
  // A prime step does not stay within one column.
  for (let at = 0; at + 2 < pixels.length; at += 3 * 997)
    colours.add(((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0));
  return colours.size >= 12;
}

/** One pixel of each square of `by` pixels. @param by a whole number */
export function thinned(picture: Ppm, by: number): Ppm {
  if (by === 1) return picture;
  const [width, height] = [Math.floor(picture.width / by), Math.floor(picture.height / by)];
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * by * picture.width + x * by) * 3;
      pixels.set(picture.pixels.subarray(from, from + 3), (y * width + x) * 3);
    }
  }
  return { width, height, pixels };
}
