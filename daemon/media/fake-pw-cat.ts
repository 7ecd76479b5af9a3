import { appendFileSync } from "node:fs";
import { CHUNK_SAMPLES, SOUND_RATE } from "./sound.ts";

/**
 * Stands in for `setpriv … pw-cat …` in tests without PipeWire: records a tone of 440 Hz at the pace of a clock; of what it plays it
 * writes one loudness a line (mean absolute sample of 10 ms) to FAKE_PW_CAT_LOG.
 */
const TONE_HZ = 440;

function record(): void {
  const began = process.hrtime.bigint();
  let sent = 0;
  setInterval(() => {
    const due = Number((process.hrtime.bigint() - began) / 10_000_000n);
    for (; sent < due; sent++) {
      const at = sent * CHUNK_SAMPLES;
      const samples = Int16Array.from(
        { length: CHUNK_SAMPLES },
        (_, i) => 8000 * Math.sin((2 * Math.PI * TONE_HZ * (at + i)) / SOUND_RATE),
      );
      process.stdout.write(new Uint8Array(samples.buffer));
    }
  }, 5);
  process.stdout.on("error", () => process.exit(0));
}

function play(): void {
  process.stderr.write("stream state changed paused -> streaming\n");
  process.stdin.on("data", (bytes: Buffer) => {
    const samples = new Int16Array(Uint8Array.from(bytes).buffer, 0, bytes.length >> 1);
    const loudness = samples.reduce((sum, sample) => sum + Math.abs(sample), 0) / samples.length;
    appendFileSync(process.env.FAKE_PW_CAT_LOG ?? "/dev/null", `${Math.round(loudness)}\n`);
  });
  process.stdin.on("end", () => process.exit(0));
}

if (process.argv.includes("--record")) record();
else play();
