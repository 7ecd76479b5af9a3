import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { AGENT_FLAGS, CHROMIUM } from "../chromium-flags.ts";
import { pause } from "../wait.ts";

/** For measuring: nothing of a page is slowed down, and playwright can be attached at any time. */
const FLAGS = [
  ...AGENT_FLAGS,
  // The first: pages beside the measured one are not throttled. The second: addresses are told as they are, no name service is there.
  "--disable-features=CalculateNativeWinOcclusion,WebRtcHideLocalIpsWithMdns",
  "--disable-renderer-backgrounding",
  "--disable-background-timer-throttling",
  "--use-fake-ui-for-media-stream",
  "--window-size=1500,1000",
  "--remote-debugging-port=0",
];

export interface ChromiumOptions {
  /** http origins beyond loopback in which microphone and keys may be used: the console's over the shaped line. */
  readonly trustedOrigins: readonly string[];
  /** Whether there is a camera, showing a test signal. A microphone that plays one there is always. */
  readonly camera: boolean;
}

/**
 * The agent's browser. Playwright is attached only inside `attached`: it takes every WebSocket frame of the pages that it drives and
 * so halves the rate of a VNC page.
 */
export class Chromium {
  readonly #profile = mkdtempSync(join(tmpdir(), "alongside-chromium-"));
  readonly #options: ChromiumOptions;
  #child: ChildProcess | null = null;

  constructor(options: ChromiumOptions) {
    this.#options = options;
  }

  /** Of the browser process; its renderers are below it. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error("the browser is not started");
    return pid;
  }

  async start(): Promise<void> {
    const { trustedOrigins, camera } = this.#options;
    const own = [
      `--user-data-dir=${this.#profile}`,
      ...(trustedOrigins.length > 0 ? [`--unsafely-treat-insecure-origin-as-secure=${trustedOrigins.join(",")}`] : []),
      `--use-fake-device-for-media-stream${camera ? "" : "=device-count=0"}`,
    ];
    this.#child = spawn(CHROMIUM, [...FLAGS, ...own, "about:blank"], {
      stdio: "ignore",
      // What it leaves in the folder for temporary files goes with the profile.
      env: { ...process.env, TMPDIR: this.#profile },
    });
    const until = Date.now() + 30_000;
    while (!existsSync(this.#portFile)) {
      if (Date.now() > until || this.#child.exitCode !== null) throw new Error("Chromium did not start within 30 s");
      await pause(50);
    }
  }

  /** Runs `work` with Playwright attached and detaches it; pages stay as they are. */
  async attached<T>(work: (pages: Page[], browser: Browser) => Promise<T>): Promise<T> {
    const [port] = readFileSync(this.#portFile, "utf8").split("\n");
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    try {
      return await work(
        browser.contexts().flatMap((context) => context.pages()),
        browser,
      );
    } finally {
      await browser.close();
    }
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child && child.exitCode === null) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      const kill = setTimeout(() => child.kill("SIGKILL"), 3000);
      await gone;
      clearTimeout(kill);
    }
    // Its last processes may still write for a moment.
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  get #portFile(): string {
    return join(this.#profile, "DevToolsActivePort");
  }
}
