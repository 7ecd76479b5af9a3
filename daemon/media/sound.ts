import type { Sound } from "./backend.ts";

/** 10 ms of 48 kHz: what libwebrtc takes, no more and no less. */
export const CHUNK_SAMPLES = 480;
export const SOUND_RATE = 48_000;

/** Microphone and loudspeaker of the device. */
export interface SoundPort {
  /** False: the agent's voice need not even be decoded for it. */
  readonly canPlay: boolean;
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
export const noSound: SoundPort = { canPlay: false, start() {}, play() {}, stop() {} };

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

/**
 * Any sound as 48 kHz mono: channels are averaged, other rates are interpolated linearly (Opus is decoded at 48 kHz anyway).
 * Runs a hundred times a second beside the heartbeat and the agent's input: plain loops. By iterators it took half of the thread's time on an emulated processor.
 */
export function toMono48k({ samples, sampleRate, channels }: Sound): Int16Array {
  const mono = channels === 1 ? samples : mixed(samples, channels);
  return sampleRate === SOUND_RATE ? mono : resampled(mono, sampleRate);
}

function mixed(samples: Int16Array, channels: number): Int16Array {
  const mono = new Int16Array(Math.floor(samples.length / Math.max(1, channels)));
  for (let frame = 0; frame < mono.length; frame++) {
    let sum = 0;
    for (let at = frame * channels; at < (frame + 1) * channels; at++) sum += samples[at] as number;
    mono[frame] = Math.round(sum / channels);
  }
  return mono;
}

function resampled(mono: Int16Array, sampleRate: number): Int16Array {
  const result = new Int16Array(Math.round((mono.length * SOUND_RATE) / sampleRate));
  const step = sampleRate / SOUND_RATE;
  const last = mono.length - 1;
  for (let at = 0; at < result.length; at++) {
    const first = Math.min(last, Math.floor(at * step));
    const a = mono[first] as number;
    const b = mono[Math.min(last, first + 1)] as number;
    result[at] = Math.round(a + (b - a) * (at * step - first));
  }
  return result;
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
