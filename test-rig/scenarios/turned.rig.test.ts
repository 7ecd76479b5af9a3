import * as assert from "uvu/assert";
import { STRIP_ROWS } from "#protocol/strip";
import type { ScreenOptions } from "../body/headless.ts";
import type { Point } from "../finger.ts";
import type { Rig } from "../rig.ts";
import { ask, grant, HAND_MS } from "./hand.ts";
import { isQuestionOpen } from "./looks.ts";
import { FIELD, ProbeApp } from "./probe-app.ts";
import { scenarios } from "./scenarios.ts";

/** Kiosks whose panel is mounted on its side, or has more pixels than its surfaces. Places are logical pixels. */
interface Kiosk {
  readonly screen: Required<ScreenOptions>;
  /** What the agent sees, in pixels. */
  readonly picture: readonly [width: number, height: number];
  /** Of the app, and far from each edge and from the box. */
  readonly places: readonly Point[];
  /** On nothing that can be touched, where a question is. */
  readonly beside: Point;
}

const KIOSKS: Readonly<Record<string, Kiosk>> = {
  "on a portrait output": {
    screen: { width: 1280, height: 800, transform: 1, scale: 1 },
    picture: [800, 1280],
    places: [
      { x: 100, y: 900 },
      { x: 740, y: 1230 },
    ],
    beside: { x: 400, y: 400 },
  },
  "on its side the other way, with two pixels for one": {
    screen: { width: 1600, height: 2560, transform: 3, scale: 2 },
    picture: [2560, 1600],
    places: [
      { x: 300, y: 560 },
      { x: 1200, y: 760 },
    ],
    beside: { x: 1000, y: 300 },
  },
};
/** What was wrongly let through has had this long to be seen. */
const TRY_MS = 8000;

const BOX = { width: 300, height: 340 };
/** Clear of the blur of a scaled video. */
const CLEAR_PX = 14;

for (const [name, { screen, picture, places, beside }] of Object.entries(KIOSKS)) {
  const probe = new ProbeApp();
  const scenario = scenarios(`control ${name}`, { appUrl: await probe.start(), screen });

  scenario("the agent sees the picture upright, without our own box and with all beside it", async (rig) => {
    await rig.reach("in-contact");
    const { width, height } = await rig.agent.picture();
    // A busy line gets a smaller one of the same shape; the strip below it is sent along.
    const shape = picture[0] / (picture[1] + STRIP_ROWS);
    assert.ok(Math.abs(width / height - shape) < 0.01, `${width}x${height}`);
    await rig.until("the box blanked where it lies", HAND_MS, async () => {
      const box = await rig.customer.surface();
      if (box.kind !== "box") return false;
      const around = aroundBox(box);
      const shades = await shadesAt(rig, picture[0] / screen.scale, around);
      return shades.every((shade, index) => (around[index]?.isInside ? shade > 100 && shade < 150 : shade > 200));
    });
  });

  scenario("a finger beside the question allows nothing", async (rig) => {
    await ask(rig);
    await rig.finger.tap(beside);
    assert.ok(await isQuestionOpen(rig), "the question is on the glass as before");
    assert.is((await rig.agent.control())?.state, "asking");
  });

  scenario("the customer's finger allows, and the agent's tap arrives where it was meant", async (rig) => {
    for (const place of places) {
      await rig.until(`a tap at ${place.x}, ${place.y} in the app`, HAND_MS * 4, async () => {
        await grant(rig);
        const from = probe.noticed.length;
        await rig.agent.hand.tap(place);
        const isThere = () => probe.noticed.slice(from).find(({ type }) => type === "pointerup");
        const there = await rig.until("a tap in the app", TRY_MS, () => isThere() ?? null).catch(() => null);
        if (!there) return false;
        assert.ok(Math.abs(there.x - place.x) <= 3 && Math.abs(there.y - place.y) <= 3, `at ${there.x}, ${there.y}`);
        return true;
      });
    }
  });

  scenario("what changes on the glass changes there in the agent's picture", async (rig) => {
    await grant(rig);
    const across = Array.from({ length: 100 }, (_, step) => ({ x: 45 + step * 2, y: FIELD.y }));
    const darkest = async () => Math.min(...(await shadesAt(rig, picture[0] / screen.scale, across)));
    await rig.until("an empty field", HAND_MS * 4, async () => (await darkest()) > 150);
    await rig.until("letters in the field", HAND_MS * 4, async () => {
      await grant(rig);
      await rig.agent.hand.tap(FIELD);
      await rig.agent.hand.type("MMMMMMMM");
      return await rig.until("a dark letter", TRY_MS, async () => (await darkest()) < 120).catch(() => false);
    });
  });

  scenario.run();
}

/** Places at the corners of the box, within it and beside it. */
function aroundBox({ x, y }: Point): (Point & { isInside: boolean })[] {
  const at = (margin: number, isInside: boolean) =>
    [x + margin, x + BOX.width - margin].flatMap((left) =>
      [y + margin, y + BOX.height - margin].map((top) => ({ x: left, y: top, isInside })),
    );
  return [...at(CLEAR_PX, true), ...at(-CLEAR_PX, false)].filter((place) => place.x > 0 && place.y > 0);
}

/** How light the agent's picture is at places, 0..255. */
function shadesAt(rig: Rig, width: number, places: readonly Point[]): Promise<number[]> {
  return rig.agent.page.evaluate(
    ([across, all]) => {
      const video = document.querySelector<HTMLVideoElement>(".picture video");
      const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
      if (!video || !context) throw new Error("the console shows no picture");
      const scale = video.videoWidth / across;
      return all.map((place) => {
        context.drawImage(video, place.x * scale, place.y * scale, 1, 1, 0, 0, 1, 1);
        return context.getImageData(0, 0, 1, 1).data[1] ?? 0;
      });
    },
    [width, places] as const,
  );
}
