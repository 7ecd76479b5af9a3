import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ControlKind, ControlReason, ControlState } from "#protocol/common";
import { type InputEvent, MAX_TEXT_UNITS } from "#protocol/input";
import { KEY_CODES } from "#protocol/key-codes";
import type { Contact } from "./state.ts";
import { ConsolePage, until } from "./testing/console-page.ts";
import type { FakeDevice } from "./testing/fake-device.ts";
import { sampleCard, sampleWelcome } from "./testing/samples.ts";

type Seen = InputEvent & { readonly channel: "input" | "pointer" };
type Words = {
  readonly state: ControlState;
  readonly reason: ControlReason;
  readonly kinds?: readonly ControlKind[];
  readonly endsInMs?: number;
};

const GRANT = 7;
const ui = new ConsolePage();
let device: FakeDevice;
/** Everything that reached the device since the last `hears`. */
let seen: Seen[] = [];

const test = suite("control from the console in Chromium");
test.before(async () => {
  await ui.start();
  await ui.open({ hasTouch: true, deviceScaleFactor: 1.5 });
  device = await ui.inContact();
});
test.before.each(async () => {
  await says({ state: "none", reason: "not-asked", kinds: [] });
  await device.do("inputs");
  seen = [];
});
test.after.each(() => assert.equal(ui.faults, []));
test.after(() => ui.stop());

const code = (name: string) => KEY_CODES[name] ?? -1;
const picture = async () => {
  const box = await ui.page.locator(".picture").boundingBox();
  if (!box) throw new Error("there must be a picture");
  return box;
};
/** A place on the page by its place on the picture. */
const at = async (x: number, y: number): Promise<[number, number]> => {
  const box = await picture();
  return [box.x + x * box.width, box.y + y * box.height];
};

async function says({ state, reason, kinds = ["touch", "type"], endsInMs }: Words): Promise<void> {
  const told = { type: "control/state", state, reason, kinds, grant: GRANT, ...(endsInMs === undefined ? {} : { endsInMs }) };
  await device.do("say", told);
  const isTold = async () => {
    const { control } = (await ui.page.evaluate("alongsideStats.state().contact")) as Contact;
    return control.state === state && control.reason === reason && control.kinds.join() === kinds.join();
  };
  await until(isTold, `${state}, ${reason} at the console`);
}

const grants = (kinds: readonly ControlKind[] = ["touch", "type"]) => says({ state: "granted", reason: "allowed", kinds });

/** Waits until the device has heard what is looked for, and gives everything it heard until then. */
async function hears(isThere: (events: readonly Seen[]) => boolean, what: string): Promise<Seen[]> {
  await until(async () => {
    seen.push(...(await device.do<Seen[]>("inputs")));
    return isThere(seen);
  }, what).catch((error: Error) => {
    throw new Error(`${error.message}; heard ${JSON.stringify(seen)}`);
  });
  const events = seen;
  seen = [];
  for (const event of events) assert.is("grant" in event && event.grant, GRANT, JSON.stringify(event));
  return events;
}

/** Runs something and waits until the device was told of it on the control channel. */
async function tells(type: "control/ask" | "control/release", run: () => Promise<void>): Promise<void> {
  const count = async () => (await device.do<{ type: string }[]>("heard")).filter((message) => message.type === type).length;
  const before = await count();
  await run();
  await until(async () => (await count()) === before + 1, type);
}

/** A key that means nothing else: all that was sent before it has arrived when it does. */
async function settled(): Promise<Seen[]> {
  await ui.page.evaluate(`alongsideStats.input.tap(${code("ContextMenu")})`);
  const events = await hears(
    (all) => all.some((one) => one.kind === "key" && one.code === code("ContextMenu") && !one.down),
    "the last key",
  );
  return events.filter((one) => one.kind !== "key" || one.code !== code("ContextMenu"));
}

const keys = (events: readonly Seen[]) =>
  events.flatMap((one) =>
    one.kind === "key" ? [`${one.down ? "+" : "-"}${Object.keys(KEY_CODES).find((name) => KEY_CODES[name] === one.code)}`] : [],
  );
const texts = (events: readonly Seen[]) => events.flatMap((one) => (one.kind === "text" ? [one.text] : [])).join("");
/** Whether an event's place is that part of the picture, to a pixel of the display. The last row hangs out by one CSS pixel (place.ts). */
async function isAt(event: { readonly x: number; readonly y: number }, x: number, y: number): Promise<boolean> {
  const { width, height } = await picture();
  const rest = 800 / 808;
  return Math.abs(event.x - x) <= 1 / width && Math.abs(event.y - (y * height) / (height + rest)) <= 1 / height;
}

test("asks, waits, is granted, paused and ended, in plain words", async () => {
  await ui.page.getByText("To touch or type, ask the customer").waitFor();
  const place = await picture();
  await ui.shot("control-none");
  await tells("control/ask", () => ui.button("Ask for control").click());
  await says({ state: "asking", reason: "waiting-for-answer" });
  await ui.page.getByText("Waiting for the customer's answer").waitFor();
  await ui.page.getByText("Touch: asked").waitFor();
  await ui.shot("control-asking");
  await ui.button("Take the question back").waitFor();
  await says({ state: "granted", reason: "allowed", endsInMs: 300_000 });
  await ui.page.getByText("You can touch and type").waitFor();
  await ui.page.getByText(/[45]:\d\d left/).waitFor();
  await ui.shot("control-granted");
  await ui.page.setViewportSize({ width: 1024, height: 700 });
  await ui.shot("control-small");
  const back = await ui.button("Give control back").boundingBox();
  assert.ok(back && back.y + back.height <= 700, "its button is in view at 1024 × 700");
  await ui.page.setViewportSize({ width: 1280, height: 800 });
  await says({ state: "paused", reason: "customer-touching" });
  await ui.page.locator(".over-picture").getByText("The customer is touching").waitFor();
  await ui.shot("control-paused");
  assert.equal(await picture(), place, "the picture stays where it is, whatever is said below it");
  await grants(["touch"]);
  await ui.page.getByText("You can touch", { exact: true }).waitFor();
  await ui.page.getByText("Type: not allowed").waitFor();
  const hint = ui.page.getByText("that is the help panel's own place").waitFor();
  await device.do("say", { type: "control/refused", why: "own-surface", count: 3 });
  await hint;
  await ui.shot("control-refused");
  await tells("control/release", () => ui.button("Give control back").click());
  await says({ state: "none", reason: "ended-by-customer", kinds: [] });
  await ui.page.getByText("The customer has ended control").waitFor();
  await ui.shot("control-ended");
});

test("the mouse: hover is apart, what is pressed is in order, outside nothing begins, a drag is held to the edge", async () => {
  await grants();
  const { mouse } = ui.page;
  // Hover may be lost on its way.
  const isHover = (one: Seen) => one.kind === "move" && one.channel === "pointer" && one.x < 0.27;
  await until(async () => {
    await mouse.move(...(await at(0.3, 0.5)));
    await mouse.move(...(await at(0.25, 0.5)));
    seen.push(...(await device.do<Seen[]>("inputs")));
    return seen.some(isHover);
  }, "a hover");
  const hover = seen.findLast(isHover);
  assert.ok(hover?.kind === "move" && (await isAt(hover, 0.25, 0.5)), JSON.stringify(hover));
  await mouse.down();
  await mouse.move(...(await at(0.5, 0.5)));
  await mouse.move(...(await at(1.02, 0.5)));
  await mouse.up();
  await mouse.click(...(await at(0.75, 0.25)), { button: "right" });
  const events = (await settled()).filter(({ channel }) => channel === "input");
  const names = events.map((one) => (one.kind === "button" ? `${one.down ? "down" : "up"} ${one.button}` : one.kind));
  assert.equal(
    names.filter((name, i) => name !== names[i - 1]),
    ["down 0", "move", "up 0", "down 2", "up 2"],
  );
  const up = events.find((one) => one.kind === "button" && !one.down);
  const edge = events.findLast(({ kind }) => kind === "move");
  assert.ok(edge?.kind === "move" && edge.x === 1 && up?.kind === "button" && up.x === 1);
  const box = await picture();
  await mouse.click(box.x - 4, box.y + 20);
  // Leaving the field lets go; more is not sent.
  assert.equal(
    (await settled()).map(({ kind }) => kind),
    ["release"],
  );
});

test("the wheel: 1/120 of a detent, and the page stays where it is", async () => {
  await grants();
  await ui.page.mouse.move(...(await at(0.5, 0.5)));
  await ui.page.mouse.wheel(0, 150);
  await ui.page.mouse.wheel(-75, 0);
  const turns = (await hears((all) => all.filter(({ kind }) => kind === "wheel").length === 2, "two turns")).filter(
    ({ kind }) => kind === "wheel",
  );
  assert.equal(
    turns.map((one) => one.kind === "wheel" && [one.dx, one.dy]),
    [
      [0, 120],
      [-60, 0],
    ],
  );
});

test("fingers: two at once, each its own, with a ring under each; the system may take them away", async () => {
  await grants();
  const touch = await ui.page.context().newCDPSession(ui.page);
  const send = async (type: string, ...points: [id: number, x: number, y: number][]) => {
    const touchPoints = await Promise.all(points.map(async ([id, x, y]) => ({ id, ...xy(await at(x, y)) })));
    await touch.send("Input.dispatchTouchEvent", { type: type as "touchStart", touchPoints });
  };
  const xy = ([x, y]: [number, number]) => ({ x, y });
  await send("touchStart", [1, 0.4, 0.5]);
  await send("touchStart", [1, 0.4, 0.5], [2, 0.6, 0.5]);
  await until(async () => (await ui.page.locator(".echo span").count()) === 2, "two rings");
  await ui.shot("control-touch");
  await send("touchMove", [1, 0.3, 0.5], [2, 0.7, 0.5]);
  await send("touchEnd", [2, 0.7, 0.5]);
  await send("touchCancel");
  const events = await hears((all) => all.some((one) => one.kind === "touch" && one.phase === "cancel"), "the cancel");
  const path = (finger: number) =>
    events
      .flatMap((one) => (one.kind === "touch" && one.finger === finger ? [one.phase] : []))
      .filter((phase, i, all) => phase !== all[i - 1]);
  assert.equal(
    [path(0), path(1)],
    [
      ["down", "move", "cancel"],
      ["down", "move", "up"],
    ],
  );
  await until(async () => (await ui.page.locator(".echo span").count()) === 0, "no ring");
  await ui.page.touchscreen.tap(...(await at(0.1, 0.9)));
  const tap = await hears((all) => all.some((one) => one.kind === "touch" && one.phase === "up"), "a tap");
  for (const one of tap) assert.ok(one.kind === "touch" && one.finger === 0 && (await isAt(one, 0.1, 0.9)), JSON.stringify(one));
});

test("keys by code, letters as text, Escape goes to the kiosk, and the console's own keys stay silent", async () => {
  await grants();
  await ui.page.mouse.click(...(await at(0.5, 0.5)));
  const { keyboard } = ui.page;
  await keyboard.type("Grüße, 你好, שלום 🙂");
  await keyboard.press("Enter");
  await keyboard.press("Backspace");
  await keyboard.press("Escape");
  await keyboard.press("Control+c");
  await keyboard.press("Shift+ArrowLeft");
  await keyboard.press("Tab");
  await keyboard.press("A");
  const events = await settled();
  assert.is(texts(events), "Grüße, 你好, שלום 🙂A");
  const each = ["Enter", "Backspace", "Escape"].flatMap((name) => [`+${name}`, `-${name}`]);
  assert.equal(keys(events), [
    ...each,
    ...["+ControlLeft", "+KeyC", "-KeyC", "-ControlLeft"],
    ...["+ShiftLeft", "+ArrowLeft", "-ArrowLeft", "-ShiftLeft"],
    ...["+Tab", "-Tab"],
  ]);
  await keyboard.press("m");
  await keyboard.press("?");
  assert.is(await ui.page.getByRole("dialog").count(), 0);
  assert.is(ui.said("agent/state").length, 0);
  await keyboard.down("Control");
  await keyboard.down("Alt");
  await keyboard.up("Alt");
  await keyboard.up("Control");
  assert.is(await ui.page.evaluate("document.activeElement === document.body"), true);
  await tells("control/release", () => keyboard.press("t"));
});

test("composed text, a soft keyboard and a long paste arrive whole and in order", async () => {
  await grants();
  await ui.page.getByText("Keyboard", { exact: true }).tap();
  await settled();
  const cdp = await ui.page.context().newCDPSession(ui.page);
  await cdp.send("Input.imeSetComposition", { text: "に", selectionStart: 1, selectionEnd: 1 });
  await cdp.send("Input.insertText", { text: "日本" });
  await ui.page.evaluate(() => {
    const field = document.querySelector("textarea");
    for (const inputType of ["deleteContentBackward", "insertLineBreak"]) field?.dispatchEvent(new InputEvent("input", { inputType }));
  });
  const composed = await settled();
  assert.is(texts(composed), "日本");
  assert.equal(keys(composed), ["+Backspace", "-Backspace", "+Enter", "-Enter"]);
  const long = `${"x".repeat(MAX_TEXT_UNITS - 1)}🙂\r\nשלום`;
  const paste = (text: string) =>
    ui.page.evaluate((pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", pasted);
      document.querySelector("textarea")?.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true }));
    }, text);
  await paste(long);
  await ui.page.keyboard.type("!");
  const events = await settled();
  assert.is(texts(events), `${long.replace("\r", "")}!`);
  assert.ok(events.every((one) => one.kind === "text"));
  assert.is(await ui.page.locator("textarea").inputValue(), "  ");
  await paste("y".repeat(4097));
  await ui.page.getByText("too much to paste at once").waitFor();
  assert.equal(await settled(), []);
});

test("a picture that is turned is met where it shows, and a pen touches as a finger does", async () => {
  await grants();
  const turn = (transform: string) =>
    ui.page.locator(".picture").evaluate((box, css) => (box as HTMLElement).style.setProperty("transform", css), transform);
  try {
    await turn("rotate(90deg)");
    const { x, y, width, height } = await picture();
    // Upright of the picture runs to the left of the page: its top left corner is the box's top right.
    const pen = await ui.page.context().newCDPSession(ui.page);
    const [penX, penY] = [x + 0.75 * width, Math.max(10, y) + 100];
    for (const type of ["mousePressed", "mouseReleased"] as const) {
      await pen.send("Input.dispatchMouseEvent", { type, x: penX, y: penY, button: "left", clickCount: 1, pointerType: "pen" });
    }
    const [down] = await hears((all) => all.some((one) => one.kind === "touch" && one.phase === "up"), "the pen");
    assert.ok(down?.kind === "touch" && down.phase === "down", JSON.stringify(down));
    assert.ok(Math.abs(down.x - (penY - y) / height) < 2 / height && Math.abs(down.y - 0.25) < 3 / width, JSON.stringify(down));
  } finally {
    await turn("none");
  }
});

test("after a reload the device says again how control stands", async () => {
  await grants();
  ui.desk.onOpen = () => {
    ui.desk.send(sampleWelcome({ operatorKey: ui.desk.operator.publicKey, active: sampleCard() }));
    ui.desk.send({ type: "contact/accepted", contact: "contact-1", epoch: 1, iceServers: [] });
  };
  await ui.page.reload();
  await until(() => ui.said("call/renew").length > 0, "call/renew");
  await device.call("contact-1");
  await ui.page.getByText("Live", { exact: true }).waitFor();
  await ui.page.getByText("To touch or type, ask the customer").waitFor();
  await grants();
  await ui.page.mouse.click(...(await at(0.5, 0.5)));
  await ui.page.keyboard.type("back");
  assert.is(texts(await settled()), "back");
  await ui.shot("control-typing");
});

test("leaving lets go: of the field, of the window; a grant that ends or pauses takes the keys with it", async () => {
  await grants();
  const hold = async () => {
    await ui.page.mouse.move(...(await at(0.5, 0.5)));
    await ui.page.mouse.down();
    await ui.page.keyboard.down("ArrowUp");
    await hears((all) => keys(all).includes("+ArrowUp"), "a key that is held");
  };
  const letGo = async () => {
    await ui.page.mouse.up();
    await ui.page.keyboard.up("ArrowUp");
  };
  await hold();
  await ui.page.evaluate("document.activeElement.blur()");
  await hears((all) => all.some(({ kind }) => kind === "release"), "the release");
  await letGo();
  await hold();
  await ui.page.evaluate("dispatchEvent(new Event('blur'))");
  await hears((all) => all.some(({ kind }) => kind === "release"), "the release");
  await letGo();
  await hold();
  await says({ state: "paused", reason: "customer-touching" });
  const last = await hears((all) => all.some(({ kind }) => kind === "release"), "the release");
  await letGo();
  await ui.page.keyboard.type("not now");
  assert.is(last.at(-1)?.kind, "release");
  await grants();
  // What was up while paused is not sent late, and the field still has the focus.
  await ui.page.keyboard.type("now");
  const after = await settled();
  assert.is(texts(after), "now");
  assert.equal(keys(after), []);
});

test("without a grant nothing is sent, whatever the agent does; nor under a veil, nor without the right", async () => {
  const tryAll = async () => {
    await ui.page.mouse.click(...(await at(0.5, 0.5)));
    await ui.page.mouse.wheel(0, 100);
    await ui.page.touchscreen.tap(...(await at(0.2, 0.2)));
    await ui.page.keyboard.press("ArrowDown");
  };
  await tryAll();
  await says({ state: "asking", reason: "waiting-for-answer" });
  await tryAll();
  await grants(["type"]);
  await ui.page.mouse.click(...(await at(0.5, 0.5)));
  await ui.page.touchscreen.tap(...(await at(0.2, 0.2)));
  assert.equal(await settled(), []);
  await grants();
  await device.do("hide", true);
  await ui.page.getByText("The customer has hidden their screen").first().waitFor();
  await tryAll();
  await device.do("hide", false);
  await until(() => ui.page.evaluate("!alongsideStats.picture().isHidden && alongsideStats.input.can('type')"), "the screen again");
  assert.equal(
    (await settled()).filter(({ kind }) => kind !== "release"),
    [],
  );
  await grants(["touch"]);
  await ui.page.mouse.click(...(await at(0.5, 0.5)));
  await ui.page.keyboard.type("x");
  const clicked = await hears((all) => all.some((one) => one.kind === "button" && !one.down), "a click");
  assert.ok(
    clicked.every(({ kind }) => kind === "button" || kind === "move" || kind === "release"),
    JSON.stringify(clicked),
  );
});

test.run();
