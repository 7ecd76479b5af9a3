import { randomBytes } from "node:crypto";
import { createWriteStream, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { BodyLog, describe } from "./body/log.ts";
import { type Running, startBody } from "./choose-body.ts";
import { Desk } from "./desk.ts";
import { GlassServer } from "./glass-server.ts";
import { inTop } from "./paths.ts";
import { announceRun, claimRun, type RunFile, releaseRun } from "./run-file.ts";
import { say } from "./say.ts";

/** Tests give a folder of their own. */
const stateDir = process.env.ALONGSIDE_STATE ?? inTop(".alongside");
const runPath = join(stateDir, "run.json");
const portsPath = join(stateDir, "ports.json");
const demo = { agent: "demo", label: "Demo Agent", device: "Front desk kiosk" };

const { values } = parseArgs({ options: { headless: { type: "boolean", default: false }, vm: { type: "boolean", default: false } } });
if (values.vm && values.headless) {
  process.stderr.write("npm start takes --vm or --headless, not both.\n");
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
  const log = new BodyLog();
  const ports = await choosePorts();
  const desk = new Desk({ stateDir: join(stateDir, "desk"), port: ports.desk, log });
  let running: Running | null = null;
  let glass: GlassServer | null = null;
  keepLog(log, logFile);
  try {
    await desk.start();
    const password = await demoPassword(desk);
    const setup = { deskPort: desk.port, label: demo.device, enrolCode: () => desk.enrolCode() };
    running = await startBody({ kind: values.vm ? "vm" : values.headless ? "headless" : null, stateDir, setup, log, signal: stop.signal });
    const { body, kind, how } = running;
    glass = new GlassServer({ body, log, token: randomBytes(24).toString("base64url"), port: ports.glass });
    const addresses = await glass.start();
    writeFileSync(portsPath, JSON.stringify({ desk: desk.port, glass: addresses.port }));
    const up = {
      console: desk.url,
      glass: addresses.glass,
      log: addresses.log,
      agent: demo.agent,
      password,
      runDir: body.runDir,
      logFile,
      kind,
      how,
    };
    announceRun(runPath, up);
    if (!stop.signal.aborted) process.stdout.write(describeUp(up));
    await aborted(stop.signal);
    say("ending all processes");
    return 0;
  } catch (error) {
    if (stop.signal.aborted) return 0;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\nThe whole log is in ${logFile}\n`);
    return 1;
  } finally {
    await glass?.stop();
    await running?.body.stop();
    await desk.stop();
    releaseRun(runPath);
  }
}

function describeRun(run: RunFile): string {
  if (!run.up) return `npm start is coming up already (pid ${run.pid}).\n`;
  return `Alongside runs already in this clone (pid ${run.pid}; Ctrl-C there, or npm run rig -- down, ends it).\n${describeUp(run.up)}`;
}

function describeUp({ console: address, glass, log, agent, password, how }: NonNullable<RunFile["up"]>): string {
  return [
    "",
    `  Console  ${address}    sign in as ${agent} with ${password}`,
    `  Glass    ${glass}    the kiosk's screen: swipe down from its top edge for help`,
    `  Log      ${log}`,
    "",
    `${how} Ctrl-C ends everything.`,
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

function keepLog(log: BodyLog, path: string): void {
  const file = createWriteStream(path);
  log.listen((record) => file.write(`${describe(record)}\n`));
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
