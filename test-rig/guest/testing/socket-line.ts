import type { Socket } from "node:net";
import type { Line, LineEvents } from "../agent/line.ts";

/** The agent's line on a unix socket, where the real one is a virtio-serial port; hosts come and go by `attach`. */
export class SocketLine implements Line {
  #events: LineEvents | null = null;
  #socket: Socket | null = null;

  start(events: LineEvents): void {
    this.#events = events;
  }

  attach(socket: Socket): void {
    this.#socket = socket;
    socket.on("data", (chunk) => this.#events?.onData(chunk));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#events?.onGone();
    });
  }

  send(bytes: Buffer, taken: () => void): void {
    if (this.#socket) this.#socket.write(bytes, () => taken());
    else taken();
  }

  forget(): void {}
}
