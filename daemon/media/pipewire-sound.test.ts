import type { ChildProcess, spawn } from "node:child_process";
import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { PipewireSound } from "./pipewire-sound.ts";
import { CHUNK_SAMPLES } from "./sound.ts";

const test = suite("sound by child processes");

/** A child that a test plays: its streams and its end. */
class FakeChild extends EventEmitter {
  readonly stdin = new PassThrough();
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly argv: string[];
  killed = "";

  constructor(argv: string[]) {
    super();
    this.argv = argv;
  }

  kill(signal: string): void {
    this.killed = signal;
  }
}

function setUp() {
  const children: FakeChild[] = [];
  const spawnFake = (program: string, args: string[]): ChildProcess => {
    const child = new FakeChild([program, ...args]);
    children.push(child);
    return child as unknown as ChildProcess;
  };
  const sound = new PipewireSound(spawnFake as unknown as typeof spawn);
  const [chunks, troubles]: [Int16Array[], string[]] = [[], []];
  sound.start({ onChunk: (samples) => chunks.push(samples), onTrouble: (why) => troubles.push(why) });
  const find = (mode: string) => children.find(({ argv }) => argv.includes(mode));
  const [recorder, player] = [find("--record"), find("--playback")];
  assert.ok(recorder && player);
  return { sound, chunks, troubles, recorder, player };
}

const tenMs = new Uint8Array(CHUNK_SAMPLES * 2);
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

test("writes nothing to the player before its stream runs, then 10 ms for every 10 ms recorded", async () => {
  const { sound, recorder, player, chunks } = setUp();
  recorder.stdout.write(tenMs);
  await turn();
  assert.is(chunks.length, 1);
  assert.is(player.stdin.read(), null);
  player.stderr.write("stream state changed paused -> streaming\n");
  await turn();
  sound.play({ samples: new Int16Array(CHUNK_SAMPLES).fill(7), sampleRate: 48_000, channels: 1 });
  recorder.stdout.write(tenMs);
  await turn();
  const written = player.stdin.read() as Buffer;
  assert.is(written.length, CHUNK_SAMPLES * 2);
  assert.is(written.readInt16LE(0), 7);
  sound.stop();
});

test("says once what is missing, however often it is tried again", () => {
  const { sound, recorder, player, troubles } = setUp();
  recorder.emit("exit", 1, null);
  recorder.emit("exit", 1, null);
  player.emit("error", new Error("spawn setpriv ENOENT"));
  assert.equal(troubles, ["no microphone: pw-cat ended with 1", "no loudspeaker: spawn setpriv ENOENT"]);
  sound.stop();
});

test("ends its children, and takes their end for what it is", () => {
  const { sound, recorder, player, troubles } = setUp();
  sound.stop();
  recorder.emit("exit", null, "SIGKILL");
  assert.equal([recorder.killed, player.killed], ["SIGKILL", "SIGKILL"]);
  assert.equal(troubles, []);
});

test.run();
