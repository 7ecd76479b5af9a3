import type { Sound } from "./backend.ts";

/** 10 ms of 48 kHz: what libwebrtc takes, no more and no less. */
export const CHUNK_SAMPLES = 480;
export const SOUND_RATE = 48_000;

/** Microphone and loudspeaker of the device. */
export interface SoundPort {
  /** Begins to record. `onChunk` is called with exactly CHUNK_SAMPLES samples, at the pace of the sound device. */
  start(events: SoundEvents): void;
  /** Plays 10 ms of the agent's voice. */
  play(sound: Sound): void;
  stop(): void;
}

export interface SoundEvents {
  onChunk(samples: Int16Array): void;
  /** Sound does not work, in one direction or both; the call goes on. */
  onTrouble(message: string): void;
}

/** A device without sound. */
export const noSound: SoundPort = { start() {}, play() {}, stop() {} };

/** Cuts a stream of s16le bytes into chunks of CHUNK_SAMPLES, however the bytes arrive. */
export class Chunker {
  readonly #chunk = new Uint8Array(CHUNK_SAMPLES * 2);
  #filled = 0;

  push(bytes: Uint8Array, onChunk: (samples: Int16Array) => void): void {
    let at = 0;
    while (at < bytes.length) {
      const count = Math.min(bytes.length - at, this.#chunk.length - this.#filled);
      this.#chunk.set(bytes.subarray(at, at + count), this.#filled);
      this.#filled += count;
      at += count;
      if (this.#filled < this.#chunk.length) return;
      this.#filled = 0;
      onChunk(new Int16Array(this.#chunk.slice().buffer));
    }
  }
}

/** Any sound as 48 kHz mono: channels are averaged, other rates are interpolated linearly (Opus is decoded at 48 kHz anyway). */
export function toMono48k({ samples, sampleRate, channels }: Sound): Int16Array {
  if (channels === 1 && sampleRate === SOUND_RATE) return samples;
  const frames = Math.floor(samples.length / Math.max(1, channels));
  const mono = new Float32Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += samples[frame * channels + channel] ?? 0;
    mono[frame] = sum / channels;
  }
  const length = Math.round((frames * SOUND_RATE) / sampleRate);
  return Int16Array.from({ length }, (_, at) => {
    const from = (at * sampleRate) / SOUND_RATE;
    const first = Math.min(frames - 1, Math.floor(from));
    const [a, b] = [mono[first] ?? 0, mono[Math.min(frames - 1, first + 1)] ?? 0];
    return Math.round(a + (b - a) * (from - first));
  });
}

/** Most that waits, 80 ms: the jitter between libwebrtc's timer and a graph that runs every 10 to 21 ms. */
export const PLAY_MOST_CHUNKS = 8;
/** Waiting sound that was not needed in so many chunks (1 s) is too much. */
const TRIM_AFTER_CHUNKS = 100;

/**
 * The agent's voice between the network's pace and the loudspeaker's. It keeps as little waiting as the jitter allows: late words are
 * worse than a click.
 */
export class PlayQueue {
  #waiting: Int16Array[] = [];
  #least = 0;
  #taken = 0;

  push(samples: Int16Array): void {
    this.#waiting.push(samples);
    while (this.#waiting.length > PLAY_MOST_CHUNKS) this.#waiting.shift();
  }

  /** The next 10 ms, silence when there is none. */
  next(): Int16Array {
    const chunk = this.#waiting.shift() ?? new Int16Array(CHUNK_SAMPLES);
    this.#least = this.#taken === 0 ? this.#waiting.length : Math.min(this.#least, this.#waiting.length);
    this.#taken += 1;
    if (this.#taken >= TRIM_AFTER_CHUNKS) {
      if (this.#least > 0) this.#waiting.shift();
      this.#taken = 0;
    }
    return chunk;
  }

  get length(): number {
    return this.#waiting.length;
  }
}
