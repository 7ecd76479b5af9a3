import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DaemonToScreen } from "#protocol/local-screen";
import { FakeClock } from "../core/fake-clock.ts";
import { FakeDesk, FakeJournal, FakeLog, FakeOutlet } from "../core/fake-ports.ts";
import { hideScreen, NO_LEASES, promiseLeases } from "../core/lease.ts";
import { CONTACT, STATE_NAMES, sample } from "../core/session.samples.ts";
import type { Session } from "../core/session-state.ts";
import type { ScreenView } from "../core/wanted.ts";
import { readIfThere, writeAtomic } from "./atomic-file.ts";
import { ClockSync } from "./clock-sync.ts";
import { DeviceContext, TELL_RATE } from "./device-context.ts";
import { Journal } from "./journal.ts";
import { cpuTimes, memoryShare, readLoad } from "./machine-load.ts";
import { notifySystemd } from "./sd-notify.ts";
import { mutated, seeded } from "./testing/seeded.ts";
import { Timeline } from "./timeline.ts";
import { VIEW_EVERY_MS, VIEW_FOR_MS, ViewKeeper } from "./view-keeper.ts";

interface Context {
  folder: string;
  run: string;
  state: string;
  log: FakeLog;
}

const test = suite<Context>("journal, timeline, clock, view, context, load");
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), "alongside-keep-"));
  context.run = join(context.folder, "run");
  context.state = join(context.folder, "state");
  mkdirSync(context.run);
  mkdirSync(context.state);
  context.log = new FakeLog();
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

const server = { urls: ["turn:h"], username: "u", credential: "secret-of-the-relay" };

test("a file is whole and private, and nothing is left beside it", ({ folder }) => {
  const path = join(folder, "a.json");
  assert.is(readIfThere(path), null);
  writeAtomic(path, "1");
  writeAtomic(path, "2");
  assert.is(readIfThere(path), "2");
  assert.equal(readdirSync(folder).sort(), ["a.json", "run", "state"]);
});

test("every state comes back from the journal as it was", ({ run, state, log }) => {
  for (const name of STATE_NAMES) {
    const journal = new Journal(run, state, log);
    const record = { boot: "b1", session: sample(name), leases: hideScreen(promiseLeases(NO_LEASES, CONTACT, ["view"])) };
    journal.save(record);
    const loaded = new Journal(run, state, log).load();
    assert.equal([loaded?.boot, loaded?.session, loaded?.leases], [record.boot, record.session, record.leases], name);
  }
});

test("the disk's copy is there when memory is gone, without the relay's password", async ({ run, state, log }) => {
  const session = sample("live", { iceServers: [server] });
  const journal = new Journal(run, state, log);
  journal.save({ boot: "b1", session, leases: hideScreen(NO_LEASES) });
  await journal.flush();
  assert.ok(readFileSync(join(run, "contact.json"), "utf8").includes(server.credential), "a restarted daemon needs it");
  assert.not(readFileSync(join(state, "contact.json"), "utf8").includes(server.credential));
  rmSync(join(run, "contact.json"));
  const loaded = new Journal(run, state, log).load();
  assert.is(loaded?.session.name, "live");
  assert.is.not(loaded?.boot, "b1", "started anew: no call is taken up for whoever stands there now");
  assert.ok(loaded?.leases.hidden);
});

test("the disk is written when something that lasts has changed, once for many changes, and nothing is left beside it", async (context) => {
  const { run, state, log } = context;
  const journal = new Journal(run, state, log);
  const path = join(state, "contact.json");
  const save = (session: Session) => journal.save({ boot: "b1", session, leases: NO_LEASES });
  save(sample("queued"));
  assert.is(readIfThere(path), null, "not before its turn");
  save(sample("offered"));
  save(sample("queued", { position: 9, notice: "no-agent" }));
  await journal.flush();
  const { ino } = statSync(path);
  save(sample("queued", { position: 3 }));
  await journal.flush();
  assert.is(statSync(path).ino, ino, "a place in line is no news for the disk");
  save(sample("offered"));
  await journal.flush();
  assert.is.not(statSync(path).ino, ino);
  assert.equal(readdirSync(state), ["contact.json"]);
  assert.is(statSync(path).mode & 0o777, 0o600);
});

test("a damaged, old or foreign journal is left out with a word", ({ run, state, log }) => {
  for (const text of ["", "{", "[]", '{"version":0}', '{"version":1,"boot":"b","session":{"name":"live"},"leases":{}}']) {
    writeFileSync(join(run, "contact.json"), text);
    assert.is(new Journal(run, state, log).load(), null, text);
  }
  assert.is(log.lines.filter(({ level }) => level === "warn").length >= 5, true);
});

test("no journal whatever stops the daemon", ({ run, state, log }) => {
  const random = seeded(13);
  const good = { version: 1, boot: "b", session: sample("live", { iceServers: [server] }), leases: NO_LEASES };
  for (let n = 0; n < 1500; n++) {
    const text = random(2) ? mutated(good, random) : JSON.stringify({ ...good, session: JSON.parse(safe(mutated(good.session, random))) });
    writeFileSync(join(run, "contact.json"), text);
    const loaded = new Journal(run, state, log).load();
    assert.ok(loaded === null || STATE_NAMES.includes(loaded.session.name));
  }
});

function safe(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return "null";
  }
}

test("a disk that cannot be written is logged and nothing else", async ({ run, state, log }) => {
  const journal = new Journal(run, join(state, "absent"), log);
  journal.save({ boot: "b", session: sample("queued"), leases: NO_LEASES });
  await journal.flush();
  assert.ok(log.lines.some(({ level }) => level === "error"));
  assert.is(journal.load()?.session.name, "queued", "memory has it");
});

test("marks are kept until the desk has them, over a restart", () => {
  const journal = new FakeJournal();
  const desk = new FakeDesk();
  const first = new Timeline("b1", journal, desk);
  first.early("gesture", 1);
  first.mark(CONTACT, "requested", 5);
  first.mark(CONTACT, "requested", 6);
  first.mark(CONTACT, "ended", 9);
  const names = () => desk.sent.map((body) => (body.type === "contact/marks" ? body.marks.map(({ name }) => name).join("+") : body.type));
  assert.equal(names(), ["gesture+requested", "ended"]);
  desk.sent.length = 0;
  new Timeline("b1", journal, desk).sendKept();
  assert.equal(names(), ["gesture+requested+ended"]);
  desk.acknowledge();
  assert.equal(journal.marks.contacts, []);
});

test("the end of a contact is kept until the desk has it, over a restart", () => {
  const journal = new FakeJournal();
  const desk = new FakeDesk();
  new Timeline("b1", journal, desk).end(CONTACT, { by: "customer", reason: "ended at the device" });
  const next = new FakeDesk();
  new Timeline("b1", journal, next).sendKept();
  assert.equal(next.sent, [{ type: "contact/end", contact: CONTACT, by: "customer", reason: "ended at the device" }]);
  next.acknowledge();
  const last = new FakeDesk();
  new Timeline("b1", journal, last).sendKept();
  assert.equal(last.sent, []);
});

test("probes in rounds of five, believes only what it asked for, and tells the offset", () => {
  const clock = new FakeClock();
  const desk = new FakeDesk();
  const told: number[] = [];
  const sync = new ClockSync("b1", clock, desk, ({ offsetMs }) => told.push(offsetMs));
  const answer = () => {
    const probe = desk.sent.findLast((body) => body.type === "clock/probe");
    if (probe?.type === "clock/probe") sync.take({ sentMs: probe.sentMs, deskMs: probe.sentMs + 1002, deskBoot: "d" });
  };
  sync.start();
  sync.take({ sentMs: 12, deskMs: 99, deskBoot: "d" });
  for (let n = 0; n < 5; n++) {
    clock.advance(4);
    answer();
    answer();
    clock.advance(196);
  }
  assert.equal(told, [1000]);
  assert.equal(desk.sent.at(-1), { type: "clock/offset", boot: "b1", offsetMs: 1000, errorMs: 2 });
  assert.is(desk.sent.filter(({ type }) => type === "clock/probe").length, 5);
  clock.advance(30_000);
  assert.ok(desk.sent.filter(({ type }) => type === "clock/probe").length > 5);
  sync.stop();
  assert.is(clock.pending, 0);
});

test("renews the lease every 80 ms while it is wanted, says changes at once, and stops", () => {
  const clock = new FakeClock();
  const screen = new FakeOutlet<DaemonToScreen>();
  let wanted: ScreenView = "off";
  const keeper = new ViewKeeper(screen, clock, () => wanted);
  const sent = () => screen.take().map((message) => (message.type === "screen/view" ? `${message.state} ${message.forMs}` : message.type));
  keeper.follow();
  assert.equal(sent(), [], "nothing is said while nothing is wanted");
  wanted = "live";
  keeper.follow();
  keeper.follow();
  assert.equal(sent(), [`live ${VIEW_FOR_MS}`]);
  clock.advance(3 * VIEW_EVERY_MS);
  assert.equal(sent(), Array(3).fill(`live ${VIEW_FOR_MS}`));
  wanted = "hidden";
  clock.advance(VIEW_EVERY_MS);
  assert.equal(sent(), [`hidden ${VIEW_FOR_MS}`], "a lease that ran out is not renewed once more");
  wanted = "off";
  keeper.follow();
  assert.equal(sent(), [`off ${VIEW_FOR_MS}`]);
  clock.advance(10 * VIEW_EVERY_MS);
  assert.equal(sent(), []);
  assert.is(clock.pending, 0);
});

test("a new screen process is told at once what it may do", () => {
  const clock = new FakeClock();
  const screen = new FakeOutlet<DaemonToScreen>();
  const keeper = new ViewKeeper(screen, clock, () => "live");
  keeper.follow();
  screen.take();
  keeper.screenCame();
  assert.is(screen.take().length, 1);
  keeper.stop();
  assert.equal(
    screen.take().map((message) => message.type === "screen/view" && message.state),
    ["off"],
  );
});

test("the desk hears of the device when something has changed, and again when it asks", () => {
  const clock = new FakeClock();
  const desk = new FakeDesk();
  let memoryAvailable = 0.5;
  const peers = () => ({ screenConnected: true, mediaConnected: true });
  const context = new DeviceContext({ locale: "en", version: "1" }, desk, clock, peers, () => ({ memoryAvailable, cpuUsed: 0.1 }));
  context.start();
  clock.advance(30_000);
  assert.is(desk.sent.length, 1);
  memoryAvailable = 0.01;
  clock.advance(10_000);
  context.setPage("Clinic", "Name");
  context.tell();
  assert.is(desk.sent.length, 3);
  assert.equal([context.current.health, context.current.page], ["bad", "Name"]);
  context.tell(true);
  assert.is(desk.sent.length, 4);
  desk.isOnline = false;
  context.setPage("Clinic", "Birth");
  assert.is(desk.sent.length, 4, "an absent desk gets the newest when it is back, not a heap of old ones");
  context.stop();
});

test("an app that changes its title without end is told at a bounded rate, and its last title at the end", () => {
  const [clock, desk] = [new FakeClock(), new FakeDesk()];
  const peers = () => ({ screenConnected: true, mediaConnected: true });
  const context = new DeviceContext({ locale: "en", version: "1" }, desk, clock, peers, () => ({ memoryAvailable: 0.5, cpuUsed: 0.1 }));
  context.start();
  for (let n = 1; n <= 600; n++) {
    context.setPage("Clinic", `Page ${n}`);
    clock.advance(1000 / 60);
  }
  clock.advance(2000);
  const told = desk.sent.flatMap((message) => (message.type === "device/context" ? [message.context.page] : []));
  assert.is(told.at(-1), "Page 600");
  assert.ok(told.length >= 10 && told.length <= 10 + 2 * TELL_RATE.burst, `${told.length} told in ten seconds`);
  context.setPage("Clinic", "One more");
  context.setPage("Clinic", "Two more");
  context.stop();
  assert.is(clock.pending, 0);
});

test("reads memory and processor from the kernel's words", () => {
  assert.is(memoryShare("MemTotal:  1000 kB\nMemAvailable:  250 kB\n"), 0.25);
  assert.is(memoryShare("nonsense"), null);
  assert.equal(cpuTimes("cpu  10 0 10 70 10 0 0 0 0 0\n"), { busy: 20, total: 100 });
  assert.is(cpuTimes(""), null);
  const stats = ["cpu  10 0 10 80 0 0 0 0\n", "cpu  60 0 10 130 0 0 0 0\n"];
  let reading = 0;
  const load = readLoad((path) => (path === "/proc/stat" ? (stats[reading] ?? "") : "MemTotal: 4 kB\nMemAvailable: 1 kB\n"));
  assert.equal(load(), { memoryAvailable: 0.25, cpuUsed: null });
  reading = 1;
  assert.equal(load(), { memoryAvailable: 0.25, cpuUsed: 0.5 });
  const blind = readLoad(() => {
    throw new Error("no /proc");
  });
  assert.equal(blind(), { memoryAvailable: null, cpuUsed: null });
  const here = readLoad()();
  assert.ok(here.memoryAvailable !== null && here.memoryAvailable > 0 && here.memoryAvailable <= 1);
});

test("systemd hears READY once and WATCHDOG at half its time; nobody else hears anything", () => {
  const clock = new FakeClock();
  const said: string[] = [];
  const say = (words: string[]) => said.push(...words);
  notifySystemd(clock, {}, say)();
  assert.equal(said, []);
  const end = notifySystemd(clock, { NOTIFY_SOCKET: "/run/x", WATCHDOG_USEC: "10000000" }, say);
  clock.advance(10_000);
  end();
  assert.equal(said, ["READY=1", "WATCHDOG=1", "WATCHDOG=1", "STOPPING=1"]);
  assert.is(clock.pending, 0);
});

test.run();
