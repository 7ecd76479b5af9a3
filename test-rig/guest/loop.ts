import { until } from "../wait.ts";
import type { GuestControl } from "./client.ts";

const GO = "/run/rig-loop";
const PORT = 9229;
/** Node's own door for debuggers, which a signal opens. What it says goes to the journal. */
const SCRIPT = `
  const { existsSync } = require("node:fs");
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  (async () => {
    process.kill(Number(process.argv[1]), "SIGUSR1");
    let target;
    while (!target) [target] = await fetch("http://127.0.0.1:${PORT}/json/list").then((reply) => reply.json()).catch(() => (pause(100), []));
    const socket = new WebSocket(target.webSocketDebuggerUrl);
    await new Promise((done) => socket.addEventListener("open", done));
    console.log("the loop is ready");
    while (!existsSync("${GO}")) await pause(20);
    const expression = 'process.stdout.write(JSON.stringify({ msg: "loops", atMs: Date.now() }) + "\\\\n"); for (;;);';
    socket.send(JSON.stringify({ id: 1, method: "Runtime.evaluate", params: { expression } }));
    await pause(5000);
    process.exit();
  })();`;

/**
 * Prepares `while (true) {}` in a Node process of the guest: only its JavaScript hangs, its native threads go on.
 * @returns a shell command that begins it
 */
export async function prepareLoop(guest: GuestControl, pid: number, limitMs: number): Promise<string> {
  const words = "/run/rig-loop.txt";
  await guest.run(["rm", "-f", GO]);
  const node = ["/usr/bin/node", "--experimental-websocket", "-e", SCRIPT, String(pid)];
  const { code, output } = await guest.run(["systemd-run", "--collect", "-p", `StandardOutput=truncate:${words}`, ...node]);
  if (code !== 0) throw new Error(output);
  await until("the loop to be ready", limitMs, async () => (await guest.run(["grep", "-q", "ready", words])).code === 0);
  return `touch ${GO}`;
}
