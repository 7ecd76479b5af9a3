import { STRIP_ROWS } from "#protocol/strip";

/** A picture for tests: packed I420 with room for the strip; a page of "text" that can be scrolled. */
export class TestScene {
  readonly picture: Uint8Array;
  readonly #page: Uint8Array;
  readonly #width: number;
  readonly #height: number;

  constructor(width: number, height: number) {
    [this.#width, this.#height] = [width, height];
    this.picture = new Uint8Array((width * (height + STRIP_ROWS) * 3) / 2).fill(128);
    this.#page = drawText(width, height * 3);
    this.scrollTo(0);
  }

  /** Shows the page from this row on. */
  scrollTo(row: number): Uint8Array {
    const from = (row % (this.#height * 2)) * this.#width;
    this.picture.set(this.#page.subarray(from, from + this.#width * this.#height));
    return this.picture;
  }

  /** Fills all with one grey. */
  fill(luma: number): Uint8Array {
    return this.picture.fill(luma, 0, this.#width * this.#height);
  }
}

/** Dark blocks of the size of letters in lines on a light ground. */
function drawText(width: number, height: number): Uint8Array {
  const luma = new Uint8Array(width * height).fill(230);
  let seed = 1;
  for (let line = 10; line + 14 < height; line += 22) {
    for (let x = 40; x + 8 < width - 40; x += 9) {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      if (seed % 6 === 0) continue;
      for (let y = 0; y < 12; y++) {
        for (let column = 0; column < 7; column++) {
          if ((seed >> (8 + (((y >> 1) * 3 + (column >> 1)) % 20))) & 1) luma[(line + y) * width + x + column] = 40;
        }
      }
    }
  }
  return luma;
}
