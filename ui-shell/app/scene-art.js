// Pictures for the scenes, made by arithmetic: the same on every machine, nothing to download.

/** A seeded generator of 0..1 (mulberry32). */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const words =
  "appointment letter insurance card please bring your medicine list room waiting area doctor nurse number check in date birth address telephone allergy blood pressure heart result laboratory visit follow up referral signature privacy notice consent form family contact".split(
    " ",
  );

function page(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { alpha: false });
  return { canvas, context };
}

/** Lines of running text. The lower half repeats the upper, so that scrolling by half the height has no seam. */
export function textPage(width, height) {
  const { canvas, context } = page(width, height);
  const next = random(1);
  const half = height / 2;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.font = "20px 'DejaVu Sans', sans-serif";
  for (let y = 40; y < half; y += 32) {
    let line = "";
    while (context.measureText(line).width < width - 220) line += `${words[Math.floor(next() * words.length)]} `;
    context.fillStyle = next() < 0.12 ? "#1d4f91" : "#16243a";
    context.fillText(line, 40, y);
  }
  context.drawImage(canvas, 0, 0, width, half, 0, half, width, half);
  return canvas;
}

/** Cells across and weight: large shapes carry the picture, small ones its texture. */
const shapes = [
  [4, 1],
  [12, 0.5],
  [40, 0.25],
  [160, 0.1],
];

/** Something like a photograph: soft shapes at several scales, and the grain of a sensor. */
export function photo(width, height, seed) {
  const { canvas, context } = page(width, height);
  const next = random(seed);
  for (const [size, alpha] of shapes) blend(context, noise(size, next), width, height, alpha);
  grain(context, width, height, next);
  return canvas;
}

function noise(size, next) {
  const { canvas, context } = page(size, Math.ceil(size * 0.6));
  const image = context.createImageData(canvas.width, canvas.height);
  for (let i = 0; i < image.data.length; i++) image.data[i] = (i & 3) === 3 ? 255 : 40 + next() * 200;
  context.putImageData(image, 0, 0);
  return canvas;
}

function blend(context, small, width, height, alpha) {
  context.globalAlpha = alpha;
  context.imageSmoothingQuality = "high";
  context.drawImage(small, 0, 0, width, height);
  context.globalAlpha = 1;
}

function grain(context, width, height, next) {
  const image = context.getImageData(0, 0, width, height);
  for (let i = 0; i < image.data.length; i += 4) {
    const by = (next() - 0.5) * 24;
    image.data[i] += by;
    image.data[i + 1] += by;
    image.data[i + 2] += by;
  }
  context.putImageData(image, 0, 0);
}
