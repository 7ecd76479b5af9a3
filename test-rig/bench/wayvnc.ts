import { connect } from "node:net";
import { pause } from "../wait.ts";
import { BodyProgram } from "./body-program.ts";

/**
 * wayvnc in the body, with its own WebSocket and everything else as it comes. It sees the screen as our `screen` does and serves all
 * addresses of this network. Without a viewer it captures nothing.
 * @throws Error with its last words when it does not listen within 10 s
 */
export async function startWayvnc(port: number): Promise<BodyProgram> {
  const program = new BodyProgram({
    user: "rig",
    argv: ["wayvnc", "--websocket", "--disable-input", "--socket=/tmp/wayvncctl", "0.0.0.0", String(port)],
    env: { WAYLAND_DISPLAY: "/run/alongside/wayland/wayland-0" },
  });
  program.start();
  const until = Date.now() + 10_000;
  while (!(await isListening(port))) {
    if (Date.now() > until || !program.isRunning) {
      await program.stop();
      throw new Error(`wayvnc did not listen within 10 s: ${program.said}`);
    }
    await pause(50);
  }
  return program;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    const settle = (found: boolean) => {
      socket.destroy();
      resolve(found);
    };
    socket.once("connect", () => settle(true)).once("error", () => settle(false));
  });
}
