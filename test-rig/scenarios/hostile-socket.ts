import { WebSocket } from "ws";

/** How a socket ended: `1008 the last message`, or the error of a connection that was never made. */
export type SocketEnd = string;

export interface Knock {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent one after the other as soon as the socket is open. */
  readonly say?: readonly (string | Buffer)[];
}

/** Connects as a stranger would, says something and waits for what comes of it. Nobody closes it here. */
export function knock({ url, headers = {}, say = [] }: Knock): Promise<SocketEnd> {
  const socket = new WebSocket(url, { headers, perMessageDeflate: false });
  let last = "";
  socket.on("message", (data) => {
    last = String(data);
  });
  socket.once("open", () => {
    for (const data of say) socket.send(data);
  });
  return new Promise((resolve) => {
    socket.once("error", (error) => resolve(error.message));
    socket.once("close", (code) => resolve(`${code} ${last}`));
  });
}
