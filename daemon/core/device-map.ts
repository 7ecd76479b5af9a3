import { type DeviceMap, IDENTITY, isUsable, type Matrix, NO_MAP } from "./output-map.ts";

/** What udev says of a device, as far as libinput and the compositor heed it. */
export interface UdevProperties {
  /** LIBINPUT_CALIBRATION_MATRIX as it is written; null: there is none. */
  readonly calibration: string | null;
  /** WL_OUTPUT; null: there is none. */
  readonly output: string | null;
}

/** One `<touch>` of labwc's rc.xml. */
export interface TouchEntry {
  /** Null: of every touch screen that no other entry names. */
  readonly device: string | null;
  readonly output: string | null;
}

export const NO_PROPERTIES: UdevProperties = { calibration: null, output: null };

/** Reads a file of udev's database (/run/udev/data/c13:64): a line `E:NAME=value` for each property. */
export function readUdev(text: string): UdevProperties {
  const wordOf = (name: string) => new RegExp(`^E:${name}=(.*)$`, "m").exec(text)?.[1] || null;
  return { calibration: wordOf("LIBINPUT_CALIBRATION_MATRIX"), output: wordOf("WL_OUTPUT") };
}

/** Reads the `<touch>` elements of an rc.xml (labwc-config(5)): values are attributes or elements. Anything else in it is left alone. */
export function readTouchEntries(xml: string): TouchEntry[] {
  const plain = xml.replace(/<!--[\s\S]*?-->/g, "");
  return [...plain.matchAll(/<touch\b([^>]*?)(?:\/>|>([\s\S]*?)<\/touch\s*>)/gi)].map(([, attributes = "", content = ""]) => {
    const wordOf = (name: string) =>
      new RegExp(`\\b${name}\\s*=\\s*(["'])(.*?)\\1`, "is").exec(attributes)?.[2] ??
      new RegExp(`<${name}>([^<]*)</${name}\\s*>`, "i").exec(content)?.[1] ??
      "";
    return { device: unescaped(wordOf("deviceName")) || null, output: unescaped(wordOf("mapToOutput")) || null };
  });
}

/** Whether labwc's rc.xml calibrates a device itself, over udev's word: what that does is not followed. */
export function hasOwnCalibration(xml: string): boolean {
  return /<calibrationMatrix\b/i.test(xml.replace(/<!--[\s\S]*?-->/g, ""));
}

/** The output that labwc maps a touch screen to: udev's word goes first, then the last entry with its name, then the last without any. */
export function outputOfTouch(name: string, { output }: UdevProperties, entries: readonly TouchEntry[]): string | null {
  const isNamed = ({ device }: TouchEntry) => device?.toLowerCase() === name.toLowerCase();
  const entry = entries.findLast(isNamed) ?? entries.findLast(({ device }) => device === null);
  return output ?? entry?.output ?? null;
}

/** How a device is mapped. Null with a calibration that no touch can be taken through. */
export function mapOf(
  device: { readonly name: string; readonly isTouch: boolean },
  udev: UdevProperties,
  entries: readonly TouchEntry[],
): DeviceMap | null {
  const calibration = udev.calibration === null ? IDENTITY : readMatrix(udev.calibration);
  if (!calibration) return null;
  // Pointers with absolute places (a virtual machine's tablet) have no entry: udev alone maps them.
  return { ...NO_MAP, calibration, output: device.isTouch ? outputOfTouch(device.name, udev, entries) : udev.output };
}

/** Six numbers between spaces. */
function readMatrix(text: string): Matrix | null {
  const words = text.split(" ").filter((word) => word !== "");
  const numbers = words.map((word) => (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word) ? Number(word) : Number.NaN));
  const [a, b, c, d, e, f] = numbers as unknown as Matrix;
  const matrix: Matrix = [a, b, c, d, e, f];
  return numbers.length === 6 && isUsable(matrix) ? matrix : null;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole).trim();
}
