import { randomBytes } from "node:crypto";
import { createWriteStream, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { HeadlessBody } from "./body/headless.ts";
import { describe } from "./body/log.ts";
import { isEnrolled, writeDeviceConfig, writeEnrolCode } from "./config.ts";
import { Desk } from "./desk.ts";
import { GlassServer } from "./glass-server.ts";
import { inTop } from "./paths.ts";
import { ensureRoot } from "./roots.ts";
import { announceRun, claimRun, type RunFile, releaseRun } from "./run-file.ts";
import { say } from "./say.ts";

/** Tests give a folder of their own. */
const stateDir = process.env.ALONGSIDE_STATE ?? inTop(".alongside");
const runPath = join(stateDir, "run.json");
const portsPath = join(stateDir, "ports.json");
const demo = { agent: "demo", label: "Demo Agent", device: "Front desk kiosk" };

const { values } = parseArgs({ options: { headless: { type: "boolean", default: false }, vm: { type: "boolean", default: false } } });
if (values.vm) {
  process.stderr.write(
    "The kiosk in a virtual machine comes with the next version. Without --vm it runs headless, as processes of this machine.\n",
  );
  process.exit(2);
}
process.exit(await main());

async function main(): Promise<number> {
  const other = claimRun(runPath);
  if (other) {
    process.stdout.write(describeRun(other));
    return 0;
  }
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort());
  const logFile = join(stateDir, "kiosk.log");
  const body = new HeadlessBody({
    root: await ensureRoot("kiosk"),
    stateDir: join(stateDir, "device"),
    configDir: join(stateDir, "config"),
  });
  const ports = await choosePorts();
  const desk = new Desk({ stateDir: join(stateDir, "desk"), port: ports.desk, log: body.log });
  const glass = new GlassServer({ body, token: randomBytes(24).toString("base64url"), port: ports.glass });
  keepLog(body, logFile);
  try {
    await desk.start();
    const password = await demoPassword(desk);
    await prepareDevice(desk);
    const addresses = await glass.start();
    writeFileSync(portsPath, JSON.stringify({ desk: desk.port, glass: addresses.port }));
    if (!stop.signal.aborted) await body.start();
    const up = {
      console: desk.url,
      glass: addresses.glass,
      log: addresses.log,
      agent: demo.agent,
      password,
      runDir: body.runDir,
      logFile,
    };
    announceRun(runPath, up);
    if (!stop.signal.aborted) process.stdout.write(describeUp(up));
    await aborted(stop.signal);
    say("ending all processes");
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\nThe whole log is in ${logFile}\n`);
    return 1;
  } finally {
    await glass.stop();
    await body.stop();
    await desk.stop();
    releaseRun(runPath);
  }
}

function describeRun(run: RunFile): string {
  if (!run.up) return `npm start is coming up already (pid ${run.pid}).\n`;
  return `Alongside runs already in this clone (pid ${run.pid}; Ctrl-C there, or npm run rig -- down, ends it).\n${describeUp(run.up)}`;
}

function describeUp({ console: address, glass, log, agent, password }: NonNullable<RunFile["up"]>): string {
  return [
    "",
    `  Console  ${address}    sign in as ${agent} with ${password}`,
    `  Glass    ${glass}    the kiosk's screen: swipe down from its top edge for help`,
    `  Log      ${log}`,
    "",
    "The kiosk runs headless, as processes of this machine in namespaces of their own. Ctrl-C ends everything.",
    "",
  ].join("\n");
}

/** The ports of the last run when they are free still, so that a browser's open pages and permissions go on; else any. */
async function choosePorts(): Promise<{ desk: number; glass: number }> {
  const last = existsSync(portsPath)
    ? (JSON.parse(readFileSync(portsPath, "utf8")) as { desk: number; glass: number })
    : { desk: 0, glass: 0 };
  return { desk: (await isFree(last.desk)) ? last.desk : 0, glass: (await isFree(last.glass)) ? last.glass : 0 };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

function keepLog(body: HeadlessBody, path: string): void {
  const file = createWriteStream(path);
  body.log.listen((record) => file.write(`${describe(record)}\n`));
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** The demo agent keeps its password for as long as the state folder lives. */
async function demoPassword(desk: Desk): Promise<string> {
  const path = join(stateDir, "demo.json");
  if (existsSync(path)) return (JSON.parse(readFileSync(path, "utf8")) as { password: string }).password;
  // An account without the file: the last first start was cut off between the two.
  const password = await desk.addAgent(demo.agent, demo.label).catch(() => desk.renewPassword(demo.agent));
  writeFileSync(path, JSON.stringify({ password }), { mode: 0o600 });
  return password;
}

async function prepareDevice(desk: Desk): Promise<void> {
  const device = join(stateDir, "device");
  if (!isEnrolled(device)) writeEnrolCode(device, await desk.enrolCode());
  writeDeviceConfig(join(stateDir, "config"), { deskPort: desk.port, label: demo.device });
}
