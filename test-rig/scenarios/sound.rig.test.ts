import * as assert from "uvu/assert";
import { openMicrophone, openSpeaker } from "../glass/sound.ts";
import type { Rig } from "../rig.ts";
import { pause } from "../wait.ts";
import { scenarios } from "./scenarios.ts";

const scenario = scenarios("sound of a contact");
const RATE = 48_000;
const WITHIN_MS = 40_000;
/** Root mean square of 16-bit samples: silence is 0, the browser's beep far above. */
const AUDIBLE = 100;

scenario("is silent before it", async (rig) => {
  // Below -60 dBFS: the graph may still hold the last milliseconds of the voice when it runs again for the listener.
  const left = await loudness(rig, 1500);
  assert.ok(left < 32, `${left.toFixed(1)} of 32768`);
});

scenario("lets the customer hear the agent", async (rig) => {
  await rig.reach("in-contact");
  await rig.until("the agent's beep at the speaker", WITHIN_MS, async () => (await loudness(rig, 1500)) > AUDIBLE);
});

scenario("lets the agent hear the customer", async (rig) => {
  await rig.reach("in-contact");
  const stop = await speak(rig);
  await rig.until("the customer's voice at the agent", WITHIN_MS, async () => (await level(rig)) > 0.05);
  stop();
});

scenario("is silent after it", async (rig) => {
  await rig.reach("ready");
  await pause(500);
  // Below -60 dBFS: the graph may still hold the last milliseconds of the voice when it runs again for the listener.
  const left = await loudness(rig, 1500);
  assert.ok(left < 32, `${left.toFixed(1)} of 32768`);
});

/** How loud the kiosk's speaker is over a while. */
async function loudness(rig: Rig, ms: number): Promise<number> {
  const stream = await openSpeaker(rig.body);
  let [count, sum] = [0, 0];
  stream.on("data", (chunk: Buffer) => {
    for (let at = 0; at + 1 < chunk.length; at += 2) {
      sum += chunk.readInt16LE(at) ** 2;
      count += 1;
    }
  });
  await pause(ms);
  stream.destroy();
  assert.ok(count > RATE / 10, `the speaker gave ${count} samples in ${ms} ms`);
  return Math.sqrt(sum / count);
}

/** The loudest of a second of what the browser receives, 0..1 (W3C webrtc-stats, audioLevel). */
async function level(rig: Rig): Promise<number> {
  let loudest = 0;
  for (let look = 0; look < 10; look++) {
    const stats = await rig.agent.connection();
    const audio = stats.find(({ type, kind }) => type === "inbound-rtp" && kind === "audio");
    loudest = Math.max(loudest, Number(audio?.audioLevel ?? 0));
    await pause(100);
  }
  return loudest;
}

/** Speaks into the kiosk's microphone: a tone that comes and goes, because noise suppression takes a steady one away. */
async function speak(rig: Rig): Promise<() => void> {
  const stream = await openMicrophone(rig.body);
  const samplesPerTick = RATE / 20;
  let at = 0;
  const timer = setInterval(() => {
    const chunk = Buffer.alloc(samplesPerTick * 2);
    for (let sample = 0; sample < samplesPerTick; sample++, at++) {
      const isOn = Math.floor(at / (RATE / 5)) % 2 === 1;
      chunk.writeInt16LE(isOn ? Math.round(12_000 * Math.sin((2 * Math.PI * 440 * at) / RATE)) : 0, sample * 2);
    }
    stream.write(chunk);
  }, 50);
  return () => {
    clearInterval(timer);
    stream.destroy();
  };
}

scenario.run();
