import type { Duplex } from "node:stream";
import type { Body } from "../body/body.ts";

/** Nodes of image/tree/etc/pipewire: what the customer hears, and what stands for the device's microphone. */
const SPEAKER = "alongside-speaker";
const MICROPHONE = "alongside-microphone";

const FORMAT = ["--raw", "--rate", "48000", "--channels", "1", "--format", "s16", "--latency", "20ms"];

/** What the kiosk's speaker plays, as raw samples (48 kHz, 16 bit, one channel). */
export function openSpeaker(body: Pick<Body, "pipe">): Promise<Duplex> {
  return body.pipe(["pw-cat", "--record", "--target", SPEAKER, "-P", "{ stream.capture.sink = true }", ...FORMAT, "-"]);
}

/** Takes raw samples for the kiosk's microphone. */
export function openMicrophone(body: Pick<Body, "pipe">): Promise<Duplex> {
  return body.pipe(["pw-cat", "--playback", "--target", MICROPHONE, ...FORMAT, "-"]);
}
