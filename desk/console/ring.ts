const FIRST_HZ = 660;
const SECOND_HZ = 880;
const EVERY_MS = 3000;

/** A short friendly sound, again until it is stopped. Silent where the browser allows no sound yet. */
export class Ring {
  #audio: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  start(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.#chime(), EVERY_MS);
    this.#chime();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #chime(): void {
    try {
      this.#audio ??= new AudioContext();
      void this.#audio.resume();
      this.#tone(FIRST_HZ, 0);
      this.#tone(SECOND_HZ, 0.18);
    } catch {
      // No sound device: the title and the card say it too.
    }
  }

  #tone(hertz: number, afterS: number): void {
    const audio = this.#audio;
    if (!audio) return;
    const at = audio.currentTime + afterS;
    const volume = new GainNode(audio, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.12, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.35);
    const tone = new OscillatorNode(audio, { frequency: hertz });
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.4);
  }
}
