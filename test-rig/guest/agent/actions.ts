import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { launchOf } from "../../supervisor/launch.ts";
import { readUsers } from "../../supervisor/users.ts";
import type { Channel } from "../mux.ts";
import type { GuestRequest, GuestVerb, RequestOf, StateReport } from "../request.ts";
import { must, run } from "./command.ts";
import { Forwards } from "./forward.ts";
import { serveHid } from "./hid.ts";
import { parseInputDevices } from "./inputs.ts";
import type { Journal } from "./journal.ts";
import { probe } from "./probe.ts";
import { listUnits, unitOf } from "./units.ts";

/** Verbs whose channel goes on after the request; the others get one JSON value. */
export type StreamVerb = "pipe" | "log" | "uhid";
export type Answers = { [V in Exclude<GuestVerb, StreamVerb>]: (request: RequestOf<V>) => unknown };
export type Streams = { [V in StreamVerb]: (channel: Channel, request: RequestOf<V>) => void };

export interface Actions {
  readonly answers: Answers;
  readonly streams: Streams;
}

const CONFIG = "/etc/alongside/alongside.toml";
const APP = "/etc/alongside/app.env";
const ENROL_CODE = "/var/lib/alongside/enrol-code";

export function isStreamRequest(request: GuestRequest): request is RequestOf<StreamVerb> {
  return request.verb === "pipe" || request.verb === "log" || request.verb === "uhid";
}

/** What the agent does in a booted kiosk. */
export function createActions(journal: Journal): Actions {
  const forwards = new Forwards();
  return {
    answers: {
      list: () => listUnits((unit) => journal.startsOf(unit)),
      kill: ({ name, signal }) => must("systemctl", "kill", "--kill-whom=main", `--signal=${signal}`, unitOf(name)),
      stop: ({ name }) => must("systemctl", "stop", unitOf(name)),
      start: ({ name }) => begin("start", name),
      "set-app": ({ url }) => setApp(url),
      run: ({ argv }) => run(argv),
      probe: ({ name, argv }) => probe(name, argv),
      forward: ({ port }) => forwards.add(port),
      clock: ({ atMs }) => must("date", `--set=@${(atMs / 1000).toFixed(3)}`),
      config: configure,
      state,
      inputs: () => parseInputDevices(readFileSync("/proc/bus/input/devices", "utf8")),
    },
    streams: {
      pipe: (channel, { argv }) => servePipe(channel, argv),
      log: (channel) => {
        const end = journal.listen((record) => channel.write(`${JSON.stringify(record)}\n`));
        channel.on("close", end);
      },
      uhid: (channel, request) => serveHid(channel, request),
    },
  };
}

/** In an environment file, `"`, `\`, `$` and backticks are escaped within double quotes (systemd.exec(5), EnvironmentFile=). */
export function appEnvironment(url: string, before: string): string {
  const others = before.split("\n").filter((line) => line !== "" && !line.startsWith("KIOSK_APP_URL="));
  return `${[...others, `KIOSK_APP_URL="${url.replace(/["\\$`]/g, "\\$&")}"`].join("\n")}\n`;
}

async function setApp(url: string): Promise<void> {
  writeWhole(APP, appEnvironment(url, readOrEmpty(APP)));
  await begin("restart", "app");
}

async function configure({ toml, code }: RequestOf<"config">): Promise<void> {
  if (toml !== undefined) {
    writeWhole(CONFIG, toml);
    // A help button that is named only now becomes the daemon's (70-alongside.rules).
    await must("udevadm", "trigger", "--settle", "--subsystem-match=hidraw");
  }
  if (code !== undefined) {
    writeWhole(ENROL_CODE, `${code}\n`);
    const users = readUsers();
    chownSync(ENROL_CODE, users.uid("alongside"), users.gid("alongside"));
  }
  await begin("restart", "daemon");
}

/** As often as a test likes: systemd counts starts, and gives up what starts too often. */
async function begin(verb: "start" | "restart", name: string): Promise<void> {
  await must("systemctl", "reset-failed", unitOf(name));
  await must("systemctl", verb, "--no-block", unitOf(name));
}

async function state(): Promise<StateReport> {
  // Ends with 1 for everything but "running".
  const { output } = await run(["systemctl", "is-system-running"]);
  const failed = await must("systemctl", "list-units", "--failed", "--plain", "--no-legend");
  return { state: output.trim(), failed: failed.split("\n").flatMap((line) => line.split(" ")[0] || []) };
}

function servePipe(channel: Channel, argv: readonly string[]): void {
  const env = { PIPEWIRE_RUNTIME_DIR: "/run/alongside/sound", WAYLAND_DISPLAY: "/run/alongside/wayland/wayland-0" };
  const launch = launchOf({ name: "rig", user: "rig", argv, env, network: false });
  const child = spawn(launch.command, launch.args, { env: launch.env, cwd: "/", stdio: ["pipe", "pipe", "inherit"] });
  child.on("error", (error) => channel.destroy(error));
  child.stdin.on("error", () => undefined);
  channel.pipe(child.stdin);
  child.stdout.pipe(channel);
  channel.on("close", () => end(child));
}

function end(child: ChildProcess): void {
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
}

function writeWhole(path: string, text: string): void {
  mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  writeFileSync(`${path}.new`, text, { mode: 0o644 });
  renameSync(`${path}.new`, path);
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
