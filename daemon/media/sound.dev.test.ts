import type { ChildProcess } from "node:child_process";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { PipewireSound } from "./pipewire-sound.ts";
import { CHUNK_SAMPLES, SOUND_RATE } from "./sound.ts";
import { TestSoundServer } from "./test-sound-server.ts";

// The kiosk's sound graph with real PipeWire, in the dev root.
const test = suite("sound with PipeWire");
const server = new TestSoundServer();
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** 10 ms of a tone, chunk number `n`. */
function tone(n: number, hz = 440, amplitude = 8000): Int16Array {
  return Int16Array.from(
    { length: CHUNK_SAMPLES },
    (_, i) => amplitude * Math.sin((2 * Math.PI * hz * (n * CHUNK_SAMPLES + i)) / SOUND_RATE),
  );
}

/** Something like speech, which noise suppression lets pass: a buzz of changing pitch in syllables of 120 ms. */
function speech(n: number): Int16Array {
  const syllable = Math.floor(n / 12);
  const hz = 110 + ((syllable * 37) % 90);
  const isSilent = syllable % 4 === 3;
  return Int16Array.from({ length: CHUNK_SAMPLES }, (_, i) => {
    const phase = (2 * Math.PI * hz * (n * CHUNK_SAMPLES + i)) / SOUND_RATE;
    let sum = 0;
    for (let harmonic = 1; harmonic <= 16; harmonic++) sum += Math.sin(harmonic * phase) / harmonic;
    return isSilent ? 0 : 6000 * sum;
  });
}

const bytesOf = (samples: Int16Array): Uint8Array => new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
const loudnessOf = (samples: Int16Array): number => samples.reduce((sum, sample) => sum + Math.abs(sample), 0) / samples.length;

/** Calls `act` with 0, 1, 2 … each 10 ms until told to stop. */
function everyChunk(act: (n: number) => void): () => void {
  const beganMs = performance.now();
  let n = 0;
  const timer = setInterval(() => {
    while (n * 10 < performance.now() - beganMs) act(n++);
  }, 5);
  return () => clearInterval(timer);
}

function feed(child: ChildProcess, make: (n: number) => Int16Array): () => void {
  const stop = everyChunk((n) => child.stdin?.write(bytesOf(make(n))));
  return () => {
    stop();
    child.kill("SIGKILL");
  };
}

test.before(async () => {
  process.env.PIPEWIRE_RUNTIME_DIR = "/run/alongside/sound";
  await server.start();
});
test.after(() => server.stop());

test("without a sound card microphone and loudspeaker are the two null devices", async () => {
  const links = await server.links();
  assert.match(links, /alongside-canceller-out:output_MONO\n\s+\|-> alongside-speaker:playback_MONO/);
  assert.match(links, /alongside-room:capture_MONO\n\s+\|-> alongside-canceller-in:input_MONO/);
  assert.match(links, /alongside-app-out:output_MONO\n\s+\|-> alongside-mix:playback_MONO/);
});

test("what the app plays comes out of the loudspeaker", async () => {
  const stop = feed(server.play("app", ""), tone);
  await pause(1500);
  const heard = await server.record("sound", "alongside-speaker", true, 1.5);
  stop();
  assert.ok(heard.loudness > 1000, JSON.stringify(heard));
});

const forbidden: [string, boolean][] = [
  ["", false],
  ["alongside-voice", false],
  ["alongside-room", false],
  ["alongside-microphone", true],
  ["alongside-speaker", true],
  ["alongside-mix", true],
];
for (const [target, isMonitor] of forbidden) {
  test(`the app records nothing from ${target || "the default source"}${isMonitor ? ", monitored" : ""}`, async () => {
    const stops = [
      feed(server.play("media", "alongside-microphone"), speech),
      feed(server.play("media", "alongside-mix"), (n) => tone(n, 700)),
    ];
    await pause(1000);
    const asMedia = await server.record("media", target, isMonitor, 1.5);
    const asApp = await server.record("app", target, isMonitor, 1);
    for (const stop of stops) stop();
    assert.ok(asMedia.loudness > 10, `media hears it: ${JSON.stringify(asMedia)}`);
    assert.is(asApp.loudness, 0, JSON.stringify(asApp));
  });
}

test("the app sees neither other programs nor devices, and cannot use the other door", async () => {
  const seen = await server.ask("app", "ls");
  assert.match(seen, /alongside-app/);
  for (const hidden of ["alongside-voice", "alongside-speaker", "alongside-mix", "alongside-room", "link-factory", "wireplumber"]) {
    assert.not.match(seen, hidden);
  }
  assert.match(await server.command("app", ["pw-cli", "ls"], "pipewire-0"), /failed to connect|Error|Permission denied|Host is down/i);
  const linked = await server.command("app", ["pw-link", "alongside-room:capture_MONO", "alongside-app:playback_MONO"]);
  assert.match(linked, /failed|No such/i);
  assert.not.match(await server.links(), /alongside-app:playback_MONO\n\s+\|<- alongside-room/);
});

test("records the customer and plays the agent at the device's pace", async () => {
  const sound = new PipewireSound();
  const chunks: Int16Array[] = [];
  const troubles: string[] = [];
  sound.start({ onChunk: (samples) => chunks.push(samples), onTrouble: (why) => troubles.push(why) });
  const stopVoice = feed(server.play("sound", "alongside-microphone"), speech);
  const stopAgent = everyChunk((n) => sound.play({ samples: speech(n + 500), sampleRate: SOUND_RATE, channels: 1 }));
  await pause(1500);
  const [from, fromMs] = [chunks.length, performance.now()];
  const heard = await server.record("sound", "alongside-speaker", true, 2);
  const rate = ((chunks.length - from) * 10) / (performance.now() - fromMs);
  stopVoice();
  stopAgent();
  sound.stop();
  assert.equal(troubles, []);
  // Without real-time scheduling PipeWire leaves cycles out while other suites load the machine; it never runs fast.
  process.stdout.write(`recorded at ${rate.toFixed(3)} of the pace\n`);
  assert.ok(rate > 0.4 && rate < 1.05, `recorded at ${rate.toFixed(3)} of the pace`);
  assert.ok(chunks.every((chunk) => chunk.length === CHUNK_SAMPLES));
  // The loudest of the last second: speech has pauses, and the suppression of echo and noise takes its share.
  const loudest = Math.max(...chunks.slice(-100).map(loudnessOf));
  assert.ok(loudest > 100, `the customer is heard: ${loudest}`);
  assert.ok(heard.loudness > 1000, `the agent is heard: ${JSON.stringify(heard)}`);
});

test("the player's delay is small from the first second on", async () => {
  const sound = new PipewireSound();
  sound.start({ onChunk: () => {}, onTrouble: () => {} });
  const delays: number[] = [];
  const ear = server.listen("sound", "alongside-speaker", true);
  let spokenMs = Number.POSITIVE_INFINITY;
  ear.stdout?.on("data", (bytes: Buffer) => {
    const samples = new Int16Array(Uint8Array.from(bytes).buffer, 0, bytes.length >> 1);
    if (performance.now() < spokenMs || !samples.some((sample) => Math.abs(sample) > 3000)) return;
    delays.push(performance.now() - spokenMs);
    spokenMs = Number.POSITIVE_INFINITY;
  });
  const stop = everyChunk((n) => {
    const isClick = n >= 100 && n % 40 === 0;
    if (isClick) spokenMs = performance.now();
    sound.play({ samples: isClick ? tone(n, 1000, 20_000) : new Int16Array(CHUNK_SAMPLES), sampleRate: SOUND_RATE, channels: 1 });
  });
  await pause(7000);
  stop();
  sound.stop();
  ear.kill("SIGKILL");
  process.stdout.write(`decoded voice to loudspeaker: ${delays.map(Math.round).join(" ")} ms\n`);
  delays.sort((a, b) => a - b);
  assert.ok(delays.length >= 5, `${delays.length} clicks heard`);
  assert.ok((delays[delays.length >> 1] ?? 1000) < 500, "half of the clicks within 500 ms, on a machine loaded by other suites");
});

test("the agent's voice from the loudspeaker does not come back through the microphone", async () => {
  const room = server.spawn("sound", [
    ...["pw-loopback", "-C", "alongside-speaker", "-P", "alongside-microphone", "-d", "0.03", "-c", "1"],
    ...["--capture-props", "{ stream.capture.sink = true }"],
  ]);
  const stop = feed(server.play("media", "alongside-mix"), speech);
  await pause(4000);
  const raw = await server.record("media", "alongside-room", false, 2);
  const voice = await server.record("media", "alongside-voice", false, 2);
  stop();
  room.kill("SIGKILL");
  process.stdout.write(`echo: ${raw.loudness.toFixed(0)} in the room, ${voice.loudness.toFixed(0)} after cancellation\n`);
  assert.ok(raw.loudness > 500, "there is an echo in the room");
  assert.ok(voice.loudness < raw.loudness / 10, "a tenth of it is left at most");
});

test.run();
