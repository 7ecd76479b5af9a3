import { chmodSync, chownSync, mkdirSync } from "node:fs";
import { ControlServer } from "./control.ts";
import type { ControlReply, ControlRequest, ProcessReport } from "./control-message.ts";
import { launchOf } from "./launch.ts";
import { ManagedProcess, type ProcessEvent } from "./managed.ts";
import { usageOf } from "./memory.ts";
import type { Options } from "./options.ts";
import { CONTROL_SOCKET, type FolderEntry, folders, type ProcessEntry, processTable } from "./table.ts";
import { readUsers, type Users } from "./users.ts";

/** A line of the supervisor's standard output. */
export type LogRecord = { readonly name: string; readonly atMs: number } & (ProcessEvent | { readonly event: "ready" });

interface Slot {
  entry: ProcessEntry;
  managed: ManagedProcess;
  starts: number;
}

/** Runs the table's processes in the headless body, as systemd does in the image. */
export class Supervisor {
  readonly #log: (record: LogRecord) => void;
  readonly #users: Users;
  readonly #slots: Map<string, Slot>;
  readonly #control: ControlServer;
  #options: Options;

  constructor(options: Options, log: (record: LogRecord) => void, users: Users = readUsers()) {
    this.#options = options;
    this.#log = log;
    this.#users = users;
    this.#slots = new Map(processTable(options).map((entry) => [entry.name, this.#slotFor(entry)]));
    this.#control = new ControlServer(CONTROL_SOCKET, {
      act: (request) => this.#act(request),
      launchAsRig: (argv) => launchOf(this.#rigCommand(argv)),
    });
  }

  async start(): Promise<void> {
    for (const folder of folders) this.#makeFolder(folder);
    await this.#control.start();
    for (const { managed } of this.#slots.values()) managed.start();
    this.#log({ name: "supervisor", atMs: nowMs(), event: "ready" });
  }

  /** Ends all processes, the last started first. */
  async stop(): Promise<void> {
    this.#control.stop();
    await Promise.all([...this.#slots.values()].reverse().map(({ managed }) => managed.stop()));
  }

  #slotFor(entry: ProcessEntry): Slot {
    const slot: Slot = {
      entry,
      starts: 0,
      managed: new ManagedProcess({
        launch: launchOf(entry),
        after: entry.after ?? [],
        umask: entry.umask ?? 0o077,
        uid: this.#users.uid(entry.user),
        gid: this.#users.gid(entry.user),
        onEvent: (event) => {
          if (event.event === "started") slot.starts += 1;
          this.#log({ name: entry.name, atMs: nowMs(), ...event });
        },
      }),
    };
    return slot;
  }

  #makeFolder({ path, owner, group, mode }: FolderEntry): void {
    mkdirSync(path, { recursive: true });
    chownSync(path, this.#users.uid(owner), this.#users.gid(group));
    chmodSync(path, mode);
  }

  async #act(request: Exclude<ControlRequest, { verb: "pipe" }>): Promise<ControlReply> {
    const { id } = request;
    switch (request.verb) {
      case "list":
        return { id, processes: [...this.#slots.values()].map((slot) => this.#report(slot)) };
      case "kill":
        if (!this.#slot(request.name).managed.signal(request.signal)) throw new Error(`${request.name} does not run just now`);
        return { id };
      case "stop":
        await this.#slot(request.name).managed.stop();
        return { id };
      case "start":
        this.#slot(request.name).managed.start();
        return { id };
      case "set-app":
        await this.#replaceApp(request.url);
        return { id };
      default:
        return request satisfies never;
    }
  }

  async #replaceApp(url: string): Promise<void> {
    this.#options = { ...this.#options, appUrl: url };
    const entry = processTable(this.#options).find(({ name }) => name === "app");
    if (!entry) throw new Error("this body runs no app");
    await this.#slot("app").managed.stop();
    const slot = this.#slotFor(entry);
    this.#slots.set("app", slot);
    slot.managed.start();
  }

  #report({ entry, managed, starts }: Slot): ProcessReport {
    const { pid, state } = managed;
    const { rssKb, pssKb, cpuMs } = pid === null ? { rssKb: 0, pssKb: 0, cpuMs: 0 } : usageOf(pid);
    return { name: entry.name, user: entry.user, uid: this.#users.uid(entry.user), state, pid, starts, rssKb, pssKb, cpuMs };
  }

  #slot(name: string): Slot {
    const slot = this.#slots.get(name);
    if (!slot) throw new Error(`no process ${JSON.stringify(name)}; there are ${[...this.#slots.keys()].join(", ")}`);
    return slot;
  }

  #rigCommand(argv: readonly string[]): ProcessEntry {
    const env = { PIPEWIRE_RUNTIME_DIR: "/run/alongside/sound", WAYLAND_DISPLAY: "/run/alongside/wayland/wayland-0" };
    return { name: "glass", user: "rig", argv, env, network: false };
  }
}

/** CLOCK_MONOTONIC in ms, the time of every part of the device. */
function nowMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
