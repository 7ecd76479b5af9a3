import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, mkdirSync } from "node:fs";

/** PipeWire and WirePlumber with the kiosk's configuration, for tests in the dev root (as root, /src = the sources). */
export const USERS = { app: 902, media: 905, sound: 907 } as const;
export type User = keyof typeof USERS;

const run = "/run/alongside";
const tree = "/src/image/tree";
const APP_DOOR = `${run}/app-sound/pipewire-app`;
const FORMAT = ["--raw", "--rate", "48000", "--channels", "1", "--format", "s16", "--latency", "20ms"];

export interface Recorded {
  readonly samples: number;
  /** Mean absolute sample. */
  readonly loudness: number;
}

export class TestSoundServer {
  readonly #children = new Set<ChildProcess>();

  async start(): Promise<void> {
    this.#folder("sound", USERS.sound);
    this.#folder("app-sound", USERS.app);
    const env = {
      XDG_RUNTIME_DIR: `${run}/sound`,
      PIPEWIRE_CONFIG_DIR: `${tree}/etc/pipewire`,
      WIREPLUMBER_CONFIG_DIR: `${tree}/etc/wireplumber:/usr/share/wireplumber`,
      WIREPLUMBER_DATA_DIR: `${tree}/usr/share/wireplumber:/usr/share/wireplumber`,
    };
    this.spawn("sound", ["pipewire"], { env });
    await this.until(
      () => this.command("sound", ["pw-cli", "info", "0"]),
      (text) => text.includes("pipewire-0"),
    );
    this.spawn("sound", ["wireplumber"], { env });
    await this.until(
      () => this.links(),
      (text) => text.includes("alongside-canceller-out:output_MONO") && text.includes("alongside-app-out"),
    );
  }

  #folder(name: string, group: number): void {
    mkdirSync(run, { recursive: true, mode: 0o755 });
    mkdirSync(`${run}/${name}`, { mode: 0o750 });
    chownSync(`${run}/${name}`, USERS.sound, group);
  }

  links(): Promise<string> {
    return this.command("sound", ["pw-link", "-l"]);
  }

  /** Starts a program as a user. The app comes through its own door unless told otherwise. */
  spawn(user: User, argv: string[], options: { env?: Record<string, string>; door?: string } = {}): ChildProcess {
    const id = USERS[user];
    const groups = user === "media" ? ["--groups", String(USERS.sound)] : ["--clear-groups"];
    const door = options.door ?? (user === "app" ? APP_DOOR : "pipewire-0");
    const env = {
      PATH: process.env.PATH ?? "",
      HOME: "/nonexistent",
      PIPEWIRE_RUNTIME_DIR: `${run}/sound`,
      PIPEWIRE_REMOTE: door,
      ...options.env,
    };
    const child = spawn("setpriv", ["--reuid", String(id), "--regid", String(id), ...groups, "--pdeathsig", "KILL", ...argv], { env });
    this.#children.add(child);
    child.once("exit", () => this.#children.delete(child));
    child.stdin?.on("error", () => {});
    return child;
  }

  /** Output of a program that ends, at most after 3 s. */
  async command(user: User, argv: string[], door?: string): Promise<string> {
    const child = this.spawn(user, ["timeout", "3", ...argv], door ? { door } : {});
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text: Buffer) => (output += text.toString()));
    await new Promise((done) => child.once("close", done));
    return output;
  }

  /** What PipeWire's command line shows a user through its door. */
  async ask(user: User, question: string): Promise<string> {
    const child = this.spawn(user, ["pw-cli", "-m"]);
    let output = "";
    child.stdout?.on("data", (text: Buffer) => (output += text.toString()));
    // Permissions come from the session manager a moment after the connection.
    await new Promise((done) => setTimeout(done, 1500));
    child.stdin?.write(`${question}\n`);
    await new Promise((done) => setTimeout(done, 500));
    child.kill("SIGKILL");
    return output;
  }

  /** Records for `seconds` and says how loud it was. `target` "" takes the default source; `isMonitor` records what a sink plays. */
  async record(user: User, target: string, isMonitor: boolean, seconds: number): Promise<Recorded> {
    const child = this.listen(user, target, isMonitor);
    const chunks: Buffer[] = [];
    child.stdout?.on("data", (bytes: Buffer) => chunks.push(bytes));
    await new Promise((done) => setTimeout(done, seconds * 1000));
    child.kill("SIGKILL");
    const bytes = Buffer.concat(chunks);
    const samples = new Int16Array(Uint8Array.from(bytes).buffer, 0, bytes.length >> 1);
    const sum = samples.reduce((total, sample) => total + Math.abs(sample), 0);
    return { samples: samples.length, loudness: sum / Math.max(1, samples.length) };
  }

  /** A recorder whose standard output is the sound. */
  listen(user: User, target: string, isMonitor: boolean): ChildProcess {
    const where = [...(target ? ["--target", target] : []), ...(isMonitor ? ["-P", "{ stream.capture.sink = true }"] : [])];
    return this.spawn(user, ["pw-cat", "--record", ...where, ...FORMAT, "-"]);
  }

  /** Plays what is written into the returned program's stdin. */
  play(user: User, target: string): ChildProcess {
    return this.spawn(user, ["pw-cat", "--playback", ...(target ? ["--target", target] : []), ...FORMAT, "-"]);
  }

  async until(ask: () => Promise<string>, fits: (text: string) => boolean): Promise<void> {
    let last = "";
    for (let attempt = 0; attempt < 50; attempt++) {
      last = await ask();
      if (fits(last)) return;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error(`not within 5 s; last: ${last}`);
  }

  stop(): void {
    for (const child of this.#children) child.kill("SIGKILL");
  }
}
