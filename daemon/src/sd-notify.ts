import { spawn } from "node:child_process";
import type { Clock } from "../core/ports.ts";

/**
 * Tells systemd that the daemon is ready, and then that it lives, at half of WatchdogSec (sd_notify(3)). Node has no datagram unix
 * sockets, so systemd-notify carries the words; the unit needs NotifyAccess=all. Without systemd nothing happens.
 * @returns how to end it
 */
export function notifySystemd(
  clock: Clock,
  env: NodeJS.ProcessEnv = process.env,
  say: (words: string[]) => void = systemdNotify,
): () => void {
  if (!env.NOTIFY_SOCKET) return () => {};
  say(["READY=1"]);
  const watchdogMs = Number(env.WATCHDOG_USEC ?? 0) / 1000;
  const cancel = watchdogMs > 0 ? clock.every(watchdogMs / 2, () => say(["WATCHDOG=1"])) : () => {};
  return () => {
    cancel();
    say(["STOPPING=1"]);
  };
}

function systemdNotify(words: string[]): void {
  spawn("systemd-notify", words, { stdio: "ignore" }).on("error", () => {
    // No such program: then nobody waits for it either.
  });
}
