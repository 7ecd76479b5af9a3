import { suite } from "uvu";
import * as assert from "uvu/assert";
import { CHUNK_SAMPLES, Chunker, PLAY_MOST_CHUNKS, PlayQueue, toMono48k } from "./sound.ts";

const test = suite("sound");

test("cuts chunks of exactly 480 samples out of any pieces, losing and repeating none", () => {
  const stream = Int16Array.from({ length: CHUNK_SAMPLES * 20 + 7 }, (_, at) => (at % 65_536) - 32_768);
  const bytes = new Uint8Array(stream.buffer);
  for (const size of [1, 3, 959, 960, 961, 5000]) {
    const chunker = new Chunker();
    const chunks: Int16Array[] = [];
    for (let at = 0; at < bytes.length; at += size) chunker.push(bytes.subarray(at, at + size), (chunk) => chunks.push(chunk));
    assert.is(chunks.length, 20);
    assert.equal(Int16Array.from(chunks.flatMap((chunk) => [...chunk])), stream.slice(0, CHUNK_SAMPLES * 20));
  }
});

test("48 kHz mono passes as it is, stereo is averaged, 16 kHz is stretched", () => {
  const mono = Int16Array.of(1, 2, 3);
  assert.is(toMono48k({ samples: mono, sampleRate: 48_000, channels: 1 }), mono);
  assert.equal(toMono48k({ samples: Int16Array.of(10, 20, -4, 4), sampleRate: 48_000, channels: 2 }), Int16Array.of(15, 0));
  assert.equal(toMono48k({ samples: Int16Array.of(0, 30), sampleRate: 16_000, channels: 1 }), Int16Array.of(0, 10, 20, 30, 30, 30));
});

const chunk = (n: number): Int16Array => new Int16Array(CHUNK_SAMPLES).fill(n);

test("plays in order, and silence when nothing waits", () => {
  const queue = new PlayQueue();
  queue.push(chunk(1));
  queue.push(chunk(2));
  assert.equal([queue.next()[0], queue.next()[0], queue.next()[0]], [1, 2, 0]);
});

test("drops the oldest when too much waits", () => {
  const queue = new PlayQueue();
  for (let n = 1; n <= PLAY_MOST_CHUNKS + 3; n++) queue.push(chunk(n));
  assert.is(queue.next()[0], 4);
});

test("a delay that is not needed shrinks away within seconds; one that is needed stays", () => {
  const steady = new PlayQueue();
  for (let n = 0; n < 5; n++) steady.push(chunk(1));
  for (let n = 0; n < 600; n++) {
    steady.push(chunk(1));
    steady.next();
  }
  assert.is(steady.length, 0);

  const bursty = new PlayQueue();
  let silent = 0;
  for (let n = 0; n < 600; n++) {
    if (n % 4 === 0) for (let burst = 0; burst < 4; burst++) bursty.push(chunk(1));
    if (bursty.next()[0] === 0) silent += 1;
  }
  assert.is(silent, 0);
});

test.run();
