import type { FarEnd } from "./far-end.ts";
import type { Remote } from "./remote.ts";
import type { PictureService } from "./service.ts";

export interface VncServiceOptions {
  readonly far: Remote<FarEnd>;
  /** Address at which the agent's side reaches the kiosk's. */
  readonly host: string;
  readonly pagesPort: number;
  readonly vncPort: number;
}

/** wayvnc in the kiosk, noVNC in the agent's browser. */
export class VncService implements PictureService {
  readonly name = "wayvnc";
  readonly serving = ["wayvnc"];
  readonly page: string;
  readonly #options: VncServiceOptions;

  constructor(options: VncServiceOptions) {
    this.#options = options;
    this.page = `http://${options.host}:${options.pagesPort}/vnc`;
  }

  async open(): Promise<void> {
    await this.#options.far.call("visit", { url: `${this.page}?port=${this.#options.vncPort}`, title: "VNC connected" });
  }

  async close(): Promise<void> {
    await this.#options.far.call("leave", this.page);
  }

  async recover(): Promise<void> {
    // The page may be gone already.
    await this.close().catch(() => undefined);
  }
}
