import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { DaemonToScreen } from "#protocol/local-screen";
import { built, DaemonEnd, NoticeReader, nowMs, Painter, pause, Stage, until } from "./dev-parts.ts";
import { GlassEnd } from "./glass-end.ts";

/** What `screen` injects, as a client of a real compositor gets it. */
interface World {
  stage: Stage;
  compositor: ChildProcess;
  painter: Painter;
  screen: ChildProcess;
  daemon: DaemonEnd;
}

const PATIENT_MS = 30_000;
const LEFT = 0x110;
const SHIFT = 42;
const A = 30;
const tests = suite<World>("screen's input on a real compositor");

async function start(world: World, ...options: string[]): Promise<void> {
  const paths = ["--daemon", world.stage.path("screen.sock"), "--frames", world.stage.directory];
  const before = world.daemon.received.length;
  world.screen = world.stage.start(built("native/screen"), [...paths, ...options]);
  await until("screen", () => world.daemon.received.slice(before).some(({ type }) => type === "screen/output"), PATIENT_MS);
}

async function paint(world: World): Promise<void> {
  world.painter = new Painter(world.stage.start(built("native/test/painter"), ["--record"]));
  await world.painter.ready();
  await heard(world, "focus");
  world.painter.events.length = 0;
}

tests.before.each(async (world) => {
  world.stage = new Stage();
  world.compositor = await world.stage.compositor("de");
  world.daemon = new DaemonEnd(world.stage.path("screen.sock"));
  await start(world, "--virtual-input");
  await paint(world);
});

tests.after.each(async (world) => {
  await world.daemon.close();
  await world.stage.close();
});

const heard = ({ painter }: World, line: string) => until(line, () => painter.events.includes(line), PATIENT_MS);
const lifted = ({ painter }: World) => painter.events.filter((line) => /^(key|button) \d+ up/.test(line)).length;
/** Keys and buttons whose last event is that they went down. */
const held = ({ painter }: World) => {
  const last = new Map<string, string>();
  for (const line of painter.events) {
    const [, what, how] = /^((?:key|button) \d+) (down|up)/.exec(line) ?? [];
    if (what && how) last.set(what, how);
  }
  return [...last].flatMap(([what, how]) => (how === "down" ? [what] : []));
};
const symbols = ({ painter }: World) => painter.events.flatMap((line) => /^key \d+ down (.*)/.exec(line)?.[1] ?? []);
const refusals = ({ daemon }: World) =>
  daemon.received.flatMap((message) => (message.type === "screen/trouble" && message.code === "input-refused" ? [message] : []));
const untyped = ({ daemon }: World) => daemon.received.flatMap((message) => (message.type === "screen/untyped" ? [message] : []));
const send = ({ daemon }: World, ...messages: DaemonToScreen[]) => {
  for (const message of messages) daemon.send(message);
};
const key = (code: number, down: boolean): DaemonToScreen => ({ type: "screen/key", code, down });
const button = (down: boolean): DaemonToScreen => ({ type: "screen/button", button: LEFT, down });
const move = (x: number, y: number): DaemonToScreen => ({ type: "screen/pointer", x, y });
const text = (serial: number, what: string): DaemonToScreen => ({ type: "screen/text", serial, text: what });

/** A key, a modifier and a button go down and are seen to. */
async function hold(world: World): Promise<void> {
  world.daemon.allowInput();
  send(world, move(400, 300), button(true), key(SHIFT, true), key(A, true));
  await heard(world, "key 30 down A");
  await heard(world, "button 272 down 400 300");
}

async function letGo(world: World): Promise<void> {
  await until("everything lifted", () => held(world).length === 0, PATIENT_MS);
}

tests("points, presses and turns where it is told, in order", async (world) => {
  world.daemon.allowInput();
  send(world, move(100, 200), button(true), move(110, 210), button(false), { type: "screen/wheel", dx: 0, dy: 60 });
  await heard(world, "axis 0 7.5");
  send(world, { type: "screen/wheel", dx: 0, dy: 60 });
  await heard(world, "detents 0 1");
  send(
    world,
    { type: "screen/wheel", dx: -120, dy: 0 },
    key(SHIFT, true),
    key(A, true),
    key(A, false),
    key(SHIFT, false),
    key(44, true),
    key(44, false),
  );
  await heard(world, "key 44 up z");
  await heard(world, "detents 1 -1");
  const presses = world.painter.events.filter((line) => /^(key|button)/.test(line));
  assert.equal(presses, [
    "button 272 down 100 200",
    "button 272 up 110 210",
    ...["key 42 down Shift_L", "key 30 down A", "key 30 up A", "key 42 up Shift_L", "key 44 down z", "key 44 up z"],
  ]);
  assert.is(
    world.painter.events.findLast((line) => line.startsWith("mods")),
    "mods 0",
  );
});

tests("shows no pointer of its own in the picture", async (world) => {
  const reader = new NoticeReader(world.stage.path("frames.sock"));
  world.daemon.grant("live");
  world.daemon.allowInput();
  send(world, move(5, 5));
  await heard(world, "motion 5 5");
  const first = await until("picture", () => reader.last, PATIENT_MS);
  send(world, move(300, 300), button(true), button(false));
  await heard(world, "button 272 up 300 300");
  await world.painter.paint(600, 600, 10, 10, "ffffff");
  const next = await until("next picture", () => reader.notices.find(({ frame }) => frame > first.frame), PATIENT_MS);
  assert.ok(next.damage.x > 500 && next.damage.y > 500, "what was painted is all that changed");
  reader.socket.destroy();
});

tests("types texts one after the other, each character pressed and lifted, and keys that came meanwhile after them", async (world) => {
  world.daemon.allowInput();
  send(world, text(1, "ab".repeat(40)), text(2, "ß\n"), key(28, true), key(28, false));
  await until("the second answer", () => world.daemon.last("screen/typed")?.serial === 2, PATIENT_MS);
  await heard(world, "key 28 up Return");
  assert.equal(symbols(world), [..."ab".repeat(40), "ssharp", "Return", "Return"]);
  const keys = world.painter.events.filter((line) => line.startsWith("key "));
  for (let at = 0; at < keys.length; at += 2) assert.is(keys[at + 1], keys[at]?.replace("down", "up"));
  assert.equal(
    world.daemon.received.flatMap((message) => (message.type === "screen/typed" ? message.serial : [])),
    [1, 2],
  );
});

tests("lets go of everything when the daemon hangs, and takes nothing until it is back", async (world) => {
  await hold(world);
  send(world, text(1, "x".repeat(2000)));
  const began = nowMs();
  world.daemon.lapse();
  send(world, { type: "screen/input", forMs: 250 });
  await until("everything lifted", () => lifted(world) >= 3 && held(world).length === 0, PATIENT_MS);
  process.stdout.write(
    `lifted ${(nowMs() - began).toFixed(0)} ms after the last lease of 250 ms; ${symbols(world).length - 2} of 2000 typed\n`,
  );
  await pause(400);
  const before = world.painter.events.length;
  send(world, key(A, true), button(true), text(2, "y"));
  await until("refusals", () => refusals(world).length === 1 && untyped(world).length === 2, PATIENT_MS);
  assert.match(refusals(world)[0]?.message ?? "", /without a lease/);
  assert.equal(
    untyped(world).map(({ serial }) => serial),
    [1, 2],
    "the one that was cut off, and the one that came too late",
  );
  world.daemon.allowInput();
  send(world, text(3, "z"));
  await until("typed", () => world.daemon.last("screen/typed")?.serial === 3, PATIENT_MS);
  await heard(world, "key 184 up z");
  assert.is(world.daemon.received.filter(({ type }) => type === "screen/typed").length, 1, "the first text was forgotten");
  assert.not(world.painter.events.slice(before).some((line) => /key 30|button|y$/.test(line)));
});

tests("lets go of everything when the daemon dies", async (world) => {
  await hold(world);
  await world.daemon.close();
  await letGo(world);
});

tests("lets go of everything when it is told to, and forgets the texts that wait", async (world) => {
  await hold(world);
  send(world, { type: "screen/release" });
  await letGo(world);
  send(world, text(1, "x".repeat(2000)), { type: "screen/release" }, text(2, "q"));
  await until("typed", () => world.daemon.last("screen/typed")?.serial === 2, PATIENT_MS);
  await heard(world, "key 184 up q");
  assert.not(world.daemon.received.some((message) => "serial" in message && message.serial === 1 && message.type !== "screen/own-applied"));
});

/** As in the rig, the seat has another pointer and keyboard: without, clients forget theirs and what they held. */
async function addGlass({ stage, painter }: World): Promise<void> {
  stage.start(built("test-rig/native/glass"), ["--socket", stage.path("glass.sock")]);
  await until("glass", () => existsSync(stage.path("glass.sock")), PATIENT_MS);
  const glass = new GlassEnd(stage.path("glass.sock"));
  const press = () => {
    for (const down of [true, false]) glass.send({ type: "glass/key", code: 57, down });
    return painter.events.includes("key 57 up space");
  };
  await until("the glass's keyboard", press, PATIENT_MS);
}

for (const when of ["held", "typing"]) {
  tests(`leaves nothing pressed when it is killed while ${when}, once its successor is there`, async (world) => {
    await addGlass(world);
    if (when === "held") await hold(world);
    world.daemon.allowInput();
    send(world, text(1, "kill".repeat(500)));
    if (when === "typing") await until("typing", () => symbols(world).length > 50, PATIENT_MS);
    world.screen.kill("SIGKILL");
    await until("end", () => world.screen.signalCode, PATIENT_MS);
    await start(world, "--virtual-input");
    world.daemon.allowInput();
    send(world, text(2, "."));
    await until("typed by the next", () => world.daemon.last("screen/typed")?.serial === 2, PATIENT_MS);
    await heard(world, "key 184 up period");
    assert.equal(held(world), []);
    assert.is(
      world.painter.events.findLast((line) => line.startsWith("mods")),
      "mods 0",
    );
  });
}

tests("lets go of everything when it is told to end", async (world) => {
  await addGlass(world);
  await hold(world);
  world.screen.kill("SIGTERM");
  await until("everything lifted", () => held(world).length === 0, PATIENT_MS);
});

tests("makes its devices anew when the compositor comes back", async (world) => {
  await hold(world);
  // More than is typed before the compositor has gone.
  for (const serial of [7, 8, 9]) send(world, text(serial, "漢".repeat(680)));
  world.compositor.kill("SIGKILL");
  await until("a word for each text", () => untyped(world).length === 3, PATIENT_MS);
  assert.equal(
    untyped(world).map(({ serial }) => serial),
    [7, 8, 9],
  );
  await until("trouble", () => world.daemon.last("screen/trouble")?.code === "compositor-lost", PATIENT_MS);
  world.compositor = await world.stage.compositor();
  await paint(world);
  send(world, text(1, "again"), key(A, true), key(A, false), move(9, 9), button(true), button(false));
  await heard(world, "key 30 up a");
  await heard(world, "button 272 up 9 9");
  assert.equal(symbols(world), [..."again", "a"]);
});

tests("refuses what breaks the protocol, parts from who sends it, and injects nothing of it", async (world) => {
  const wrong = [
    { type: "screen/pointer", x: -1, y: 0 },
    { type: "screen/pointer", x: 1.5, y: 0 },
    { type: "screen/pointer", x: 1 },
    { type: "screen/button", button: 275, down: true },
    { type: "screen/button", button: LEFT, down: 1 },
    { type: "screen/key", code: 0, down: true },
    { type: "screen/key", code: 768, down: true },
    { type: "screen/key", code: "30", down: true },
    { type: "screen/wheel", dx: 0, dy: 40_000 },
    { type: "screen/text", serial: 1, text: "" },
    { type: "screen/text", serial: 1, text: "x".repeat(2049) },
    { type: "screen/input", forMs: 60_000 },
  ];
  for (const message of wrong) {
    const hellos = () => world.daemon.received.filter(({ type }) => type === "screen/hello").length;
    const before = hellos();
    world.daemon.allowInput();
    send(world, message as DaemonToScreen);
    await until(`parting after ${JSON.stringify(message).slice(0, 60)}`, () => hellos() > before, PATIENT_MS);
  }
  world.daemon.allowInput();
  send(world, move(5000, 5000), key(700, true), text(1, "\u001b"), text(2, "."));
  await until("typed", () => world.daemon.last("screen/typed")?.serial === 2, PATIENT_MS);
  await heard(world, "key 184 up period");
  assert.equal(symbols(world), ["period"]);
  assert.is(
    untyped(world).find(({ serial }) => serial === 1)?.message,
    "a text has whole characters, and no control characters but tab and newline",
  );
  assert.not(world.painter.events.some((line) => /button|axis/.test(line)));
});

tests("keeps 64 KiB of texts waiting at most", async (world) => {
  world.daemon.allowInput();
  for (let serial = 1; serial <= 34; serial++) send(world, text(serial, "漢".repeat(680)));
  await until("a refusal", () => untyped(world).length > 0, PATIENT_MS);
  assert.match(untyped(world)[0]?.message ?? "", /64 KiB/);
  assert.ok((untyped(world)[0]?.serial ?? 0) >= 32);
  send(world, { type: "screen/release" });
});

tests("only types without --virtual-input", async (world) => {
  world.screen.kill("SIGTERM");
  await until("end", () => world.screen.exitCode === 0, PATIENT_MS);
  await start(world);
  world.painter.events.length = 0;
  world.daemon.allowInput();
  send(world, move(50, 50), button(true), key(A, true), text(1, "ok"));
  await until("typed", () => world.daemon.last("screen/typed")?.serial === 1, PATIENT_MS);
  await heard(world, "key 185 up k");
  assert.equal(symbols(world), ["o", "k"]);
  assert.is(refusals(world).length, 1, "told once");
  assert.match(refusals(world)[0]?.message ?? "", /--virtual-input/);
  assert.not(world.painter.events.some((line) => line.startsWith("button")));
});

tests("keeps its pictures coming under 10,000 messages a second", async (world) => {
  const reader = new NoticeReader(world.stage.path("frames.sock"));
  world.daemon.grant("live");
  world.daemon.allowInput();
  await until("picture", () => reader.last, PATIENT_MS);
  const frames: number[] = [];
  for (const perTurn of [0, 50]) {
    const first = reader.notices.length;
    const began = nowMs();
    for (let turn = 0; turn < 400; turn++) {
      for (let n = 0; n < perTurn; n++) send(world, n % 10 === 9 ? { type: "screen/wheel", dx: 0, dy: 1 } : move((turn * 3) % 1200, n));
      if (turn % 8 === 0) await world.painter.paint(0, 0, 64, 64, turn % 16 ? "ffffff" : "0000ff");
      await pause(Math.max(0, began + turn * 5 - nowMs()));
    }
    const seconds = (nowMs() - began) / 1000;
    frames.push((reader.notices.length - first) / 50);
    process.stdout.write(
      `${Math.round((perTurn * 400) / seconds)} messages/s: ${((reader.notices.length - first) / seconds).toFixed(1)} frames/s of ${(50 / seconds).toFixed(1)} changes/s\n`,
    );
  }
  assert.ok((frames[1] ?? 0) >= (frames[0] ?? 0) / 2, `${frames[1]} of the changes are seen, ${frames[0]} without the flood`);
  reader.socket.destroy();
});

tests.run();
