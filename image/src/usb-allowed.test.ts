import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inTop } from "../../test-rig/paths.ts";

const HID = 3;
const STORAGE = 8;
const VENDOR = 255;
const test = suite("USB devices");
const folder = mkdtempSync(join(tmpdir(), "alongside-usb-"));
const log = join(folder, "log");
let count = 0;

interface Device {
  readonly id?: string;
  readonly serial?: string;
  /** Of its interfaces. */
  readonly classes: readonly number[];
}

/** A device's folder as sysfs has it, with the descriptors of USB 2.0, 9.6. */
function plug({ id = "1234:5678", serial, classes }: Device): string {
  const device = join(folder, `1-${count++}`);
  mkdirSync(device);
  const [vendor, product] = id.split(":");
  writeFileSync(join(device, "idVendor"), `${vendor}\n`);
  writeFileSync(join(device, "idProduct"), `${product}\n`);
  if (serial !== undefined) writeFileSync(join(device, "serial"), `${serial}\n`);
  const ofDevice = [18, 1, 0, 2, 0, 0, 0, 64, 0x34, 0x12, 0x78, 0x56, 0, 1, 1, 2, 3, 1];
  const ofConfiguration = [9, 2, 9 + classes.length * 16, 0, classes.length, 1, 0, 0x80, 50];
  const ofInterfaces = classes.flatMap((type, n) => [...[9, 4, n, 0, 1, type, 0, 0, 0], ...[7, 5, 0x81, 3, 8, 0, 10]]);
  writeFileSync(join(device, "descriptors"), Uint8Array.from([...ofDevice, ...ofConfiguration, ...ofInterfaces]));
  return device;
}

/** @param list the text of usb.allow; null: there is none */
function isAllowed(device: Device | string, list: string | null = null): boolean {
  const path = join(folder, "usb.allow");
  rmSync(path, { force: true });
  if (list !== null) writeFileSync(path, list);
  const args = [typeof device === "string" ? device : plug(device), path];
  const { status, stderr } = spawnSync(inTop("image/tree/usr/lib/alongside/usb-allowed"), args, {
    env: { PATH: "/usr/bin:/bin", ALONGSIDE_USB_LOG: log },
    encoding: "utf8",
  });
  assert.is(stderr, "");
  return status === 0;
}

const said = () => (existsSync(log) ? readFileSync(log, "utf8") : "");
test.before.each(() => rmSync(log, { force: true }));
test.after(() => rmSync(folder, { recursive: true }));

test("without a list, what people touch, hear and see by is allowed, and nothing that stores, connects or says nothing of itself", () => {
  for (const classes of [[HID], [9], [1, 1], [14, 14], [HID, 1]]) assert.ok(isAllowed({ classes }), classes.join());
  for (const classes of [[STORAGE], [2, 10], [224], [VENDOR], [6], [7], [11], []]) assert.not(isAllowed({ classes }), classes.join());
});

test("a keyboard that is a memory stick too is not allowed, and the log says why", () => {
  assert.not(isAllowed({ classes: [HID, STORAGE] }));
  assert.is(said(), "<5>usb: 1234:5678 is not allowed: class 8\n");
});

test("a list allows what it names and nothing else", () => {
  const list = "# the hall's kiosk\nclass audio\n\ndevice 1234:ABCD\ndevice 0951:1666 001CC0 # the technician's";
  assert.ok(isAllowed({ classes: [1] }, list));
  assert.ok(isAllowed({ classes: [9] }, list), "a hub is no device for anybody");
  assert.not(isAllowed({ classes: [HID] }, list));
  assert.ok(isAllowed({ id: "1234:abcd", classes: [VENDOR, STORAGE] }, list));
  assert.ok(isAllowed({ id: "0951:1666", serial: "001CC0", classes: [STORAGE] }, list));
  assert.not(isAllowed({ id: "0951:1666", serial: "001CC1", classes: [STORAGE] }, list));
  assert.not(isAllowed({ id: "0951:1666", classes: [STORAGE] }, list));
  assert.not(isAllowed({ classes: [HID] }, ""), "an empty list allows nothing");
});

test("lines that mean nothing allow nothing, and are told", () => {
  const list = "class storage\nallow everything\ndevice\nclass hid";
  assert.not(isAllowed({ classes: [STORAGE] }, list));
  assert.match(said(), /class 8/);
  assert.ok(isAllowed({ classes: [HID] }, "allow everything\nclass hid"));
  assert.not(isAllowed({ classes: [STORAGE] }, "class storage\n"));
});

test("descriptors that are cut off or lie about their length allow nothing more", () => {
  const whole = readFileSync(join(plug({ classes: [HID, STORAGE] }), "descriptors"));
  for (let length = 0; length < whole.length; length++) {
    const device = plug({ classes: [] });
    writeFileSync(join(device, "descriptors"), whole.subarray(0, length));
    // Up to where the second interface begins it is a keyboard, as far as anybody can see.
    assert.is(isAllowed(device), length >= 36 && length < 52, String(length));
  }
  const device = plug({ classes: [] });
  writeFileSync(join(device, "descriptors"), Uint8Array.from([0, 4, 0, 0, 0, 3, 9, 9, 9]));
  assert.not(isAllowed(device));
});

test("the disk that the machine runs from stays", () => {
  const device = plug({ classes: [STORAGE] });
  const holders = join(device, "1-1:1.0/host2/block/sda/sda2/holders");
  mkdirSync(holders, { recursive: true });
  assert.not(isAllowed(device));
  symlinkSync("../../dm-0", join(holders, "dm-0"));
  assert.ok(isAllowed(device));
});

test.run();
