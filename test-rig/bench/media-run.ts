import { inTop } from "../paths.ts";
import { ensureRoot } from "../roots.ts";
import { say } from "../say.ts";
import type { BodyProgram } from "./body-program.ts";
import type { Cleanup } from "./cleanup.ts";
import { ContactService } from "./contact-service.ts";
import type { FarEnd } from "./far-end.ts";
import { Kiosk } from "./kiosk.ts";
import { interfaceBytes, KIOSK_ADDRESS, Line, type LineTools, loopbackUp } from "./line.ts";
import { type SceneName, scenes } from "./lines.ts";
import type { Counters } from "./measurement.ts";
import { Pages } from "./pages.ts";
import { Remote } from "./remote.ts";
import type { PictureService } from "./service.ts";
import { VncService } from "./vnc-service.ts";
import { startWayvnc } from "./wayvnc.ts";

const VNC_PORT = 5900;
const farProgram = new URL("far-end.js", import.meta.url).pathname;
/** All that the agent's side starts ends with it. */
const ownProcesses = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"];

/** The agent's side in place: its browser, the agent signed in, and both services that show the screen there. */
export interface Seat {
  readonly far: Remote<FarEnd>;
  readonly services: readonly [PictureService, PictureService];
  readonly counters: () => Promise<Counters>;
  close(): Promise<void>;
}

/** Everything that a media benchmark measures, in one body. */
export class MediaRun {
  readonly kiosk: Kiosk;
  readonly cleanup: Cleanup;
  readonly #tools: LineTools;
  readonly #pagesPort: number;
  readonly #camera: boolean;
  #wayvnc: BodyProgram | null = null;

  private constructor(kiosk: Kiosk, cleanup: Cleanup, tools: LineTools, pagesPort: number, camera: boolean) {
    this.kiosk = kiosk;
    this.cleanup = cleanup;
    this.#tools = tools;
    this.#pagesPort = pagesPort;
    this.#camera = camera;
  }

  /** Kiosk, desk and wayvnc, all up. */
  static async start(cleanup: Cleanup, { camera }: { readonly camera: boolean }): Promise<MediaRun> {
    const root = await ensureRoot("peers");
    const tools = { shape: inTop("build/native/test-rig/native/shape"), root };
    await loopbackUp(tools);
    const pages = new Pages();
    const pagesPort = await pages.start();
    cleanup.add("the benchmark's pages", () => pages.stop());
    const kiosk = new Kiosk({ root, appUrl: sceneAddress(pagesPort, "unchanged") });
    cleanup.add("the kiosk", () => kiosk.stop());
    say("starting kiosk and desk");
    await kiosk.start();
    const run = new MediaRun(kiosk, cleanup, tools, pagesPort, camera);
    const wayvnc = await startWayvnc(VNC_PORT);
    cleanup.add("wayvnc", () => wayvnc.stop());
    run.#wayvnc = wayvnc;
    return run;
  }

  sceneAddress(scene: SceneName): string {
    return sceneAddress(this.#pagesPort, scene);
  }

  /** Makes the app show a scene. */
  async show(scene: SceneName): Promise<void> {
    await this.kiosk.appLoaded(() => this.kiosk.body.setApp(this.sceneAddress(scene)));
  }

  /** The agent on the same machine, without any line between. */
  async seatOnLoopback(): Promise<Seat> {
    const far = new Remote<FarEnd>([...ownProcesses, "--", process.execPath, farProgram]);
    const end = this.cleanup.add("the agent's side", () => far.stop());
    return this.#seat(far, "127.0.0.1", "lo", end);
  }

  /** The agent behind a line of our own. */
  async seatBehindLine(): Promise<{ readonly seat: Seat; readonly line: Line }> {
    const far = new Remote<FarEnd>([...ownProcesses, "--net", "--", process.execPath, farProgram]);
    const endFar = this.cleanup.add("the agent's side", () => far.stop());
    const line = new Line(this.#tools, far.pid);
    const endLine = this.cleanup.add("the line", () => line.stop());
    await line.start();
    const end = () => endFar().then(endLine);
    return { seat: await this.#seat(far, KIOSK_ADDRESS, "kiosk0", end), line };
  }

  /** CPU time so far of every process of the kiosk's side. */
  async cpuMs(): Promise<Record<string, number>> {
    const own = Object.entries(await this.kiosk.processes()).map(([name, { cpuMs }]) => [name, cpuMs] as const);
    return { ...Object.fromEntries(own), wayvnc: this.#wayvnc?.usage().cpuMs ?? 0 };
  }

  /** Memory of every process of the kiosk's side in MB, shared pages by their share. */
  async memoryMb(): Promise<Record<string, number>> {
    const own = Object.entries(await this.kiosk.processes()).map(([name, { pssMb }]) => [name, Math.round(pssMb)] as const);
    return { ...Object.fromEntries(own), wayvnc: Math.round((this.#wayvnc?.usage().pssKb ?? 0) / 1024) };
  }

  async #seat(far: Remote<FarEnd>, host: string, device: string, close: () => Promise<void>): Promise<Seat> {
    const ours = new ContactService(this.kiosk, far, host);
    await far.call("open", { trustedOrigins: [new URL(ours.page).origin], camera: this.#camera });
    await ours.signIn();
    const vnc = new VncService({ far, host, pagesPort: this.#pagesPort, vncPort: VNC_PORT });
    const counters = async () => ({ cpuMs: await this.cpuMs(), bytes: bytesOn(device) });
    return { far, services: [ours, vnc], counters, close };
  }
}

function sceneAddress(port: number, scene: SceneName): string {
  return `http://127.0.0.1:${port}/app/scenes.html?scene=${scenes[scene]}`;
}

/** Both directions. On loopback what was sent is what was received. */
function bytesOn(device: string): number {
  const { received, sent } = interfaceBytes(device);
  return device === "lo" ? sent : received + sent;
}
