import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { FakeClock } from "../core/fake-clock.ts";
import { FakeLog } from "../core/fake-ports.ts";
import { systemClock } from "./clock.ts";
import { createRoad } from "./desk-road.ts";
import { askTime } from "./desk-time.ts";
import { makeCertificate } from "./testing/certificates.ts";
import { until } from "./testing/inbox.ts";
import { Lab } from "./testing/lab.ts";
import { TestDesk } from "./testing/test-desk.ts";
import { WallClock } from "./wall-clock.ts";

const YEAR_MS = 365.25 * 86_400_000;
const test = suite<{ folder: string; log: FakeLog; clock: FakeClock }>("wall clock");
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), "alongside-clock-"));
  context.log = new FakeLog();
  context.clock = new FakeClock();
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

const wish = (folder: string) => (existsSync(join(folder, "clock")) ? readFileSync(join(folder, "clock"), "utf8") : null);

test("follows the desk when it is wrong by more than it may be, and only then", ({ folder, log, clock }) => {
  const wall = new WallClock({ clock, log, folder, uptime: () => 71.8 }, async () => null);
  wall.told(clock.wallMs() + 1900, 100);
  wall.told(clock.wallMs() - 5000, 6001);
  assert.is(wish(folder), null);
  wall.told(clock.wallMs() + 5000, 200);
  assert.is(wish(folder), `${Math.round((clock.wallMs() + 5100) / 1000)} 71\n`);
});

test("is moved twice a minute at most", ({ folder, log, clock }) => {
  const wall = new WallClock({ clock, log, folder, uptime: () => 1 }, async () => null);
  for (let n = 0; n < 50; n++) {
    wall.told(clock.wallMs() - 10 * YEAR_MS, 100);
    clock.advance(1000);
  }
  assert.is(log.lines.length, 2);
});

test("asks the desk when a certificate does not hold, seldom, and says what it finds", async ({ folder, log, clock }) => {
  let asked = 0;
  const answers = [
    async () => null,
    async () => ({ wallMs: clock.wallMs() + 300, errorMs: 5 }),
    () => Promise.reject(new Error("no answer")),
  ];
  const wall = new WallClock({ clock, log, folder, uptime: () => 1 }, () => (answers[asked++] as () => Promise<null>)());
  for (const words of [/before its enrolment/, /the desk's certificate has to be renewed/, /could not be asked/]) {
    wall.doubt();
    wall.doubt();
    const before = log.lines.length;
    await until("a word", () => log.lines.length > before);
    assert.match(log.lines.at(-1)?.text ?? "", words);
    clock.advance(30_000);
  }
  assert.is(asked, 3);
  assert.is(wish(folder), null);
});

test("believes an answer that is signed for its own question, whatever the certificate", async () => {
  const desk = new TestDesk();
  desk.tls = makeCertificate(new Date(Date.now() - 2 * YEAR_MS), new Date(Date.now() - YEAR_MS));
  desk.wallMs = () => Date.now() + 10 * YEAR_MS;
  await desk.start();
  const base = desk.url.replace("wss:", "https:");
  const road = createRoad({ url: desk.url }, []);
  const ask = (operatorKey = desk.operatorKey) => askTime(road, base, operatorKey, systemClock);
  try {
    const { wallMs, errorMs } = await ask();
    assert.ok(Math.abs(wallMs - desk.wallMs()) <= errorMs + 1000);
    const refused = async (words: RegExp, work: () => Promise<unknown>) =>
      assert.match(
        await work().then(
          () => "believed",
          (error: Error) => error.message,
        ),
        words,
      );
    await refused(/not signed with the operator's key/, () => ask(new TestDesk().operatorKey));
    const answers: object[] = [];
    desk.tamperTime = (answer) => {
      answers.push(answer);
      return { ...answer, wallMs: answer.wallMs + 1 };
    };
    await refused(/not signed/, ask);
    const [first = {}] = answers;
    desk.tamperTime = () => first;
    await refused(/not signed/, ask);
    for (const odd of [{}, { ...first, more: 1 }, { wallMs: "1", signature: "" }, []]) {
      desk.tamperTime = () => odd;
      await refused(/cannot be read/, ask);
    }
  } finally {
    await desk.stop();
  }
});

for (const [name, from, to] of [
  ["ten years behind", 9 * YEAR_MS, 11 * YEAR_MS],
  ["ten years ahead", -11 * YEAR_MS, -9 * YEAR_MS],
] as const) {
  test(`a daemon whose clock is ${name} learns the time from a desk whose certificate it cannot believe yet`, async () => {
    const lab = new Lab();
    lab.desk.tls = makeCertificate(new Date(Date.now() + from), new Date(Date.now() + to));
    lab.desk.wallMs = () => Date.now() + (from + to) / 2;
    const ca = join(lab.folder, "ca.pem");
    writeFileSync(ca, lab.desk.tls.cert);
    lab.deskConfig = `ca = "${ca}"`;
    await lab.start();
    try {
      await until("the right time to be written down", () => wish(join(lab.folder, "run")) !== null);
      const [seconds] = (wish(join(lab.folder, "run")) ?? "").split(" ").map(Number);
      assert.ok(Math.abs((seconds ?? 0) * 1000 - lab.desk.wallMs()) < 60_000);
      assert.ok(lab.log.lines.some(({ text }) => text.includes("does not hold at the time")));
      assert.not(
        lab.log.lines.some(({ text }) => text === "online"),
        "the connection itself waits until the clock is right",
      );
    } finally {
      await lab.stop();
    }
  });
}

test.run();
