import { randomBytes } from "node:crypto";
import { createConnection, type Socket } from "node:net";
import { Mux } from "./mux.ts";
import { encodeMark, NONCE_BYTES, WireReader } from "./wire.ts";

/**
 * Begins a session with the agent at the host's end of its port.
 * QEMU serves one client at a time and keeps what the guest does not read yet, so a guest that still boots just answers late.
 * @param path the unix socket of QEMU's character device
 * @returns the session's channels; `onOver` is called once when the connection has ended
 * @throws Error when there is no such socket, or the agent has not answered within `timeoutMs`
 */
export async function beginSession(path: string, timeoutMs: number, onOver: () => void): Promise<{ mux: Mux; socket: Socket }> {
  const socket = createConnection({ path });
  const mux = new Mux((bytes, taken) => socket.write(bytes, () => taken()));
  const nonce = randomBytes(NONCE_BYTES);
  const reader = new WireReader();
  let isOurs = false;
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => socket.destroy(new Error(`no agent answered in the guest within ${timeoutMs} ms`)), timeoutMs);
    socket.on("connect", () => socket.write(encodeMark(nonce)));
    socket.on("data", (chunk) => {
      for (const event of reader.push(chunk)) {
        // Frames before our own number are what an earlier client has left.
        if (event.type === "frame") isOurs && mux.receive(event.frame);
        else isOurs = event.nonce.equals(nonce);
      }
      if (!isOurs) return;
      clearTimeout(late);
      resolve({ mux, socket });
    });
    let why: Error | null = null;
    socket.on("error", (error) => (why = error));
    socket.on("close", () => {
      clearTimeout(late);
      mux.end("the connection to the guest has ended");
      reject(why ?? new Error("the connection to the guest ended before its agent answered"));
      onOver();
    });
  });
}
