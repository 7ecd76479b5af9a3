import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface, type Interface } from "node:readline";
import { run } from "./run.ts";

/** What a line between kiosk and agent can do. */
export interface LineShape {
  /** kbit/s in each direction; 0: no limit. */
  readonly kbit: number;
  readonly roundTripMs: number;
  readonly queueMs: number;
  readonly lossPercent: number;
}

/** The two ends' addresses; the kiosk's is where the console is served over a shaped line. */
export const KIOSK_ADDRESS = "10.77.0.1";
export const AGENT_ADDRESS = "10.77.0.2";

export interface LineTools {
  /** The compiled native/shape.c. */
  readonly shape: string;
  /** A root with iproute2. */
  readonly root: string;
}

interface DirectionCounters {
  readonly frames: number;
  readonly bytes: number;
  readonly dropped: number;
  readonly lost: number;
  readonly oversized: number;
}
/** `forward` is kiosk → agent. */
export type LineCounters = { readonly forward: DirectionCounters; readonly back: DirectionCounters };

/**
 * A shaped line from this process's network namespace (the kiosk's) to that of another process (the agent's). The shaper sits in a
 * third one, with an interface to each, so that whatever either end does is what it would do on a wire.
 */
export class Line {
  readonly #tools: LineTools;
  readonly #agentPid: number;
  #shaper: ChildProcess | null = null;
  #replies: Interface | null = null;
  readonly #waiting: ((line: string) => void)[] = [];

  constructor(tools: LineTools, agentPid: number) {
    this.#tools = tools;
    this.#agentPid = agentPid;
  }

  /** Makes the interfaces and lets packets through without a limit. */
  async start(): Promise<void> {
    if (this.#shaper) return;
    const script = 'echo here; read -r go; exec "$0" join wire-kiosk wire-agent';
    const shaper = spawn("unshare", ["--net", "--", "sh", "-c", script, this.#tools.shape], { stdio: ["pipe", "pipe", "inherit"] });
    this.#shaper = shaper;
    this.#replies = createInterface({ input: shaper.stdout });
    this.#replies.on("line", (line) => this.#waiting.shift()?.(line));
    shaper.once("exit", () => {
      for (const resolve of this.#waiting.splice(0)) resolve("error: the shaper ended");
    });
    await this.#reply("here");
    await this.#makeInterfaces(shaper.pid ?? 0);
    await this.#ask("go", "joined");
  }

  async shape({ kbit, roundTripMs, queueMs, lossPercent }: LineShape): Promise<void> {
    await this.#ask(`line ${kbit} ${roundTripMs / 2} ${queueMs} ${lossPercent}`, "ok");
  }

  /** Cuts the line, or mends it. */
  async cut(isCut: boolean): Promise<void> {
    await this.#ask(isCut ? "off" : "on", "ok");
  }

  async counters(): Promise<LineCounters> {
    return JSON.parse(await this.#ask("stats")) as LineCounters;
  }

  async stop(): Promise<void> {
    const shaper = this.#shaper;
    this.#shaper = null;
    if (!shaper || shaper.exitCode !== null) return;
    const gone = new Promise((resolve) => shaper.once("exit", resolve));
    shaper.stdin?.end();
    shaper.kill("SIGTERM");
    await gone;
    this.#replies?.close();
  }

  async #makeInterfaces(wirePid: number): Promise<void> {
    const wire = inNetworkOf(wirePid);
    const agent = inNetworkOf(this.#agentPid);
    const ip = ipOf(this.#tools);
    await run([...ip, "link", "add", "name", "kiosk0", "type", "veth", "peer", "name", "wire-kiosk", "netns", String(wirePid)]);
    await run([
      ...[...wire, ...ip, "link", "add", "name", "wire-agent", "type", "veth"],
      ...["peer", "name", "agent0", "netns", String(this.#agentPid)],
    ]);
    await run([this.#tools.shape, "plain", "kiosk0"]);
    await run([...wire, this.#tools.shape, "plain", "wire-kiosk", "wire-agent"]);
    await run([...agent, this.#tools.shape, "plain", "agent0"]);
    for (const name of ["wire-kiosk", "wire-agent"]) await run([...wire, ...ip, "link", "set", "dev", name, "up"]);
    await bringUp([], ip, "kiosk0", KIOSK_ADDRESS, AGENT_ADDRESS);
    await bringUp(agent, ip, "agent0", AGENT_ADDRESS, KIOSK_ADDRESS);
  }

  async #ask(command: string, wanted?: string): Promise<string> {
    if (!this.#shaper?.stdin?.writable) throw new Error("the line is not started");
    this.#shaper.stdin.write(`${command}\n`);
    return this.#reply(wanted);
  }

  async #reply(wanted?: string): Promise<string> {
    const line = await new Promise<string>((resolve) => this.#waiting.push(resolve));
    if (wanted === undefined ? line.startsWith("error") : line !== wanted) throw new Error(`the shaper said ${JSON.stringify(line)}`);
    return line;
  }
}

/** The root's `ip`: the host may have none. It looks process ids up in /proc, which is bound for it alone. */
function ipOf({ root }: Pick<LineTools, "root">): string[] {
  return ["unshare", "--mount", "--", "sh", "-c", 'mount --rbind /proc "$0/proc" && exec chroot "$0" /usr/sbin/ip "$@"', root];
}

/** Puts a command into the network namespace of another process. */
function inNetworkOf(pid: number): string[] {
  return ["nsenter", `--net=/proc/${pid}/ns/net`, "--"];
}

async function bringUp(where: readonly string[], ip: readonly string[], device: string, own: string, other: string): Promise<void> {
  await run([...where, ...ip, "link", "set", "dev", "lo", "up"]);
  await run([...where, ...ip, "address", "add", `${own}/24`, "dev", device]);
  await run([...where, ...ip, "link", "set", "dev", device, "up"]);
  // WebRTC takes the interface of the default route when it may not see them all.
  await run([...where, ...ip, "route", "add", "default", "via", other, "dev", device]);
}

/** Brings loopback up in this process's namespace: in a new one it is down. */
export async function loopbackUp(tools: Pick<LineTools, "root">): Promise<void> {
  await run([...ipOf(tools), "link", "set", "dev", "lo", "up"]);
}

/** Bytes that this network namespace has received and sent on an interface (proc(5), net/dev). */
export function interfaceBytes(name: string, table = readFileSync("/proc/self/net/dev", "utf8")): { received: number; sent: number } {
  const line = table.split("\n").find((each) => each.trim().startsWith(`${name}:`));
  if (!line) throw new Error(`there is no interface ${name} in this network`);
  const fields = line
    .slice(line.indexOf(":") + 1)
    .trim()
    .split(/\s+/)
    .map(Number);
  return { received: fields[0] ?? 0, sent: fields[8] ?? 0 };
}
