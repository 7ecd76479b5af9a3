import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { PanelQuestion, PanelState } from "#protocol/local-panel";
import { PanelInChromium, PORTRAITS, until } from "./test/panel-in-chromium.ts";

const panel = new PanelInChromium();
const test = suite("questions to the customer, in Chromium");

test.before(() => panel.start());
test.before.each(() => panel.open());
test.after.each(() => panel.close());
test.after(() => panel.stop());

const inCall = { contact: "live", agentName: "Anna Lindqvist", agentCamera: true, sending: "live" } as const;
const control: PanelQuestion = { kind: "control", number: 7, kinds: ["touch", "type"], secondsLeft: 30 };
const asking: Partial<PanelState> = { ...inCall, control: "asking", question: control };
const stillThere = { ...inCall, question: { kind: "still-there", number: 9, secondsLeft: 20 } } as const;
const only = (kind: "touch" | "type"): Partial<PanelState> => ({ ...asking, question: { ...control, kinds: [kind] } });
const both: Partial<PanelState> = { ...inCall, surface: "box", control: "granted", controlKinds: ["touch", "type"] };

const scenes: readonly (readonly [string, string, Partial<PanelState>])[] = [
  ["ask", "ask", asking],
  ["ask-touch", "ask", only("touch")],
  ["ask-type", "ask", only("type")],
  ["ask-german", "ask", { ...asking, locale: "de" }],
  ["ask-touch-german", "ask", { ...only("touch"), locale: "de", agentName: "Maximiliane von Hohenfels" }],
  ["ask-no-name", "ask", { ...asking, agentName: null }],
  ["still-there", "still-there", stillThere],
  ["still-there-german", "still-there", { ...stillThere, locale: "de" }],
  ["box-control", "live", both],
  ["box-control-german", "live", { ...both, locale: "de" }],
  ["box-control-voice", "live", { ...both, agentCamera: false }],
  ["box-control-paused", "live", { ...both, control: "paused" }],
  ["box-control-paused-german", "live", { ...both, control: "paused", locale: "de" }],
  ["box-control-ended", "live", { ...inCall, surface: "box", notice: "control-ended" }],
  ["box-control-notice", "live", { ...both, notice: "sound-failed", locale: "de" }],
  ["live-control", "live", { ...both, surface: "panel" }],
  ["live-control-german", "live", { ...both, surface: "panel", locale: "de", agentMicrophone: false }],
  ["home-left-alone", "home", { notice: "left-alone" }],
];

test("every scene fits, with targets of 64 px and more for control", async () => {
  for (const [name, scene, changes] of scenes) {
    await panel.show(changes, scene);
    if (scene === "ask" || scene === "still-there") await untilOpen();
    await panel.shot(`panel-${name}`);
    assert.equal(await panel.problems(), [], name);
  }
});

test("every question fits a portrait output, its answers below all that a call has to touch", async () => {
  const edge = (side: "top" | "bottom") =>
    panel.page.evaluate(
      (name) => [...document.querySelectorAll("main button")].map((button) => button.getBoundingClientRect()[name]),
      side,
    );
  for (const size of PORTRAITS) {
    let answers: number = size.height;
    for (const [name, scene, changes] of scenes.filter(([, , { surface }]) => surface !== "box")) {
      const isQuestion = scene === "ask" || scene === "still-there";
      await panel.show(changes, scene, undefined, size);
      if (isQuestion) await untilOpen();
      await panel.shot(`panel-${size.width}-${name}`);
      if (isQuestion) answers = Math.min(answers, ...(await edge("top")));
      // The page is laid out anew some frames after it was told of another size.
      else if (scene === "live") await until(async () => Math.max(...(await edge("bottom"))) < answers);
      assert.equal(await panel.problems(), [], `${name}, ${size.width} wide`);
    }
    assert.ok(answers < size.height, "the questions came first");
  }
});

test("the small box has room for control", async () => {
  for (const locale of ["en", "de"]) {
    await panel.show({ ...both, locale }, "live");
    await panel.page.setViewportSize({ width: 200, height: 352 });
    await panel.page.locator(".shrunk .stop").waitFor();
    await panel.shot(`panel-box-small-control-${locale}`);
    assert.equal(await panel.problems(), []);
  }
});

test("controls lie where the rig's customer touches them (test-rig/panel-layout.ts)", async () => {
  const nameAt = (x: number, y: number) =>
    panel.page.evaluate((at) => document.elementFromPoint(at.x, at.y)?.closest("button")?.textContent?.trim(), { x, y });
  // The page is laid out anew some frames after it was told of another size.
  const lie = (names: Readonly<Record<string, readonly [x: number, y: number]>>) =>
    until(async () => {
      for (const [name, [x, y]] of Object.entries(names)) if ((await nameAt(x, y)) !== name) return false;
      return true;
    });
  await panel.show(asking, "ask");
  await untilOpen();
  await lie({ Allow: [246, 382], "Not now": [574, 382] });
  await panel.show(asking, "ask", undefined, PORTRAITS[0]);
  await untilOpen();
  await lie({ Allow: [231, 690], "Not now": [593, 690] });
  await panel.show({}, "home", undefined, PORTRAITS[0]);
  await lie({ "Talk to a person": [400, 234] });
  await panel.show(stillThere, "still-there");
  await untilOpen();
  await lie({ "I am still here": [277, 382] });
  await panel.show(both, "live");
  await lie({ "Hide my screen": [150, 248], End: [220, 303], "Stop control": [150, 423] });
  await panel.show({ ...both, surface: "panel" }, "live");
  await lie({ End: [1016, 286], "Stop control": [596, 290] });
});

test("a smaller screen's panel has room for the question", async () => {
  for (const size of [
    { width: 1024, height: 460 },
    { width: 1280, height: 432 },
  ]) {
    await panel.show({ ...asking, locale: "de" }, "ask");
    await panel.page.setViewportSize(size);
    await untilOpen();
    await panel.shot(`panel-ask-${size.width}x${size.height}`);
    assert.equal(await panel.problems(), []);
  }
});

const untilOpen = () => panel.page.locator(".answers[data-open=yes]").waitFor();
const button = (name: string) => panel.page.getByRole("button", { name, exact: true });
const answers = () => panel.acts().filter(({ act }) => act !== "hide-screen");

test("Allow tells the number and where the button is; both answers are alike", async () => {
  await panel.show(asking, "ask");
  await untilOpen();
  const [allow, deny] = await Promise.all(["Allow", "Not now"].map((name) => button(name).boundingBox()));
  assert.ok(allow && deny);
  assert.equal([allow.width, allow.height, allow.y], [deny.width, deny.height, deny.y]);
  const look = (name: string) =>
    button(name).evaluate((element) => {
      const { color, backgroundColor, borderColor, fontSize, fontWeight } = getComputedStyle(element);
      return [color, backgroundColor, borderColor, fontSize, fontWeight];
    });
  assert.equal(await look("Allow"), await look("Not now"));
  await button("Allow").tap();
  await until(() => answers().length === 1);
  const whole = Object.fromEntries(Object.entries(allow).map(([key, value]) => [key, Math.round(value)]));
  assert.equal(answers(), [{ act: "allow", question: 7, button: whole }]);
  await button("Not now").tap();
  await until(() => answers().length === 2);
  assert.equal(answers()[1], { act: "deny", question: 7 });
});

test("a touch that began before the question could be seen answers nothing, however late the finger leaves", async () => {
  await panel.show(asking, "ask");
  await untilOpen();
  const box = await button("Allow").boundingBox();
  assert.ok(box);
  const at = { x: box.x + 40, y: box.y + 40 };
  // Another question in the same place: the finger that is down belongs to the one before.
  const session = await panel.page.context().newCDPSession(panel.page);
  await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [at] });
  panel.tell({ ...asking, question: { ...control, number: 8 } });
  await panel.page.locator(".answers[data-open=no]").waitFor();
  await untilOpen();
  await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await panel.page.waitForTimeout(300);
  assert.equal(answers(), []);
  await button("Allow").tap();
  await until(() => answers().length === 1);
  assert.is(answers()[0]?.question, 8);
});

test("keys that are being typed answer nothing; then Tab and Enter do", async () => {
  await panel.show({ ...inCall, surface: "panel" }, "live");
  await button("End").focus();
  await panel.page.evaluate(() => {
    // The worst moment: in the very task in which the question is drawn, and in each frame until it is open.
    new MutationObserver(() => press()).observe(document.body, { subtree: true, childList: true, attributes: true });
    const here = globalThis as unknown as { pressed: number };
    here.pressed = 0;
    function press(): void {
      const element = document.querySelector(".answers[data-open=no] button") as HTMLElement | null;
      if (!element || here.pressed > 50) return;
      here.pressed++;
      element.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
      element.click();
      element.dispatchEvent(new KeyboardEvent("keyup", { key: "Enter", bubbles: true, cancelable: true }));
      requestAnimationFrame(press);
    }
  });
  await panel.show(asking, "ask");
  await until(() => panel.page.evaluate(() => (globalThis as unknown as { pressed: number }).pressed > 0));
  assert.is(await panel.page.evaluate(() => document.activeElement?.tagName), "H1", "the heading has the focus, not an answer");
  await untilOpen();
  assert.equal(answers(), []);
  await panel.page.keyboard.press("Enter");
  await panel.page.keyboard.press("Space");
  assert.equal(answers(), []);
  await panel.page.keyboard.press("Tab");
  assert.is(await panel.page.evaluate(() => document.activeElement?.textContent?.trim()), "Allow");
  await panel.page.keyboard.press("Tab");
  await panel.page.keyboard.press("Enter");
  await until(() => answers().length === 1);
  assert.is(answers()[0]?.act, "deny");
});

test("is an alert dialog with a name and a description", async () => {
  await panel.show(asking, "ask");
  const dialog = panel.page.getByRole("alertdialog", { name: "Anna Lindqvist would like to press and type for you" });
  await dialog.waitFor();
  assert.match((await dialog.textContent()) ?? "", /You can stop it at any time; your own finger always wins\./);
  assert.is(await button("Allow").getAttribute("aria-disabled"), "true");
  await untilOpen();
  assert.is(await button("Allow").getAttribute("aria-disabled"), "false");
});

test("tells the host when a question stands on a painted frame, and again in another size", async () => {
  await panel.show(asking, "ask");
  const painted = async () =>
    (await panel.told()).filter(({ type }) => type === "painted") as unknown as { question: number; isNeutral: boolean }[];
  await until(async () => (await painted()).at(-1)?.question === 7);
  assert.is((await painted()).at(-1)?.isNeutral, false);
  const before = (await painted()).length;
  await panel.page.setViewportSize({ width: 1024, height: 460 });
  await until(async () => (await painted()).length === before + 1);
  await panel.show({ contact: "idle" }, "home");
  await until(async () => (await painted()).at(-1)?.isNeutral === true);
  assert.is((await painted()).at(-1)?.question, 0);
});

test("still there: one button, with the question's number", async () => {
  await panel.show(stillThere, "still-there");
  await untilOpen();
  await button("I am still here").tap();
  await until(() => answers().length === 1);
  assert.equal(answers(), [{ act: "still-here", question: 9 }]);
});

test("control is stopped by one touch, in the box and in the panel", async () => {
  for (const [surface, count] of [
    ["box", 1],
    ["panel", 2],
  ] as const) {
    await panel.show({ ...both, surface }, "live");
    await panel.page.getByText("Anna Lindqvist can touch and type").waitFor();
    await button("Stop control").tap();
    await until(() => answers().length === count);
    assert.equal(answers().at(-1), { act: "stop-control" });
  }
});

test("asks the host for room, and gives it back only when a second tap cannot fall on the app", async () => {
  const extra = async () => (await panel.told()).filter(({ type }) => type === "box-extra") as unknown as { height: number }[];
  await panel.show(both, "live");
  await until(async () => (await extra()).length === 1);
  await panel.show({ ...both, control: "paused" }, "live");
  await panel.show({ ...inCall, surface: "box" }, "live");
  await button("Stop control").waitFor({ state: "detached" });
  assert.equal(
    (await extra()).map(({ height }) => height),
    [124],
  );
  await until(async () => (await extra()).at(-1)?.height === 0);
});

test("End and Mute stay where they are when control is granted", async () => {
  const places = () => Promise.all(["Hide my screen", "Mute", "End"].map((name) => button(name).boundingBox()));
  await panel.show({ ...inCall, surface: "box" }, "live");
  const before = await places();
  await panel.show(both, "live");
  await button("Stop control").waitFor();
  assert.equal(await places(), before);
});

test("answers lie where no other scene of the panel has a button", async () => {
  await panel.show(asking, "ask");
  await untilOpen();
  const asked = await Promise.all(["Allow", "Not now"].map((name) => button(name).boundingBox()));
  const others: (readonly [string, Partial<PanelState>])[] = [
    ["home", {}],
    ["waiting", { contact: "queued", position: 2, etaSeconds: 60 }],
    ["live", { ...inCall, surface: "panel" }],
    ["wrapup", { contact: "wrapup" }],
  ];
  for (const [scene, changes] of others) {
    await panel.show(changes, scene);
    for (const one of await panel.page.getByRole("button").all()) {
      const box = await one.boundingBox();
      for (const place of asked) {
        assert.ok(
          box &&
            place &&
            (box.x > place.x + place.width ||
              box.x + box.width < place.x ||
              box.y > place.y + place.height ||
              box.y + box.height < place.y),
          scene,
        );
      }
    }
  }
});

test.run();
