import type { Page } from "playwright-core";
import type { Point } from "../finger.ts";

/** What is kept in the console's page while it is measured. */
interface Measured {
  readonly sentMs: number[];
  readonly turnedMs: number[];
}
interface Measuring {
  measured: Measured;
  readonly alongsideStats: {
    readonly input: {
      mark: ((record: { kind: string; channel: string; atMs: number }) => void) | null;
      touch(finger: number, phase: string, place: Point): void;
    };
  };
}

/** Puts the page's clock beside this machine's monotonic clock, which both run by. */
export async function clockBetween(page: Page): Promise<{ offsetMs: number; errorMs: number }> {
  const nowMs = () => Number(process.hrtime.bigint()) / 1e6;
  let [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let n = 0; n < 200; n++) {
    const before = nowMs();
    const there = await page.evaluate(() => performance.now());
    // The page looked at its clock between these two: the true offset lies in every such span.
    least = Math.max(least, before - there);
    most = Math.min(most, nowMs() - there);
  }
  return { offsetMs: (least + most) / 2, errorMs: (most - least) / 2 };
}

/** Notes each touch that is sent, and each time that the picture at a place of the kiosk turns from dark to light or back. */
export async function watchPatch(page: Page, { x, y }: Point): Promise<void> {
  await page.evaluate(
    ([left, top]) => {
      const here = window as unknown as Measuring;
      const video = document.querySelector<HTMLVideoElement>(".picture video");
      const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", {
        willReadFrequently: true,
      });
      if (!video || !context) throw new Error("the console shows no picture");
      here.measured = { sentMs: [], turnedMs: [] };
      let wasDark: boolean | null = null;
      const look = () => {
        const scale = video.videoWidth / 1280;
        context.drawImage(video, left * scale, top * scale, 8, 8, 0, 0, 1, 1);
        const isDark = (context.getImageData(0, 0, 1, 1).data[0] ?? 0) < 128;
        if (wasDark !== null && isDark !== wasDark) here.measured.turnedMs.push(performance.now());
        wasDark = isDark;
        video.requestVideoFrameCallback(look);
      };
      video.requestVideoFrameCallback(look);
      let isDown = false;
      here.alongsideStats.input.mark = ({ kind, atMs }) => {
        // Down, then up: a tap has two.
        if (kind !== "touch") return;
        isDown = !isDown;
        if (isDown) here.measured.sentMs.push(atMs);
      };
    },
    [x, y] as const,
  );
}

/** What watchPatch has noted. */
export function sentTaps(page: Page): Promise<Measured> {
  return page.evaluate(() => (window as unknown as Measuring).measured);
}

/** A finger that draws circles: `count` events, one every `everyMs`. @returns when each was sent, on the page's clock */
export function sendDrag(page: Page, count: number, everyMs: number): Promise<number[]> {
  return page.evaluate(
    ([most, ms]) =>
      new Promise<number[]>((done) => {
        const { input } = (window as unknown as Measuring).alongsideStats;
        const sentMs: number[] = [];
        input.mark = ({ kind, atMs }) => kind === "touch" && sentMs.push(atMs);
        let n = 0;
        const timer = setInterval(() => {
          const place = { x: 0.3 + 0.1 * Math.sin(n / 20), y: 0.7 + 0.1 * Math.cos(n / 20) };
          input.touch(0, n === 0 ? "down" : n === most - 1 ? "up" : "move", place);
          n += 1;
          if (n < most) return;
          clearInterval(timer);
          input.mark = null;
          done(sentMs);
        }, ms);
      }),
    [count, everyMs] as const,
  );
}
