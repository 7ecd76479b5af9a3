import type { InputDevice } from "../request.ts";

/** Reads /proc/bus/input/devices: blocks of lines such as `N: Name="…"`, `P: Phys=…`, `H: Handlers=kbd event0 `. */
export function parseInputDevices(text: string): InputDevice[] {
  return text
    .split("\n\n")
    .filter((block) => block.includes("N: Name="))
    .map((block) => {
      const field = (pattern: RegExp) => pattern.exec(block)?.[1] ?? "";
      const handlers = field(/^H: Handlers=(.*)$/m).split(" ");
      return { name: field(/^N: Name="(.*)"$/m), phys: field(/^P: Phys=(.*)$/m), handlers: handlers.filter((handler) => handler !== "") };
    });
}
