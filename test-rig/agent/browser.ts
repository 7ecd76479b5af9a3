import { type Browser, chromium } from "playwright-core";
import { AGENT_FLAGS, CHROMIUM } from "../chromium-flags.ts";

/** Where Chromium finds no sound at all. */
const NO_SOUND = { ALSA_CONFIG_PATH: "/dev/null", PULSE_SERVER: "/dev/null" };

export interface BrowserOptions {
  /**
   * `test-signal`: fake devices, allowed at once. `refused`: they exist and are not allowed. `none`: there are none; of this
   * machine's own, sound is kept out of reach, but a camera would be found.
   */
  readonly devices: "test-signal" | "refused" | "none";
}

/** Starts the agent's browser, with a camera and a microphone that show and play a test signal unless said otherwise. */
export function openBrowser({ devices }: BrowserOptions = { devices: "test-signal" }): Promise<Browser> {
  const media = {
    "test-signal": ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
    refused: ["--use-fake-device-for-media-stream", "--deny-permission-prompts"],
    // Not device-count=0: that takes away the fake cameras and leaves the fake microphones.
    none: ["--use-fake-ui-for-media-stream"],
  }[devices];
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [...AGENT_FLAGS, ...media],
    ...(devices === "none" ? { env: { ...(process.env as Record<string, string>), ...NO_SOUND } } : {}),
    ignoreDefaultArgs: ["--mute-audio"],
  });
}
