import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type BootEntriesParts, writeBootEntries } from "./boot-entries.ts";
import { encodeBootOption } from "./boot-option.ts";
import { Firmware } from "./firmware.ts";
import { Notes } from "./notes.ts";

const GLOBAL = "8be4df61-93ca-11d2-aa0d-00e098032b8c";
const UUID = "c12a7328-f81f-11d2-ba4b-00a0c93ec93b";
const partition = { number: 1, start: 2048, size: 524_288, uuid: UUID };

interface World extends BootEntriesParts {
  folder: string;
  said: string[];
  kernels: string;
}
const test = suite<World>("firmware's list of what to start");

/** Firmware with a boot entry of its own, and a boot partition of which the loader has told. */
test.before.each((world) => {
  const folder = mkdtempSync(join(tmpdir(), "alongside-firmware-"));
  const at = (name: string) => join(folder, name);
  for (const name of ["variables", "uuids", "blocks/vda1", "kernels", "dev"]) mkdirSync(at(name), { recursive: true });
  const said = Buffer.concat([Buffer.from([6, 0, 0, 0]), Buffer.from(`${UUID.toUpperCase()}\0`, "utf16le")]);
  writeFileSync(at("variables/LoaderDevicePartUUID-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"), said);
  writeFileSync(at(`variables/BootOrder-${GLOBAL}`), Buffer.from([7, 0, 0, 0, 3, 0, 1, 0]));
  writeFileSync(at("dev/vda1"), "");
  symlinkSync("../dev/vda1", at(`uuids/${UUID}`));
  for (const name of ["number", "start", "size"] as const)
    writeFileSync(at(`blocks/vda1/${name === "number" ? "partition" : name}`), `${partition[name]}\n`);
  const places = { variables: at("variables"), byUuid: at("uuids"), blocks: at("blocks") };
  const words: string[] = [];
  Object.assign(world, {
    folder,
    said: words,
    kernels: at("kernels"),
    firmware: new Firmware(places),
    notes: new Notes(at("notes")),
    version: "1.0.1",
    efi: "X64",
    // Only "1.0.1 gt 1.0.0" is asked for here.
    run: async (_program: string, [, first = "", , second = ""]: readonly string[]) => ({
      code: first > second ? 0 : 1,
      output: "",
      errors: "",
    }),
    say: (_level: number, text: string) => words.push(text),
  });
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

const put = ({ kernels }: World, ...names: string[]) => {
  for (const name of names) writeFileSync(join(kernels, name), "");
};
const order = ({ firmware }: World) => firmware.read("BootOrder")?.toString("hex");

test("an option is what UEFI says it is", () => {
  // UEFI 2.10, 3.1.3 and 10.3.5, by hand.
  const expected = [
    "01000000 5800 41000000",
    "04012a00 01000000 0008000000000000 0000080000000000 28732ac11ff8d211ba4b00a0c93ec93b 0202",
    `04042a00 ${Buffer.from("\\EFI\\Linux\\a_1.efi\0", "utf16le").toString("hex")}`,
    "7fff0400",
  ];
  const bytes = encodeBootOption({ title: "A", path: "/EFI/Linux/a_1.efi" }, partition);
  assert.is(bytes.toString("hex"), expected.join("").replaceAll(" ", ""));
});

test("has the boot loader, then the committed kernels, then what was there", async (world) => {
  put(world, "alongside_1.0.0.efi", "alongside_1.0.1.efi", "alongside_1.0.2+3.efi", "other.efi");
  await writeBootEntries(world);
  assert.is(order(world), "500a510a520a03000100");
  const option = (path: string, title: string) => encodeBootOption({ title, path }, partition);
  assert.equal(world.firmware.read("Boot0A50"), option("/EFI/BOOT/BOOTX64.EFI", "Alongside"));
  assert.equal(world.firmware.read("Boot0A51"), option("/EFI/Linux/alongside_1.0.1.efi", "Alongside 1.0.1"));
  assert.equal(world.firmware.read("Boot0A52"), option("/EFI/Linux/alongside_1.0.0.efi", "Alongside 1.0.0"));
  assert.is(world.notes.read("rolled-back"), null);
});

test("is not written again when nothing has changed", async (world) => {
  put(world, "alongside_1.0.1.efi");
  await writeBootEntries(world);
  const paths = readdirSync(join(world.folder, "variables")).map((name) => join(world.folder, "variables", name));
  for (const path of paths) utimesSync(path, 1, 1);
  await writeBootEntries(world);
  assert.ok(paths.every((path) => statSync(path).mtimeMs === 1000));
});

test("loses a kernel that has gone", async (world) => {
  put(world, "alongside_1.0.0.efi", "alongside_1.0.1.efi");
  await writeBootEntries(world);
  rmSync(join(world.kernels, "alongside_1.0.0.efi"));
  await writeBootEntries(world);
  assert.is(order(world), "500a510a03000100");
  assert.is(existsSync(join(world.folder, `variables/Boot0A52-${GLOBAL}`)), false);
});

test("a newer version that was committed and does not run is told", async (world) => {
  put(world, "alongside_1.0.1.efi", "alongside_1.0.2.efi");
  await writeBootEntries(world);
  assert.is(world.notes.read("rolled-back"), "1.0.2: its kernel or its root was refused");
});

test("an older one, or one on trial, is not", async (world) => {
  put(world, "alongside_1.0.0.efi", "alongside_1.0.1+0-3.efi");
  await writeBootEntries(world);
  assert.is(world.notes.read("rolled-back"), null);
});

test("stays as it is when nobody knows the boot partition", async (world) => {
  rmSync(join(world.folder, `uuids/${UUID}`));
  put(world, "alongside_1.0.1.efi");
  await writeBootEntries(world);
  assert.is(order(world), "03000100");
  assert.match(world.said.join(), /not known/);
});

test("is written as a whole variable, with firmware's attributes", async (world) => {
  put(world, "alongside_1.0.1.efi");
  await writeBootEntries(world);
  assert.equal([...readFileSync(join(world.folder, `variables/BootOrder-${GLOBAL}`)).subarray(0, 4)], [7, 0, 0, 0]);
});

test.run();
