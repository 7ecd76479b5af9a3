import { mkdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { type Browser, type CDPSession, chromium, type Page } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readStripRow } from "#protocol/strip";
import { until } from "./test/panel-in-chromium.ts";

const shots = process.env.ALONGSIDE_SHOTS;
const app = "ui-shell/app";
const types: Record<string, string> = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript" };
let server: Server;
let browser: Browser;
let page: Page;
let address: string;
const foreign: string[] = [];

const test = suite("the sample app in Chromium");

test.before(async () => {
  server = createServer(({ url }, response) => {
    const { pathname } = new URL(url ?? "/", "http://here");
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    response.setHeader("content-type", types[extname(name)] ?? "text/plain");
    try {
      response.end(readFileSync(join(app, name)));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--no-first-run"] });
  if (shots) mkdirSync(shots, { recursive: true });
});

test.before.each(async () => {
  page = await browser.newPage({ viewport: { width: 1280, height: 800 }, hasTouch: true });
  page.on("request", (request) => !request.url().startsWith(address) && foreign.push(request.url()));
});

test.after.each(async () => {
  touch = null;
  await page.close();
});

test.after(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

const tap = (name: string) => page.getByRole("button", { name, exact: true }).tap();
const title = () => page.title();

async function shot(name: string): Promise<void> {
  const cut = await page.evaluate(
    () => document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth,
  );
  assert.not(cut, `${name} fits the screen`);
  const outside = await page.evaluate(() =>
    [...document.querySelectorAll("button, input, h1")]
      .filter((element) => element.checkVisibility() && !element.closest(".list"))
      .map((element) => element.getBoundingClientRect())
      .filter(({ bottom, right, height }) => bottom > innerHeight || right > innerWidth || height < 40),
  );
  assert.equal(outside, [], name);
  if (shots) await page.screenshot({ path: join(shots, `app-${name}.png`) });
}

test("a patient checks in by touch alone", async () => {
  await page.goto(address);
  assert.is(await title(), "Check-in: welcome");
  await shot("welcome");
  await tap("Check in");
  assert.is(await page.evaluate(() => document.body.dataset.page), "Check-in: name");
  for (const letter of "ada") await tap(letter);
  await tap("Next");
  await page.getByText("Please enter your first and last name.").waitFor();
  await page.getByLabel("Last name").tap();
  for (const letter of "byron") await tap(letter);
  await shot("name");
  assert.equal([await page.getByLabel("First name").inputValue(), await page.getByLabel("Last name").inputValue()], ["Ada", "Byron"]);
  await tap("Next");
  for (const digit of "02311985") await tap(digit);
  await tap("Next");
  await page.getByText("Please enter your date of birth").waitFor();
  for (let digit = 0; digit < 4; digit++) await tap("Delete");
  await page.getByLabel("Day").tap();
  for (let digit = 0; digit < 2; digit++) await tap("Delete");
  for (const digit of "101985") await tap(digit);
  await shot("date-of-birth");
  await tap("Next");
  assert.is(await title(), "Check-in: card PIN");
  for (const digit of "4711") await tap(digit);
  await shot("pin");
  const pin = page.getByLabel("PIN");
  assert.equal([await pin.getAttribute("type"), await pin.getAttribute("data-private")], ["password", ""]);
  await tap("Next");
  await page.getByText("February 10, 1985").waitFor();
  assert.not.match(await page.content(), /4711/);
  await shot("confirm");
  await tap("Yes, check me in");
  assert.is(await title(), "Check-in: done");
  await shot("done");
  await tap("Finish");
  await tap("Check in");
  assert.is(await page.getByLabel("First name").inputValue(), "");
});

test("an address opens any page of it", async () => {
  const titles: string[] = [];
  for (const n of [1, 2, 3, 4, 5, 6, 99, -1, "x"]) {
    await page.goto(`${address}?page=${n}`);
    titles.push((await title()).replace("Check-in: ", ""));
  }
  assert.equal(titles, ["welcome", "name", "date of birth", "card PIN", "confirm", "done", "done", "welcome", "welcome"]);
});

test("a note in any script is read back as it was written, and goes with its patient", async () => {
  await page.goto(address);
  await tap("A note for your doctor");
  const text = "Grüße, 你好, שלום 🙂";
  await page.keyboard.insertText(text);
  assert.is(await page.locator("blockquote").textContent(), text);
  await shot("note");
  await tap("Back");
  assert.is(await title(), "Check-in: welcome");
  await page.goto(`${address}?page=6`);
  await tap("A note for your doctor");
  await page.keyboard.insertText("mine");
  await tap("Back");
  await tap("Finish");
  await tap("A note for your doctor");
  assert.is(await page.getByLabel("Your note").inputValue(), "");
});

const hands = () => page.locator(".hands").textContent();
const says = () => page.locator(".says").textContent();

/** What is down belongs to the session that put it down. */
let touch: CDPSession | null = null;

/** Fingers on the plan by points in the frame; an empty list lifts them all. */
async function fingers(type: "touchStart" | "touchMove" | "touchEnd", ...points: readonly (readonly [number, number])[]): Promise<void> {
  const box = await page.locator(".frame").boundingBox();
  if (!box) throw new Error("the plan must be shown");
  touch ??= await page.context().newCDPSession(page);
  const touchPoints = points.map(([x, y], id) => ({ id, x: box.x + x, y: box.y + y }));
  await touch.send("Input.dispatchTouchEvent", { type, touchPoints });
}

test("the plan zooms by two fingers and more, by the wheel and by its buttons", async () => {
  await page.goto(`${address}?page=way`);
  assert.is(await hands(), "Zoom 100 %, no fingers");
  await fingers("touchStart", [200, 200], [300, 200]);
  assert.is(await hands(), "Zoom 100 %, 2 fingers");
  await fingers("touchMove", [150, 200], [350, 200]);
  assert.is(await hands(), "Zoom 200 %, 2 fingers");
  await fingers("touchStart", [150, 200], [350, 200], [250, 400]);
  assert.is(await hands(), "Zoom 200 %, 3 fingers");
  await fingers("touchEnd");
  assert.match((await hands()) ?? "", /no fingers/);
  await page.goto(`${address}?page=way`);
  await tap("Zoom in");
  assert.is(await hands(), "Zoom 150 %, no fingers");
  await page.mouse.move(600, 400);
  await page.mouse.wheel(0, -240);
  await page.getByText("Zoom 300 %").waitFor();
  await shot("way");
});

test("a room that is held tells about itself; the pin is dragged; the list scrolls", async () => {
  await page.goto(`${address}?page=way`);
  const box = await page.locator(".frame").boundingBox();
  assert.ok(box);
  const at = (x: number, y: number): [number, number] => [(x * box.width) / 800, (y * box.width) / 800];
  await fingers("touchStart", at(565, 380));
  await page.getByText("Pharmacy: Open from 8:00").waitFor();
  await fingers("touchEnd");
  await fingers("touchStart", at(400, 425));
  await fingers("touchMove", at(300, 300));
  await fingers("touchMove", at(100, 80));
  await fingers("touchEnd");
  assert.is(await says(), "You are here: Radiology");
  await page.mouse.click(box.x + at(110, 380)[0], box.y + at(110, 380)[1]);
  assert.is(await says(), "Blue waiting area");
  const list = page.locator(".list");
  await list.hover();
  await page.mouse.wheel(0, 600);
  await until(async () => (await list.evaluate(({ scrollTop }) => scrollTop)) > 300);
  await page.getByRole("button", { name: "Ward A, floor 2" }).click();
  assert.is(await says(), "Ward A, floor 2: please take the lift.");
});

test("four taps on the logo do nothing; five open the staff menu", async () => {
  await page.goto(address);
  for (let taps = 0; taps < 4; taps++) await tap("Riverside Clinic");
  assert.not(await page.getByText("Staff menu").isVisible());
  await tap("Riverside Clinic");
  await page.getByText("Staff menu").waitFor();
  await shot("staff-menu");
  await tap("Scroll test");
  await page.waitForURL(/scenes\.html\?scene=scroll/);
});

async function openStaff(): Promise<void> {
  await page.goto(address);
  for (let taps = 0; taps < 5; taps++) await tap("Riverside Clinic");
}

test("the hidden switch hangs the page for good", async () => {
  await openStaff();
  await tap("Hang the app");
  await new Promise((done) => setTimeout(done, 400));
  const answered = await Promise.race([page.evaluate(() => true), new Promise((done) => setTimeout(() => done(false), 1500))]);
  assert.is(answered, false);
});

test("the hidden switch crashes the page's process", async () => {
  await openStaff();
  const crashed = new Promise<boolean>((done) => {
    page.once("crash", () => done(true));
    setTimeout(() => done(false), 20_000).unref();
  });
  await tap("Crash");
  assert.ok(await crashed);
});

/** Reads the stamp of the canvas: frame and age in ms. */
async function stamp(): Promise<{ frame: number; ageMs: number } | null> {
  const { row, width, now } = await page.evaluate(() => {
    const canvas = document.querySelector("canvas") as HTMLCanvasElement;
    const { data } = (canvas.getContext("2d") as CanvasRenderingContext2D).getImageData(0, 4, canvas.width, 1);
    return { row: [...data], width: canvas.width, now: Date.now() };
  });
  const strip = readStripRow(row, width, 1, 4);
  return strip && { frame: strip.frame, ageMs: (now - strip.captureMs) % (2 ** 32 / 10) };
}

for (const scene of ["unchanged", "static", "scroll", "video-quarter", "video"]) {
  test(`scene ${scene} carries a stamp that protocol/strip.ts reads`, async () => {
    await page.goto(`${address}scenes.html?scene=${scene}`);
    await new Promise((done) => setTimeout(done, 1300));
    const first = await stamp();
    const began = Date.now();
    await new Promise((done) => setTimeout(done, 1200));
    const second = await stamp();
    const seconds = (Date.now() - began) / 1000;
    assert.ok(first && second);
    const frames = second.frame - first.frame;
    if (scene === "unchanged") assert.is(frames, 0);
    else if (scene === "static") assert.ok(frames >= 1 && frames <= seconds + 1, `${frames} frames in ${seconds} s`);
    else assert.ok(frames > 2 && frames <= seconds * 32 + 3 && second.ageMs < 3000, `${frames} frames in ${seconds} s, ${second.ageMs} ms`);
    if (shots) await page.screenshot({ path: join(shots, `scene-${scene}.png`) });
  });
}

test("asks nobody else for anything", () => {
  assert.equal(foreign, []);
});

test.run();
