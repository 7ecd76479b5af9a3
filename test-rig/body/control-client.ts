import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { ControlReply, ControlRequest } from "../supervisor/control-message.ts";

type Verb<R> = R extends unknown ? Omit<R, "id"> : never;

/** The supervisor does each thing in well under this time; `stop` of a stubborn process takes 1.5 s. */
const REPLY_MS = 5000;

/** Asks the supervisor for one thing over a connection of its own. @throws Error with the supervisor's words when it refuses. */
export async function ask(path: string, request: Verb<ControlRequest>): Promise<ControlReply> {
  const socket = await connect(path);
  try {
    return (await exchange(socket, request)).reply;
  } finally {
    socket.destroy();
  }
}

/** Starts a command in the body and returns the connection to its standard input and output. */
export async function openPipe(path: string, argv: readonly string[]): Promise<Duplex> {
  const socket = await connect(path);
  const { rest } = await exchange(socket, { verb: "pipe", argv: [...argv] });
  // "close" follows; a command that ends while we write is no fault of ours.
  socket.on("error", () => undefined);
  if (rest.length > 0) socket.unshift(rest);
  return socket;
}

async function connect(path: string): Promise<Socket> {
  const socket = createConnection({ path, allowHalfOpen: true });
  await once(socket, "connect");
  return socket;
}

function exchange(socket: Socket, request: Verb<ControlRequest>): Promise<{ reply: ControlReply; rest: Buffer }> {
  return new Promise((resolve, reject) => {
    let pending = Buffer.alloc(0);
    const finish = (act: () => void) => {
      clearTimeout(late);
      socket.off("readable", onReadable).off("close", onClose).off("error", onClose);
      act();
    };
    const late = setTimeout(
      () => finish(() => reject(new Error(`the supervisor did not answer ${request.verb} within ${REPLY_MS} ms`))),
      REPLY_MS,
    );
    const onClose = () => finish(() => reject(new Error(`the supervisor closed the connection during ${request.verb}`)));
    // Read by hand, not by "data": what follows the reply belongs to a pipe and must wait until somebody listens.
    const onReadable = () => {
      for (let chunk = socket.read() as Buffer | null; chunk; chunk = socket.read() as Buffer | null)
        pending = Buffer.concat([pending, chunk]);
      const end = pending.indexOf("\n");
      if (end < 0) return;
      const reply = JSON.parse(pending.subarray(0, end).toString()) as ControlReply;
      const rest = pending.subarray(end + 1);
      finish(() => (reply.error === undefined ? resolve({ reply, rest }) : reject(new Error(reply.error))));
    };
    socket.on("readable", onReadable).on("close", onClose).on("error", onClose);
    socket.write(`${JSON.stringify({ id: 1, ...request })}\n`);
  });
}
