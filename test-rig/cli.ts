import { spawn } from "node:child_process";
import { createReadStream, mkdirSync, openSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { BodyControl } from "./body/control.ts";
import { VmControl } from "./body/vm-control.ts";
import { Finger } from "./finger.ts";
import { inTop } from "./paths.ts";
import { type RunFile, readRun } from "./run-file.ts";
import { pause, until } from "./wait.ts";

const runPath = inTop(".alongside/run.json");
const usage = `npm run rig -- VERB
  up [--vm|--headless]  starts what npm start starts, in the background
  down                ends it
  shot FILE.png       writes what is on the glass
  touch X Y           taps the glass, in pixels
  swipe               the gesture for help
  key CODE            presses a key, by its Linux code
  button              presses the help button, a USB device that is plugged in for it (virtual machine)
  power-cut           pulls the plug and puts it back (virtual machine)
  log                 prints the log and follows it
  list                the kiosk's processes with memory and processor time
  kill NAME           kills a process of the kiosk; it is started again`;

/** An emulated machine on a loaded one. */
const UP_MS = 700_000;
const BUTTON_SETTLES_MS = 2000;

type Up = NonNullable<RunFile["up"]>;

/** Each verb's work. What it returns is printed. */
const verbs: Readonly<Record<string, (args: readonly string[]) => Promise<string>>> = {
  up,
  down,
  shot: async ([file = ""]) => {
    if (!file.endsWith(".png")) throw new UsageError("shot needs the name of a .png file");
    await writeFile(file, await control().shot());
    return file;
  },
  touch: async ([x, y]) => withFinger(async (finger) => finger.tap({ x: wholeNumber("X", x), y: wholeNumber("Y", y) })),
  swipe: async () => withFinger((finger) => finger.swipe()),
  key: async ([code]) => withFinger((finger) => finger.key(wholeNumber("CODE", code))),
  button: async () => {
    const button = await machine("button").guest.plug();
    // The daemon opens a new device within seconds; the press must not come earlier.
    await pause(BUTTON_SETTLES_MS);
    button.press();
    await pause(BUTTON_SETTLES_MS);
    button.unplug();
    return "";
  },
  "power-cut": async () => {
    await machine("power-cut").cutPower();
    return "the plug was pulled; the kiosk boots again";
  },
  kill: async ([name = ""]) => {
    await control().kill(name);
    return "";
  },
  list: async () => {
    const reports = await control().processes();
    const line = (name: string, user: string, pid: string, mb: string, cpu: string) =>
      `${name.padEnd(12)} ${user.padEnd(17)} ${pid.padStart(7)} ${mb.padStart(9)} ${cpu.padStart(9)}`;
    const rows = reports.map(({ name, user, pid, state, pssKb, cpuMs }) =>
      line(name, user, String(pid ?? state), `${(pssKb / 1024).toFixed(0)} MB`, `${(cpuMs / 1000).toFixed(1)} s`),
    );
    return [line("process", "user", "pid", "memory", "processor"), ...rows].join("\n");
  },
  log: followLog,
};

class UsageError extends Error {}

const [verb = "", ...args] = process.argv.slice(2);
try {
  const work = verbs[verb];
  if (!work) throw new UsageError(verb === "" ? "which verb?" : `unknown verb ${JSON.stringify(verb)}`);
  const answer = await work(args);
  if (answer !== "") process.stdout.write(`${answer}\n`);
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${error instanceof UsageError ? `${usage}\n` : ""}`);
  process.exit(error instanceof UsageError ? 2 : 1);
}

function running(): Up {
  const run = readRun(runPath);
  if (!run?.up) throw new Error(run ? "the kiosk is coming up still" : "nothing runs in this clone: npm start, or npm run rig -- up");
  return run.up;
}

/** What both kinds of kiosk can be asked. */
function control(): Pick<BodyControl, "glassSocket" | "shot" | "processes" | "kill"> {
  const { kind, runDir } = running();
  return kind === "vm" ? new VmControl(runDir) : new BodyControl(runDir);
}

function machine(verbName: string): VmControl {
  const { kind, runDir } = running();
  if (kind !== "vm") throw new Error(`${verbName} needs the kiosk as a virtual machine: npm run rig -- up --vm`);
  return new VmControl(runDir);
}

async function withFinger(act: (finger: Finger) => Promise<void>): Promise<string> {
  const finger = new Finger(() => control().glassSocket);
  await act(finger);
  // The socket's last bytes go out before the process ends.
  await pause(50);
  finger.close();
  return "";
}

async function up(options: readonly string[]): Promise<string> {
  const unknown = options.find((option) => option !== "--vm" && option !== "--headless");
  if (unknown !== undefined) throw new UsageError(`up takes --vm or --headless, not ${JSON.stringify(unknown)}`);
  mkdirSync(inTop(".alongside"), { recursive: true, mode: 0o700 });
  const output = openSync(inTop(".alongside/up.log"), "w");
  const child = spawn(process.execPath, [inTop("dist/test-rig/start.js"), ...options], {
    detached: true,
    stdio: ["ignore", output, output],
  });
  child.unref();
  const ended = new Promise<never>((_, reject) => child.once("exit", () => reject(new Error("it ended: see .alongside/up.log"))));
  const run = await Promise.race([ended, until("the kiosk to come up", UP_MS, () => readRun(runPath)?.up)]);
  return `Console ${run.console}\nGlass   ${run.glass}\nLog     ${run.log}\nAgent   ${run.agent} ${run.password}\n${run.how}`;
}

async function down(): Promise<string> {
  const run = readRun(runPath);
  if (!run) return "nothing runs in this clone";
  process.kill(run.pid, "SIGTERM");
  await until("all processes to end", 20_000, () => readRun(runPath) === null);
  return "ended";
}

async function followLog(): Promise<string> {
  const { logFile } = running();
  for (let at = 0; ; await pause(200)) {
    const { size } = statSync(logFile);
    if (size <= at) continue;
    for await (const chunk of createReadStream(logFile, { start: at, end: size - 1 })) process.stdout.write(chunk as Buffer);
    at = size;
  }
}

function wholeNumber(name: string, text: string | undefined): number {
  if (text !== undefined && /^\d{1,5}$/.test(text)) return Number(text);
  throw new UsageError(`${name} is a whole number, not ${JSON.stringify(text ?? "")}`);
}
