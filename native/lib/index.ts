import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { NativePort } from "./port.ts";

export { createFakeNative } from "./fake.ts";
export { type FakeInput, FakeInputs, type InputClock, type Written } from "./fake-input.ts";
export { DEVICE_FINGERS, type InputOptions, type NativeInput, type OpenInput, OTHER_KEYS, type PhysicalEvent } from "./input.ts";
export type { Bytes, FramesMap, NativePort, PeerCredentials, ScaleFilter } from "./port.ts";

let loaded: NativePort | undefined;

/** Where the addon lies: ALONGSIDE_NATIVE, else native/alongside.node beside the bundle. */
export function nativePath(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return env.ALONGSIDE_NATIVE ?? fileURLToPath(new URL("./native/alongside.node", import.meta.url));
}

/**
 * Loads the addon at the first call; the same object ever after.
 * @throws Error that names the path when it cannot be loaded.
 */
export function loadNative(path: string = nativePath()): NativePort {
  if (loaded) return loaded;
  try {
    loaded = createRequire(import.meta.url)(path) as NativePort;
  } catch (cause) {
    throw new Error(`no native addon at ${path}: build it in the dev root, or name it with ALONGSIDE_NATIVE`, { cause });
  }
  return loaded;
}
