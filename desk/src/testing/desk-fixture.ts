import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_LIMITS, type Limits } from "../../core/contact-state.ts";
import type { Role } from "../../core/permissions.ts";
import { LocalBus } from "../bus/local.ts";
import { machineClock } from "../desk-clock.ts";
import { hashPassword } from "../http/passwords.ts";
import { newEnrolCode, secretHash } from "../http/secrets.ts";
import { type IceConfig, NO_ICE } from "../ice.ts";
import { loadOperatorKey } from "../keys.ts";
import { createLog } from "../log.ts";
import { startDesk } from "../server.ts";
import { DEFAULT_TIMING, type LinkTiming } from "../socket/link-role.ts";
import { SqliteStore } from "../store/sqlite.ts";
import { type ConsoleClient, SignedInClient } from "./console-client.ts";
import { DeviceClient, enrolDevice } from "./device-client.ts";

export const PASSWORD = "correct horse battery";
/** Made once: the hash is slow on purpose. */
let passwordHash: Promise<string> | undefined;

export interface FixtureOptions {
  readonly limits?: Partial<Limits>;
  readonly timing?: Partial<LinkTiming>;
  readonly consoleFolder?: string;
  readonly ice?: IceConfig;
}

/** A real desk on loopback with its store in a folder of its own, and people and devices to try it with. */
export class DeskFixture {
  readonly store: SqliteStore;
  readonly base: string;
  readonly operatorKey: string;
  readonly #stop: () => Promise<void>;
  readonly #clients: { drop(): void }[] = [];

  private constructor(store: SqliteStore, base: string, operatorKey: string, stop: () => Promise<void>) {
    this.store = store;
    this.base = base;
    this.operatorKey = operatorKey;
    this.#stop = stop;
  }

  static async start({ limits = {}, timing = {}, consoleFolder, ice = NO_ICE }: FixtureOptions = {}): Promise<DeskFixture> {
    const folder = mkdtempSync(join(tmpdir(), "desk-"));
    const allLimits = { ...DEFAULT_LIMITS, ...limits };
    const store = new SqliteStore(join(folder, "desk.db"), allLimits);
    const operatorKey = loadOperatorKey(join(folder, "operator.key"));
    const desk = await startDesk({
      store,
      operatorKey,
      ice,
      bus: new LocalBus(),
      clock: machineClock(),
      log: createLog(process.env.DESK_TEST_LOG ?? "silent"),
      host: "127.0.0.1",
      port: 0,
      consoleFolder: consoleFolder ?? null,
      publicOrigin: null,
      tls: null,
      limits: allLimits,
      timing: { ...DEFAULT_TIMING, ...timing },
    });
    return new DeskFixture(store, `http://127.0.0.1:${desk.port}`, operatorKey.publicKey, async () => {
      await desk.stop();
      await store.close();
      rmSync(folder, { recursive: true });
    });
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.drop();
    await this.#stop();
  }

  async addAccount(name: string, role: Role = "agent"): Promise<void> {
    passwordHash ??= hashPassword(PASSWORD);
    await this.store.addAccount({ name, label: `${name} of the desk`, role, passwordHash: await passwordHash });
  }

  async signIn(name: string, role: Role = "agent"): Promise<SignedInClient> {
    if (!(await this.store.account(name))) await this.addAccount(name, role);
    return SignedInClient.signIn(this.base, name, PASSWORD);
  }

  /** An agent who is signed in, connected and available. */
  async agent(name: string): Promise<ConsoleClient> {
    const console = this.keep(await (await this.signIn(name)).console());
    await console.goAvailable();
    return console;
  }

  async enrolCode(lastsMs = 60_000): Promise<string> {
    const code = newEnrolCode();
    await this.store.addEnrolCode(secretHash(code), lastsMs, "test");
    return code;
  }

  /** A device that is enrolled and connected. */
  async device(): Promise<DeviceClient> {
    const device = this.keep(new DeviceClient(this.base, await enrolDevice(this.base, await this.enrolCode())));
    await device.connect();
    return device;
  }

  /** The client's socket ends with the fixture. */
  keep<T extends { drop(): void }>(client: T): T {
    this.#clients.push(client);
    return client;
  }

  /** A device in an active contact with an agent. */
  async contact(id: string, agent: ConsoleClient): Promise<DeviceClient> {
    const device = await this.device();
    await device.request(id);
    await agent.acceptNext();
    await device.next("contact/accepted");
    device.send({ type: "contact/connected", contact: id });
    await agent.next("contact/active");
    return device;
  }

  async state(contact: string): Promise<string | undefined> {
    return (await this.store.contact(contact))?.state;
  }

  /** Waits until a contact has come to a state. */
  async reach(contact: string, state: string, patienceMs = 8000): Promise<void> {
    for (let waitedMs = 0; (await this.state(contact)) !== state; waitedMs += 10) {
      if (waitedMs > patienceMs) throw new Error(`${contact} is ${await this.state(contact)}, not ${state}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
