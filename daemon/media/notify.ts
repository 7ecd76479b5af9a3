import { spawn } from "node:child_process";

/**
 * Tells systemd that the process is ready, and then that it lives, at half of WatchdogSec (sd_notify(3)).
 * Node has no unix datagram sockets, so systemd-notify carries the words: the unit needs NotifyAccess=all.
 */
export function notifyReady(env: NodeJS.ProcessEnv = process.env): void {
  if (!env.NOTIFY_SOCKET) return;
  notify("READY=1");
  const watchdogMs = Number(env.WATCHDOG_USEC ?? 0) / 1000;
  if (watchdogMs > 0) setInterval(() => notify("WATCHDOG=1"), watchdogMs / 2).unref();
}

function notify(state: string): void {
  spawn("systemd-notify", [state], { stdio: "ignore" }).on("error", () => {
    // Not under systemd after all.
  });
}
