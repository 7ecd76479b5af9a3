import { test } from "uvu";
import * as assert from "uvu/assert";
import { type KeyMeaning, keyEvent, type MeantKeys, NO_HOLDS, nextMeaningMs, passTime } from "./help-key.ts";

const [HELP, END, OTHER] = [138, 1, 30];
const MEANT: MeantKeys = { keys: [HELP, 63], longPressMs: 0, endKey: END, endHoldMs: 1000 };

/** Feeds "code down|up at ms" or "now ms" and says what was meant when. */
function play(meant: MeantKeys, ...steps: (readonly [number, "down" | "up", number] | readonly ["now", number])[]): string[] {
  let holds = NO_HOLDS;
  const said: string[] = [];
  for (const step of steps) {
    const next =
      step[0] === "now"
        ? passTime(holds, step[1], meant)
        : keyEvent(holds, { code: step[0], down: step[1] === "down", atMs: step[2] as number }, meant);
    holds = next.holds;
    said.push(...next.meanings.map((meaning: KeyMeaning) => `${meaning} ${step.at(-1)}`));
  }
  return said;
}

test("asks for help at once, once for each press", () => {
  assert.equal(play(MEANT, [HELP, "down", 0], [HELP, "down", 30], ["now", 5000], [HELP, "up", 6000], [63, "down", 6100]), [
    "help 0",
    "help 6100",
  ]);
});

test("asks for help after a long press, and not after a short one", () => {
  const meant = { ...MEANT, longPressMs: 800 };
  assert.equal(play(meant, [HELP, "down", 0], [HELP, "up", 700], ["now", 5000]), []);
  assert.equal(play(meant, [HELP, "down", 0], ["now", 799], ["now", 800], ["now", 900], [HELP, "up", 1000]), ["help 800"]);
  assert.equal(play(meant, [HELP, "down", 0], [HELP, "up", 900]), ["help 900"], "the clock was late");
});

test("ends when the end key was held, and not before", () => {
  assert.equal(play(MEANT, [END, "down", 0], [END, "up", 999], ["now", 5000]), []);
  assert.equal(play(MEANT, [END, "down", 0], ["now", 1000], ["now", 2000], [END, "up", 2100]), ["end 1000"]);
  assert.equal(play({ ...MEANT, endKey: null }, [END, "down", 0], ["now", 9000]), []);
});

test("one key may do both: pressed it helps, held it ends", () => {
  const meant = { ...MEANT, endKey: HELP };
  assert.equal(play(meant, [HELP, "down", 0], ["now", 1000], [HELP, "up", 1100], [HELP, "down", 1200]), [
    "help 0",
    "end 1000",
    "help 1200",
  ]);
});

test("other keys mean nothing and are not remembered", () => {
  const { holds, meanings } = keyEvent(NO_HOLDS, { code: OTHER, down: true, atMs: 0 }, MEANT);
  assert.equal([holds.size, meanings], [0, []]);
});

test("says when to look again", () => {
  const meant = { ...MEANT, longPressMs: 500 };
  assert.is(nextMeaningMs(NO_HOLDS, meant), null);
  let { holds } = keyEvent(NO_HOLDS, { code: END, down: true, atMs: 100 }, meant);
  ({ holds } = keyEvent(holds, { code: HELP, down: true, atMs: 200 }, meant));
  assert.is(nextMeaningMs(holds, meant), 700);
  ({ holds } = passTime(holds, 700, meant));
  assert.is(nextMeaningMs(holds, meant), 1100);
  ({ holds } = passTime(holds, 1100, meant));
  assert.is(nextMeaningMs(holds, meant), null);
});

test.run();
