import { type ChildProcess, spawn } from "node:child_process";
import type { Sound } from "./backend.ts";
import { Chunker, PlayQueue, SOUND_RATE, type SoundEvents, type SoundPort, toMono48k } from "./sound.ts";

/** Nodes of the device's sound graph (image/tree/etc/pipewire): the microphone without the echo, and the sink that is its reference. */
export const SOUND_NODES = { source: "alongside-voice", sink: "alongside-mix" } as const;

const RESTART_MS = 1000;
type Direction = "microphone" | "loudspeaker";
const SAMPLES = ["--raw", "--rate", String(SOUND_RATE), "--channels", "1", "--format", "s16", "--latency", "20ms"];

/**
 * Sound by pw-cat child processes: PipeWire mixes, resamples and cancels the echo, and its clock drives both directions.
 * The children end with this process: the player at the end of its input, the recorder at the first write into a closed pipe;
 * `setpriv --pdeathsig` covers a child that does neither.
 */
export class PipewireSound implements SoundPort {
  readonly canPlay = true;
  readonly #spawn: typeof spawn;
  readonly #queue = new PlayQueue();
  #events: SoundEvents | null = null;
  #recorder: ChildProcess | null = null;
  #player: ChildProcess | null = null;
  #isPlaying = false;
  #isRunning = false;
  readonly #restarts = new Set<NodeJS.Timeout>();
  /** Directions whose failure has been told and that have not worked since. */
  readonly #silent = new Set<Direction>();

  constructor(spawnChild: typeof spawn = spawn) {
    this.#spawn = spawnChild;
  }

  start(events: SoundEvents): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#events = events;
    this.#record();
    this.#openPlayer();
  }

  play(sound: Sound): void {
    // Without a loudspeaker there is nothing to make it fit for.
    if (this.#isPlaying) this.#queue.push(toMono48k(sound));
  }

  stop(): void {
    this.#isRunning = false;
    for (const timer of this.#restarts) clearTimeout(timer);
    for (const child of [this.#recorder, this.#player]) child?.kill("SIGKILL");
  }

  #record(): void {
    const chunker = new Chunker();
    const child = this.#run(["--record", "--target", SOUND_NODES.source, ...SAMPLES, "-"], "microphone", () => this.#record());
    this.#recorder = child;
    child.stdout?.on("data", (bytes: Uint8Array) =>
      chunker.push(bytes, (samples) => {
        this.#silent.delete("microphone");
        this.#events?.onChunk(samples);
        // Both streams run on the graph's clock: 10 ms recorded means 10 ms played, so nothing piles up in the player's pipe.
        this.#pump();
      }),
    );
  }

  #openPlayer(): void {
    this.#isPlaying = false;
    const child = this.#run(["--playback", "--verbose", "--target", SOUND_NODES.sink, ...SAMPLES, "-"], "loudspeaker", () =>
      this.#openPlayer(),
    );
    this.#player = child;
    // What is written before the stream runs would stay in the pipe as delay for the whole call.
    const watch = (text: Buffer): void => {
      if (/-> (streaming|running)|state changed .*streaming/i.test(text.toString())) {
        this.#isPlaying = true;
        this.#silent.delete("loudspeaker");
      }
    };
    child.stdout?.on("data", watch);
    child.stderr?.on("data", watch);
    child.stdin?.on("error", () => {
      // The child ended: "exit" says so.
    });
  }

  #pump(): void {
    const input = this.#player?.stdin;
    const chunk = this.#queue.next();
    if (!this.#isPlaying || !input?.writable || input.writableLength > 0) return;
    input.write(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  }

  #run(args: string[], what: Direction, again: () => void): ChildProcess {
    const child = this.#spawn("setpriv", ["--pdeathsig", "KILL", "pw-cat", ...args], { stdio: ["pipe", "pipe", "pipe"] });
    const ended = (why: string): void => {
      if (!this.#isRunning) return;
      if (!this.#silent.has(what)) this.#events?.onTrouble(`no ${what}: ${why}`);
      this.#silent.add(what);
      const timer = setTimeout(() => {
        this.#restarts.delete(timer);
        if (this.#isRunning) again();
      }, RESTART_MS);
      this.#restarts.add(timer);
    };
    child.once("error", (error) => ended(error.message));
    child.once("exit", (code, signal) => ended(`pw-cat ended with ${signal ?? code}`));
    return child;
  }
}
