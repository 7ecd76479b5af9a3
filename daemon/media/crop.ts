import type { Picture } from "./backend.ts";

/** The largest middle part of a picture with the aspect of `width`:`height`, with even sides and packed. Copies only what it must. */
export function cropToAspect(picture: Picture, width: number, height: number): Picture {
  const wide = picture.width * height > picture.height * width;
  const even = (n: number, most: number): number => Math.max(2, Math.min(most & ~1, Math.round(n / 2) * 2));
  const cropWidth = wide ? even((picture.height * width) / height, picture.width) : picture.width & ~1;
  const cropHeight = wide ? picture.height & ~1 : even((picture.width * height) / width, picture.height);
  if (cropWidth === picture.width && cropHeight === picture.height) return picture;
  const left = ((picture.width - cropWidth) >> 2) * 2;
  const top = ((picture.height - cropHeight) >> 2) * 2;
  return { width: cropWidth, height: cropHeight, data: cut(picture, left, top, cropWidth, cropHeight) };
}

function cut(picture: Picture, left: number, top: number, width: number, height: number): Uint8Array {
  const data = new Uint8Array((width * height * 3) / 2);
  let [plane, at] = [0, 0];
  for (const half of [1, 2, 2]) {
    const stride = Math.ceil(picture.width / half);
    for (let row = 0; row < height / half; row++) {
      const from = plane + (top / half + row) * stride + left / half;
      data.set(picture.data.subarray(from, from + width / half), at);
      at += width / half;
    }
    plane += stride * Math.ceil(picture.height / half);
  }
  return data;
}
