import { spawn } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { type ControlReply, type ControlRequest, MAX_LINE, readRequest } from "./control-message.ts";
import type { Launch } from "./launch.ts";

export interface ControlActions {
  /** Carries out every verb but `pipe`. Its error's message goes back to the caller. */
  act(request: Exclude<ControlRequest, { verb: "pipe" }>): ControlReply | Promise<ControlReply>;
  /** How a command is started as the rig's user. */
  launchAsRig(argv: readonly string[]): Launch;
}

/** The control socket: only the host side's user can open it. */
export class ControlServer {
  readonly #path: string;
  readonly #actions: ControlActions;
  readonly #server: Server;

  constructor(path: string, actions: ControlActions) {
    this.#path = path;
    this.#actions = actions;
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#serve(socket));
  }

  async start(): Promise<void> {
    rmSync(this.#path, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#path, resolve);
    });
    chmodSync(this.#path, 0o600);
  }

  stop(): void {
    this.#server.close();
  }

  #serve(socket: Socket): void {
    let pending = Buffer.alloc(0);
    socket.on("error", () => socket.destroy());
    const onEnd = () => socket.end();
    socket.on("end", onEnd);
    const onData = (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      for (let end = pending.indexOf("\n"); end >= 0; end = pending.indexOf("\n")) {
        const line = pending.subarray(0, end).toString();
        pending = pending.subarray(end + 1);
        const argv = this.#take(socket, line);
        if (!argv) continue;
        socket.off("data", onData).off("end", onEnd);
        this.#pipe(socket, argv, pending);
        return;
      }
      if (pending.length > MAX_LINE) socket.destroy();
    };
    socket.on("data", onData);
  }

  /** Answers a line. @returns the command when the connection becomes a pipe. */
  #take(socket: Socket, line: string): readonly string[] | null {
    let id = 0;
    try {
      const request = readRequest(line);
      id = request.id;
      if (request.verb === "pipe") {
        reply(socket, { id });
        return request.argv;
      }
      void Promise.resolve(this.#actions.act(request)).then(
        (answer) => reply(socket, answer),
        (error: unknown) => reply(socket, { id, error: messageOf(error) }),
      );
    } catch (error) {
      reply(socket, { id, error: messageOf(error) });
    }
    return null;
  }

  #pipe(socket: Socket, argv: readonly string[], first: Buffer): void {
    const { command, args, env } = this.#actions.launchAsRig(argv);
    const child = spawn(command, args, { env, cwd: "/", stdio: ["pipe", "pipe", "inherit"] });
    child.on("error", () => socket.destroy());
    child.stdin.on("error", () => undefined);
    child.stdin.write(first);
    socket.pipe(child.stdin);
    child.stdout.pipe(socket);
    socket.once("close", () => child.kill("SIGTERM"));
  }
}

function reply(socket: Socket, answer: ControlReply): void {
  if (socket.writable) socket.write(`${JSON.stringify(answer)}\n`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
