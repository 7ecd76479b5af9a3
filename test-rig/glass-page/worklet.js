// Runs on the audio thread; plain JavaScript because a worklet is loaded by address.

/** What waits at most: older sound is thrown away, so that a stall does not stay as delay. */
const MOST_WAITING = 48_000 / 5;

/** Plays 16-bit samples as they come. */
class Player extends AudioWorkletProcessor {
  #chunks = [];
  #waiting = 0;
  #at = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }) => {
      const samples = new Int16Array(data, 0, data.byteLength >> 1);
      this.#chunks.push(samples);
      this.#waiting += samples.length;
      while (this.#waiting > MOST_WAITING && this.#chunks.length > 1) this.#drop();
    };
  }

  process(_inputs, [[output]]) {
    for (let i = 0; i < output.length; i++) {
      const chunk = this.#chunks[0];
      if (!chunk) break;
      output[i] = chunk[this.#at] / 32768;
      this.#at += 1;
      if (this.#at >= chunk.length) this.#drop();
    }
    return true;
  }

  #drop() {
    this.#waiting -= this.#chunks.shift()?.length ?? 0;
    this.#at = 0;
  }
}

/** Hands on 10 ms at a time as 16-bit samples. */
class Recorder extends AudioWorkletProcessor {
  #samples = new Int16Array(480);
  #filled = 0;

  process([[input]]) {
    for (const value of input ?? []) {
      this.#samples[this.#filled] = Math.max(-1, Math.min(1, value)) * 32767;
      this.#filled += 1;
      if (this.#filled < this.#samples.length) continue;
      this.port.postMessage(this.#samples.buffer.slice(0));
      this.#filled = 0;
    }
    return true;
  }
}

registerProcessor("player", Player);
registerProcessor("recorder", Recorder);
