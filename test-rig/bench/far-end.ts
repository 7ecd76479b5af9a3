import { build } from "esbuild";
import type { Page } from "playwright-core";
import { inTop } from "../paths.ts";
import { usageOf } from "../supervisor/memory.ts";
import { until } from "../wait.ts";
import { AttachedAgent } from "./attached-agent.ts";
import { Chromium, type ChromiumOptions } from "./chromium.ts";
import type { TimelineMark } from "./contact-times.ts";
import type { Gathered } from "./page/reader.ts";
import { serveVerbs } from "./remote.ts";

// The agent's side of a benchmark, in whichever network namespace it was started: a browser, and what is done in it.

let browser: Chromium | null = null;
let readerScript: Promise<string> | null = null;

function theBrowser(): Chromium {
  if (!browser) throw new Error("`open` comes first");
  return browser;
}

/** Runs `work` on the page whose address begins so. */
function onPage<T>(address: string, work: (page: Page) => Promise<T>): Promise<T> {
  return theBrowser().attached((pages) => {
    const page = pages.find((each) => each.url().startsWith(address));
    if (!page) throw new Error(`no page at ${address}; there are ${pages.map((each) => each.url()).join(", ")}`);
    return work(page);
  });
}

/** The agent at the console of this address, for as long as `work` takes. */
function atConsole(address: string, work: (agent: AttachedAgent) => Promise<void>): Promise<void> {
  return onPage(address, async (page) => {
    await page.bringToFront();
    page.setDefaultTimeout(15_000);
    await work(new AttachedAgent(page, { url: address, name: "", password: "" }));
  });
}

async function bundleReader(): Promise<string> {
  const entryPoints = [inTop("test-rig/bench/page/main.ts")];
  const result = await build({ entryPoints, bundle: true, write: false, format: "iife", conditions: ["source"], logLevel: "error" });
  return result.outputFiles[0]?.text ?? "";
}

const verbs = {
  async open(options: ChromiumOptions): Promise<void> {
    browser = new Chromium(options);
    await browser.start();
  },
  /** Opens an address in a tab of its own and waits until its title says that it is ready. */
  async visit({ url, title }: { readonly url: string; readonly title: string }): Promise<void> {
    await theBrowser().attached(async (pages) => {
      const page = await pages[0]?.context().newPage();
      await page?.goto(url);
      await page?.waitForFunction((wanted) => document.title.includes(wanted), title, { timeout: 20_000 });
    });
  },
  leave: (address: string): Promise<void> => onPage(address, (page) => page.close()),
  async signIn({ url, name, password }: { readonly url: string; readonly name: string; readonly password: string }): Promise<void> {
    await theBrowser().attached(async ([page]) => {
      if (!page) throw new Error("the browser has no page");
      await page.goto(url);
      await new AttachedAgent(page, { url, name, password }).signIn();
    });
  },
  becomeAvailable: (console: string) => atConsole(console, (agent) => agent.becomeAvailable()),
  accept: (console: string) => atConsole(console, (agent) => agent.accept()),
  /** Resolves when the whole picture is there. */
  seesWhole: (console: string) =>
    atConsole(console, async (agent) => {
      await until("the whole picture at the console", 20_000, async () => (await agent.picture()).isWhole);
    }),
  end: (console: string) => atConsole(console, (agent) => agent.end()),
  wrapUp: (console: string) => atConsole(console, (agent) => agent.wrapUp()),
  /** Loads the console anew and finishes what a contact has left. */
  settle: (console: string) =>
    atConsole(console, async (agent) => {
      await agent.page.reload();
      const finish = agent.page.getByRole("button", { name: "Finish", exact: true });
      await finish.or(agent.page.getByRole("heading", { name: /You are (available|away)/ })).waitFor();
      if (await finish.isVisible()) await agent.wrapUp();
    }),
  /** A contact's marks as the desk tells them. */
  timeline: ({ console, contact }: { readonly console: string; readonly contact: string }): Promise<readonly TimelineMark[]> =>
    onPage(console, (page) =>
      page.evaluate(async (path) => {
        const response = await fetch(path);
        const record = (await response.json()) as { readonly timeline?: readonly TimelineMark[] };
        return record.timeline ?? [];
      }, `/api/v1/contacts/${contact}`),
    ),
  /** Begins to read stamps in a page and leaves it alone. */
  async read(address: string): Promise<void> {
    readerScript ??= bundleReader();
    const script = await readerScript;
    await onPage(address, async (page) => {
      await page.bringToFront();
      await page.evaluate(script);
    });
  },
  /** What was read since. */
  async gathered(address: string): Promise<Gathered> {
    return onPage(address, async (page) => {
      const found = await page.evaluate(() => window.alongsideBench?.gathered());
      if (!found) throw new Error("`read` comes first");
      return found;
    });
  },
  /** CPU time and memory of the browser with all its processes. */
  usage: () => usageOf(theBrowser().pid),
};
export type FarEnd = typeof verbs;

serveVerbs(verbs, async () => browser?.stop());
