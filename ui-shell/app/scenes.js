// What the media benchmark shows on the glass: scenes.html?scene=static|scroll|video-quarter|video|unchanged&fps=30
// Everything is drawn in one canvas: a layer moved by a CSS transform hid the stamp in WPE.

import { photo, textPage } from "./scene-art.js";
import { drawStamp } from "./stamp.js";

const parameters = new URLSearchParams(location.search);
const scene = parameters.get("scene") ?? "static";
const fps = Number(parameters.get("fps") ?? 30);
const canvas = document.getElementById("scene");
const context = canvas.getContext("2d", { alpha: false });
const width = innerWidth;
const height = innerHeight;
canvas.width = width;
canvas.height = height;
const SCROLL_PX = 6;

const text = textPage(width, height * 2);

function drawText(offset) {
  context.drawImage(text, 0, -(offset % height));
}

/** One picture of the film: two photo-like layers that pan against each other, so that no block repeats the one before. */
function drawFilm(film, frame, x, y, w, h) {
  const pan = (speed, range) => Math.round((0.5 + 0.5 * Math.sin(frame * speed)) * range);
  context.drawImage(film.back, pan(0.031, film.back.width - w), pan(0.023, film.back.height - h), w, h, x, y, w, h);
  context.globalAlpha = 0.45;
  context.drawImage(film.front, pan(0.047, film.front.width - w), pan(0.039, film.front.height - h), w, h, x, y, w, h);
  context.globalAlpha = 1;
}

const scenes = {
  unchanged: { everyMs: Number.POSITIVE_INFINITY, draw: () => drawText(0) },
  static: {
    everyMs: 1000,
    draw: (frame) => {
      drawText(0);
      context.fillStyle = frame % 2 ? "#1d4f91" : "#e8f1fa";
      context.fillRect(width / 2, height / 2, 12, 28);
    },
  },
  scroll: { everyMs: 1000 / fps, draw: (frame) => drawText(frame * SCROLL_PX) },
  "video-quarter": { everyMs: 1000 / fps, film: [width >> 1, height >> 1], draw: drawQuarter },
  video: { everyMs: 1000 / fps, film: [width, height], draw: (frame, film) => drawFilm(film, frame, 0, 0, width, height) },
};

function drawQuarter(frame, film) {
  if (frame === 0) drawText(0);
  drawFilm(film, frame, width >> 2, height >> 2, width >> 1, height >> 1);
}

function run({ everyMs, draw, film: size }) {
  const film = size && { back: photo(size[0] + 160, size[1] + 120, 7), front: photo(size[0] + 160, size[1] + 120, 23) };
  let frame = 0;
  let nextMs = 0;
  function paint(nowMs) {
    requestAnimationFrame(paint);
    // Half a refresh early is on time: else 30 a second would become 20 on a display of 60.
    if (nowMs < nextMs - 8) return;
    nextMs = Math.max(nowMs - everyMs, nextMs) + everyMs;
    draw(frame, film);
    drawStamp(context, width, frame, Date.now());
    frame += 1;
  }
  requestAnimationFrame(paint);
}

function paintOnce({ draw }) {
  draw(0);
  drawStamp(context, width, 0, Date.now());
}

const chosen = scenes[scene] ?? scenes.static;
document.title = `Scene: ${scene}`;
if (scene === "unchanged") requestAnimationFrame(() => paintOnce(chosen));
else run(chosen);
