import type { Page } from "playwright-core";
import { type AgentOptions, ScriptedAgent } from "../agent/scripted-agent.ts";

/** The scripted agent at a console page that somebody else has opened. It opens and closes nothing. */
export class AttachedAgent extends ScriptedAgent {
  readonly #attached: Page;

  constructor(page: Page, options: AgentOptions) {
    super(options);
    this.#attached = page;
  }

  override get page(): Page {
    return this.#attached;
  }
}
