import { type ChildProcess, spawn } from "node:child_process";

interface Request {
  readonly id: number;
  readonly verb: string;
  readonly argument: unknown;
}
type Reply = { readonly id: number; readonly result?: unknown; readonly error?: string };

/** What a process on the far side can do: each verb takes one argument and answers. */
export type Verbs = Readonly<Record<string, (argument: never) => unknown>>;
type ArgumentOf<V extends Verbs, K extends keyof V> = Parameters<V[K]> extends [infer A] ? [A] : [];

/** A child process whose verbs are called from here. It ends when this end does. */
export class Remote<V extends Verbs> {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  #count = 0;

  constructor(command: readonly string[]) {
    const [program = "", ...args] = command;
    this.#child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    this.#child.on("message", (message) => this.#settle(message as Reply));
    this.#child.once("exit", (code, signal) => this.#fail(`the far process ended with ${signal ?? code}`));
    this.#child.once("error", (error) => this.#fail(error.message));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  call<K extends keyof V & string>(verb: K, ...[argument]: ArgumentOf<V, K>): Promise<Awaited<ReturnType<V[K]>>> {
    this.#count += 1;
    const request: Request = { id: this.#count, verb, argument };
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.id, { resolve, reject });
      this.#child.send(request, (error) => error && reject(error));
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    if (this.#child.connected) this.#child.disconnect();
    await gone;
  }

  #settle({ id, result, error }: Reply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result as never);
    else waiting?.reject(new Error(error));
  }

  #fail(why: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(why));
    this.#waiting.clear();
  }
}

/** The other side: answers calls until the parent is gone, then runs `end` and exits. */
export function serveVerbs(verbs: Verbs, end: () => Promise<void>): void {
  process.on("message", (message) => {
    const { id, verb, argument } = message as Request;
    const answer = (reply: Omit<Reply, "id">) => process.connected && process.send?.({ id, ...reply });
    void Promise.resolve()
      .then(() => verbs[verb]?.(argument as never))
      .then(
        (result) => answer({ result }),
        (error: unknown) => answer({ error: error instanceof Error ? error.message : String(error) }),
      );
  });
  // Ctrl-C reaches the whole group: the parent ends first, then this.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
  process.once("disconnect", () => void end().finally(() => process.exit(0)));
}
