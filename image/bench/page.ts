import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { colourAt, type Ppm } from "../../test-rig/ppm.ts";

/** The same page for both browsers, from the disk: neither waits for a network. */
export const PAGE = "/usr/share/start-page/index.html";

/** Found nowhere else on a machine that starts. */
const MARK = 0x2f9e44;
const HTML = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Start</title>
<style>
html, body { margin: 0; height: 100%; font: 28px sans-serif; }
body { display: grid; place-items: center; background: #${MARK.toString(16)}; color: #fff; }
main { width: 60%; padding: 2em; border-radius: 1em; background: linear-gradient(90deg, #1d4f91, #3aa0c9); }
</style>
<main><h1>Welcome</h1><p>Touch the screen to begin.</p></main>`;

/** Writes the page, and what tells the image to show it, as a folder that is laid over a root. */
export function writePageTree(folder: string): void {
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write(PAGE, HTML);
  write("etc/alongside/app.env", `KIOSK_APP_URL="file://${PAGE}"\nKIOSK_APP_LABEL="Start"\nKIOSK_APP_KEYBOARD=none\n`);
}

/** Whether the page fills the screen: its ground is at the corners, and not in the middle. */
export function isPagePainted(picture: Ppm): boolean {
  const { width, height } = picture;
  const corners = [4, width - 5].flatMap((x) => [4, height - 5].map((y) => colourAt(picture, x, y)));
  return corners.every((colour) => isNear(colour, MARK)) && !isNear(colourAt(picture, width >> 1, height >> 1), MARK);
}

/** QEMU's display may come as JPEG. */
function isNear(colour: number, other: number): boolean {
  return [16, 8, 0].every((shift) => Math.abs(((colour >> shift) & 0xff) - ((other >> shift) & 0xff)) <= 4);
}
