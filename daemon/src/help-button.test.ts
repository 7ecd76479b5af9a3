import { test } from "uvu";
import * as assert from "uvu/assert";
import { FakeClock } from "../core/fake-clock.ts";
import { FakeHid } from "./fake-hid.ts";
import { HelpButtons } from "./help-button.ts";
import type { HelpButtonConfig } from "./help-config.ts";

const IDS = { vendor: 0x1209, product: 0x4242 };
const BUTTON: HelpButtonConfig = { ...IDS, report: { byte: 0, mask: 1 }, lamp: { report: 0, byte: 0, on: 1, off: 0, size: 4 } };

/** Lets promises of the fake settle. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

async function begin(...configs: HelpButtonConfig[]) {
  const clock = new FakeClock();
  const hid = new FakeHid();
  const lines: string[] = [];
  const log = { info: (_: object, text: string) => lines.push(text), warn: (_: object, text: string) => lines.push(text), error() {} };
  let presses = 0;
  const buttons = new HelpButtons({ buttons: configs, clock, log, hid }, () => {
    presses++;
  });
  buttons.start();
  const wait = async (ms: number) => {
    clock.advance(ms);
    await settle();
  };
  await settle();
  return { clock, hid, buttons, wait, pressed: () => presses, lines: () => lines.splice(0) };
}

test("tells a press once, whatever the device repeats", async () => {
  const { hid, wait, pressed, lines } = await begin(BUTTON);
  const path = hid.plug(IDS);
  hid.plug({ vendor: 1, product: 2 });
  await wait(2000);
  assert.equal(lines(), ["a help button came"]);
  for (const bytes of [
    [1, 7],
    [1, 8],
    [3, 0],
    [0, 0],
    [2, 0],
    [1, 0],
  ])
    hid.report(path, ...bytes);
  assert.is(pressed(), 2);
});

test("reads consumer usages and numbered reports", async () => {
  const { hid, wait, pressed } = await begin({ ...IDS, report: { id: 3, byte: 1, consumer: 0x1a6 } });
  const path = hid.plug(IDS);
  await wait(2000);
  for (const bytes of [
    [2, 0xa6, 1],
    [3, 0xa6, 0],
    [3, 0xa6, 1],
    [3, 0, 0],
  ])
    hid.report(path, ...bytes);
  assert.is(pressed(), 1);
});

test("takes the collection that the configuration names", async () => {
  const { hid, wait } = await begin({ ...BUTTON, usagePage: 0xff00, usage: 2 });
  const other = hid.plug({ ...IDS, usagePage: 0xff00, usage: 1 });
  const right = hid.plug({ ...IDS, usagePage: 0xff00, usage: 2 });
  await wait(2000);
  assert.equal([hid.isOpen(other), hid.isOpen(right)], [false, true]);
});

test("lights the lamp: off, blinking while somebody waits, on in a contact", async () => {
  const { hid, wait, buttons } = await begin(BUTTON);
  const path = hid.plug(IDS);
  await wait(2000);
  assert.equal(hid.written(path), [[0, 0, 0, 0, 0]]);
  buttons.setLamp("blinking");
  await wait(1600);
  assert.equal(
    hid.written(path).map((report) => report[1]),
    [1, 0, 1, 0],
  );
  buttons.setLamp("on");
  buttons.setLamp("on");
  await wait(5000);
  assert.equal(hid.written(path), [[0, 1, 0, 0, 0]]);
  await buttons.stop();
  assert.equal(hid.written(path), [[0, 0, 0, 0, 0]]);
});

test("a button plugged in during a contact is lit at once", async () => {
  const { hid, wait, buttons } = await begin(BUTTON);
  buttons.setLamp("on");
  const path = hid.plug(IDS);
  await wait(2000);
  assert.equal(hid.written(path), [[0, 1, 0, 0, 0]]);
});

test("unplugged while pressed it is gone, and works when it comes again", async () => {
  const { hid, wait, pressed, lines, buttons } = await begin(BUTTON);
  const path = hid.plug(IDS);
  await wait(2000);
  hid.report(path, 1);
  hid.unplug(path);
  buttons.setLamp("on");
  await wait(2000);
  assert.equal(lines(), ["a help button came", "a help button went"]);
  hid.plug({ ...IDS, path });
  await wait(2000);
  hid.report(path, 1);
  assert.is(pressed(), 2);
  assert.ok(hid.isOpen(path));
});

test("says what is wrong once, in plain words, and goes on", async () => {
  const { hid, wait, lines, pressed } = await begin({ ...BUTTON, report: { byte: 9, mask: 1 } });
  hid.failure = "libusb-1.0.so.0: cannot open shared object file";
  await wait(6000);
  assert.equal(lines(), ["HID devices cannot be listed: libusb-1.0.so.0: cannot open shared object file"]);
  hid.failure = null;
  const path = hid.plug(IDS);
  await wait(2000);
  hid.report(path, 1, 2);
  hid.report(path, 1, 2);
  assert.equal(lines(), ["a help button came", "help button: its report does not have the byte that help.buttons names"]);
  assert.is(pressed(), 0);
});

test("says who must be allowed to open it", async () => {
  const { hid, wait, lines } = await begin(BUTTON);
  const list = hid.list.bind(hid);
  hid.list = async () => {
    hid.failure = null;
    const devices = await list();
    hid.failure = "Permission denied";
    return devices;
  };
  hid.plug(IDS);
  await wait(4000);
  assert.equal(lines(), [
    "help button: it cannot be opened (Permission denied): the daemon's user must be allowed to read and write /dev/hidraw0",
  ]);
});

test("without configured buttons nothing is looked for", async () => {
  const { clock, buttons } = await begin();
  assert.is(clock.pending, 0);
  await buttons.stop();
});

test("stops twice and leaves nothing behind", async () => {
  const { hid, wait, buttons, clock } = await begin(BUTTON);
  const path = hid.plug(IDS);
  await wait(2000);
  buttons.setLamp("blinking");
  await buttons.stop();
  await buttons.stop();
  assert.equal([clock.pending, hid.isOpen(path)], [0, false]);
});

test.run();
