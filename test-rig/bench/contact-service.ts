import { pause } from "../wait.ts";
import type { FarEnd } from "./far-end.ts";
import type { Kiosk } from "./kiosk.ts";
import type { Remote } from "./remote.ts";
import type { PictureService } from "./service.ts";

/** A customer reads the panel before the first touch; it slides in meanwhile. */
const READING_MS = 500;

/** Ours: a contact from gesture to goodbye for each measurement, so that nothing of ours runs while a peer is measured. */
export class ContactService implements PictureService {
  readonly name = "ours";
  readonly serving = ["screen", "media", "daemon"];
  readonly page: string;
  readonly #kiosk: Kiosk;
  readonly #far: Remote<FarEnd>;

  /** @param host address at which the agent's side reaches the desk */
  constructor(kiosk: Kiosk, far: Remote<FarEnd>, host: string) {
    this.#kiosk = kiosk;
    this.#far = far;
    this.page = `http://${host}:${kiosk.deskPort}/`;
  }

  /** Once per browser. */
  async signIn(): Promise<void> {
    await this.#far.call("signIn", { url: this.page, ...this.#kiosk.account });
  }

  async open(): Promise<void> {
    await this.prepare();
    await this.#kiosk.openPanel();
    await pause(READING_MS);
    await this.talk();
  }

  /** The agent waits for an offer. */
  async prepare(): Promise<void> {
    await this.#far.call("becomeAvailable", this.page);
  }

  /** From the open panel on. */
  async talk(): Promise<void> {
    await this.#kiosk.askForHelp();
    await this.#far.call("accept", this.page);
    await this.#kiosk.live();
    await this.#far.call("seesWhole", this.page);
  }

  async close(): Promise<void> {
    await this.#far.call("end", this.page);
    await this.#kiosk.rest();
    await this.#far.call("wrapUp", this.page);
  }

  async recover(): Promise<void> {
    await this.#kiosk.rest();
    await this.#far.call("settle", this.page);
  }
}
