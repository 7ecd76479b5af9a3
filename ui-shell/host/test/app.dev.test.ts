import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type AppToDaemon, appToDaemonCodec, type DaemonToApp } from "#protocol/local-host";
import { appPages, ELSEWHERE, HERE, KEY, NOTICE } from "./app-pages.ts";
import { DaemonEnd } from "./daemon-end.ts";
import { Site } from "./site.ts";
import { type Finger, OUTPUT, type Program, Stage, until } from "./stage.ts";

/** The operator's page in the host, on a real headless compositor, as on the device: where it may lead, and what stays of whom. */
interface Context {
  stage: Stage;
  site: Site;
  finger: Finger;
  daemon: DaemonEnd<AppToDaemon, DaemonToApp>;
  app: Program;
}

type Kept = Readonly<Record<"cookie" | "local" | "session" | "typed", string> & Record<"history" | "scroll" | "databases", number>>;
type Word = {
  readonly path: string;
  readonly id: string;
  readonly isTop: boolean;
  readonly load?: Kept;
  readonly alive?: Kept;
  readonly stored?: Kept;
};

const PATIENCE_MS = 30_000;
const MIDDLE = [OUTPUT.width / 2, 300] as const;
/** Inside the lower edge of the line of text. */
const NOTICE_AT = [OUTPUT.width / 2, OUTPUT.height - 48 - 8] as const;
const app = suite<Context>("app");

const words = ({ site }: Context) => site.said as unknown as Word[];

/** The next word of a page that fits. */
function next(context: Context, what: string, from: number, fits: (word: Word) => unknown): Promise<Word> {
  return until(what, () => words(context).slice(from).find(fits), PATIENCE_MS);
}

/** What the page that has the keys says of itself. */
async function alive(context: Context): Promise<Word> {
  const from = words(context).length;
  await context.finger.key(KEY.alive);
  return next(context, "sign of life", from, (word) => word.alive);
}

const loads = ({ app: { lines } }: Context) => lines.filter((line) => line.includes("web process loaded")).length;

/** Has the app begin anew, until it stands there again. */
async function begunAnew(context: Context): Promise<Word> {
  const from = words(context).length;
  const before = loads(context);
  context.daemon.send({ type: "app/reset" });
  const load = await next(context, "new beginning", from, (word) => word.load);
  await context.stage.untilColour(MIDDLE, HERE);
  await until("end of the load", () => loads(context) > before, PATIENCE_MS);
  return load;
}

/** The app says this label of its page. */
function label(context: Context, from: number, text: string): Promise<unknown> {
  const fits = (message: AppToDaemon) => message.type === "app/context" && message.page === text;
  return until(`label ${text}`, () => context.daemon.received.slice(from).some(fits), PATIENCE_MS);
}

/** Starts the app, which then stands there and has the keys. */
async function started(context: Context, ...args: string[]): Promise<Word> {
  const from = words(context).length;
  context.app = await context.stage.app(`${context.site.origin}/`, ...args);
  const load = await next(context, "first load", from, (word) => word.load);
  await context.stage.untilColour(MIDDLE, HERE);
  await until("end of the load", () => loads(context) > 0, PATIENCE_MS);
  return load;
}

app.before.each(async (context) => {
  context.stage = new Stage();
  context.site = new Site(appPages);
  await context.site.open();
  await context.stage.compositor();
  context.stage.shell();
  context.daemon = new DaemonEnd<AppToDaemon, DaemonToApp>(context.stage.path("app.sock"), appToDaemonCodec);
  context.finger = context.stage.finger();
});

app.after.each(async (context) => {
  await context.stage.close();
  await context.daemon.close();
  await context.site.close();
});

app("stays where it is, with what was typed, when a link leads elsewhere, and says so", async (context) => {
  const { id } = await started(context);
  for (const key of [KEY.elsewhere, KEY.redirect, KEY.newWindow, KEY.mail, KEY.file]) {
    await context.finger.key(key);
    await context.stage.untilColour(NOTICE_AT, NOTICE);
    await context.stage.untilColour(NOTICE_AT, HERE);
    assert.is(context.stage.picture().at(...MIDDLE), HERE);
    assert.is((await alive(context)).id, id, `the same page after key ${key}`);
  }
  const { alive: now } = await alive(context);
  assert.is(now?.typed, "faranamadaa", "nothing that was typed is lost");
  assert.not(
    words(context).some(({ path }) => path === "/elsewhere"),
    "nothing of elsewhere ever ran",
  );
  assert.ok(context.app.lines.some((line) => line.includes(`refused to open ${context.site.otherOrigin}`)));
});

app("lets other origins into frames, and opens its own links for a new window in its one window", async (context) => {
  await started(context);
  await context.finger.key(KEY.frame);
  const frame = await next(context, "frame", 0, ({ path }) => path === "/elsewhere");
  assert.not(frame.isTop);
  const from = words(context).length;
  await context.finger.key(KEY.newWindowHere);
  assert.ok((await next(context, "page in the same window", from, ({ path, load }) => path === "/inside" && load)).isTop);
});

app("goes where the operator's list says", async (context) => {
  await started(context, "--origins", context.site.otherOrigin);
  await context.finger.key(KEY.redirect);
  await context.stage.untilColour(MIDDLE, ELSEWHERE);
});

app("a list that is wrong is told on the glass and in the log, and nothing is opened", async (context) => {
  context.app = await context.stage.app(`${context.site.origin}/`, "--origins", "https://a.example.org b.example.org");
  const fault = 'KIOSK_APP_ORIGINS in /etc/alongside/app.env, entry 2: "b.example.org" is no origin';
  await until("line in the log", () => context.app.lines.some((line) => line.includes(fault)));
  await label(context, 0, "This screen is not set up");
  context.stage.shot("app-not-set-up");
  assert.equal(context.site.asked, []);
});

app("shows a page of its own in the kiosk's language while the server is away, and comes back by itself", async (context) => {
  await context.site.close();
  context.app = await context.stage.app(`${context.site.origin}/`);
  await context.daemon.next("app/hello", 0);
  context.daemon.send({ type: "app/welcome", version: 1, locale: "de" });
  const unreachable = "Diese Seite ist gerade nicht erreichbar";
  await label(context, 0, unreachable);
  context.stage.shot("app-unreachable");
  await context.site.open();
  await next(context, "load", 0, ({ load }) => load);
  await context.stage.untilColour(MIDDLE, HERE);
  const from = context.daemon.received.length;
  await context.finger.key(KEY.unavailable);
  await label(context, from, unreachable);
  await context.stage.untilColour(MIDDLE, HERE);
});

app("begins anew for the next person: nothing is kept of what was stored, typed, scrolled or visited", async (context) => {
  let load = await started(context);
  for (let person = 0; person < 3; person++) {
    const empty = { cookie: "", local: "", session: "", history: 1, scroll: 0, databases: 0, typed: "" };
    assert.equal(load.load, empty, `for person ${person}`);
    const processes = context.app.webProcesses();
    const scripts = context.site.asked.filter((path) => path === "/kept.js").length;
    const from = words(context).length;
    await context.finger.key(KEY.store);
    const { stored } = await next(context, "word that all is stored", from, (word) => word.stored);
    assert.equal(stored, { cookie: "x=1", local: "1", session: "1", history: 2, scroll: 500, databases: 1, typed: "s" });
    context.daemon.send({ type: "app/leaving", shown: true });
    await context.stage.untilColour(NOTICE_AT, NOTICE);
    context.stage.shot("app-leaving");
    load = await begunAnew(context);
    assert.is(load.path, "/");
    await context.stage.untilColour(NOTICE_AT, HERE);
    assert.ok(context.site.asked.filter((path) => path === "/kept.js").length > scripts, "not even the cache is");
    await until("end of the old process", () => !context.app.webProcesses().some((pid) => processes.includes(pid)), PATIENCE_MS);
    assert.is((await alive(context)).id, load.id, "the new page has the keys");
    load = await begunAnew(context);
  }
  assert.is(context.app.child.exitCode, null, "all in one process");
});

app("takes the word that it begins anew off the glass for whoever is still there", async (context) => {
  const { id } = await started(context);
  context.daemon.send({ type: "app/leaving", shown: true });
  await context.stage.untilColour(NOTICE_AT, NOTICE);
  context.daemon.send({ type: "app/leaving", shown: false });
  await context.stage.untilColour(NOTICE_AT, HERE);
  assert.is((await alive(context)).id, id);
});

app("comes back with its first page when its web process is killed", async (context) => {
  const { id } = await started(context);
  const from = words(context).length;
  for (const pid of context.app.webProcesses()) process.kill(pid, "SIGKILL");
  assert.is.not((await next(context, "load", from, (word) => word.load)).id, id);
  await context.stage.untilColour(MIDDLE, HERE);
});

app.run();
