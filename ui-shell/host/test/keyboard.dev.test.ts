import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type AppToDaemon, appToDaemonCodec, type DaemonToApp } from "#protocol/local-host";
import { DaemonEnd } from "./daemon-end.ts";
import { type Page, Site } from "./site.ts";
import { type Finger, OUTPUT, Stage, until } from "./stage.ts";

/** The on-screen keyboard of the app's host, on a real headless compositor, under a finger. */
interface Context {
  stage: Stage;
  site: Site;
  finger: Finger;
  daemon: DaemonEnd<AppToDaemon, DaemonToApp>;
}

interface Word {
  readonly field: string;
  readonly value?: string;
  readonly isTrusted?: boolean;
  readonly submitted?: string;
}

const PATIENCE_MS = 30_000;
const PAGE = "#e8d8c0";
const KEYS = "#dde2e8";
const PRESSED = "#9fb3c8";
/** Where nothing but the keyboard's own ground is, at the lower and at the upper edge. */
const BELOW = [5, OUTPUT.height - 5] as const;
const ABOVE = [5, 30] as const;
/** Middles of keys at the lower edge of an output of 1280 × 720. */
const KEY = {
  q: [208, 488],
  w: [304, 488],
  enter: [1072, 552],
  shift: [230, 616],
  backspace: [1050, 616],
  left: [932, 680],
  hide: [1150, 680],
} as const;
const FIELD = {
  name: [250, 40],
  secret: [250, 120],
  count: [250, 200],
  own: [250, 280],
  frame: [800, 40],
  low: [250, 690],
  nowhere: [1100, 200],
} as const;

const script = `addEventListener('input', (e) => fetch('/said', { method: 'POST', body: JSON.stringify({ field: e.target.id, value: e.target.value, isTrusted: e.isTrusted }) }));
addEventListener('submit', (e) => { e.preventDefault(); fetch('/said', { method: 'POST', body: JSON.stringify({ field: 'form', submitted: document.querySelector('input').value }) }); });`;
const style = `html,body{margin:0;background:${PAGE};height:100vh;overflow:hidden}input,iframe{position:absolute;left:100px;width:300px;height:60px;box-sizing:border-box;border:0;font:24px sans-serif}`;

function pages(path: string, { otherOrigin }: Site): Page {
  if (path === "/frame")
    return { body: `<!doctype html><style>${style}input{left:0;top:0}</style><input id=inner><script>${script}</script>` };
  return {
    body: `<!doctype html><meta charset=utf-8><title>Fields</title><style>${style}</style><form><input id=name style="top:10px"></form>
<input id=secret type=password style="top:90px"><input id=count inputmode=numeric style="top:170px"><input id=own inputmode=none style="top:250px">
<iframe src="${otherOrigin}/frame" style="left:650px;top:10px"></iframe><input id=low style="top:655px"><script>${script}</script>`,
  };
}

const keyboard = suite<Context>("keyboard");

const said = ({ site }: Context) => site.said as unknown as Word[];

const tap = ({ finger }: Context, [x, y]: readonly [number, number]) => finger.tap(x, y);

/** Types with a finger; the field then holds the value. */
async function types(context: Context, keys: readonly (keyof typeof KEY)[], field: string, value: string): Promise<void> {
  for (const key of keys) await tap(context, KEY[key]);
  await until(`${value} in ${field}`, () => said(context).findLast((word) => word.field === field)?.value === value, PATIENCE_MS);
}

async function touches(context: Context, field: keyof typeof FIELD): Promise<void> {
  await tap(context, FIELD[field]);
}

async function start(context: Context, ...args: string[]): Promise<void> {
  await context.stage.app(`${context.site.origin}/`, ...args);
  await context.daemon.next("app/web-process", 0, ({ state }) => state === "loaded");
  await context.stage.untilColour(BELOW, PAGE);
}

keyboard.before.each(async (context) => {
  context.stage = new Stage();
  context.site = new Site(pages);
  await context.site.open();
  await context.stage.compositor();
  context.stage.shell();
  context.daemon = new DaemonEnd<AppToDaemon, DaemonToApp>(context.stage.path("app.sock"), appToDaemonCodec);
  context.finger = context.stage.finger();
});

keyboard.after.each(async (context) => {
  await context.stage.close();
  await context.daemon.close();
  await context.site.close();
});

keyboard("comes with a finger in a field, types as a real one does, and goes when the finger is elsewhere", async (context) => {
  await start(context, "--keyboard", "touch");
  await touches(context, "name");
  await context.stage.untilColour(BELOW, KEYS);
  context.stage.shot("keyboard");
  await types(context, ["q", "shift", "w", "q", "backspace", "left", "w"], "name", "qwW");
  assert.ok(said(context).every(({ isTrusted }) => isTrusted));
  await context.finger.tap(...KEY.enter);
  await until("a form that was sent", () => said(context).some(({ submitted }) => submitted === "qwW"), PATIENCE_MS);
  await touches(context, "nowhere");
  await context.stage.untilColour(BELOW, PAGE);
  await touches(context, "name");
  await context.stage.untilColour(BELOW, KEYS);
  await context.finger.tap(...KEY.hide);
  await context.stage.untilColour(BELOW, PAGE);
});

keyboard("does not light up the keys of a private field", async (context) => {
  await start(context, "--keyboard", "touch");
  const corner = [KEY.q[0] - 30, KEY.q[1] - 20] as const;
  await touches(context, "name");
  await context.stage.untilColour(BELOW, KEYS);
  await context.finger.press(...KEY.q);
  await context.stage.untilColour(corner, PRESSED);
  await context.finger.lift();
  await touches(context, "secret");
  // Focus and field have reached the keys when one is typed.
  await types(context, ["q"], "secret", "q");
  await context.finger.press(...KEY.w);
  await until("second letter", () => said(context).findLast(({ field }) => field === "secret")?.value === "qw", PATIENCE_MS);
  assert.is(context.stage.picture().at(KEY.w[0] - 30, corner[1]), "#ffffff");
  await context.finger.lift();
});

keyboard("is not in the way of a field at the lower edge, nor of a page's own keys", async (context) => {
  await start(context, "--keyboard", "touch");
  await touches(context, "low");
  await context.stage.untilColour(ABOVE, KEYS);
  assert.is(context.stage.picture().at(5, 690), PAGE);
  context.stage.shot("keyboard-above");
  await touches(context, "nowhere");
});

keyboard("types into a frame of another origin", async (context) => {
  await start(context, "--keyboard", "touch");
  await touches(context, "frame");
  await context.stage.untilColour(BELOW, KEYS);
  await types(context, ["q", "w"], "inner", "qw");
});

keyboard("stays away from fields with keys of their own, and where the operator wants none", async (context) => {
  await start(context, "--keyboard", "touch");
  await touches(context, "own");
  // Whatever would come has come when the next field's has: that of numbers, which is narrower.
  await context.finger.key(2);
  await until("a typed digit", () => said(context).some(({ field, value }) => field === "own" && value === "1"), PATIENCE_MS);
  assert.is(context.stage.picture().at(...BELOW), PAGE);
  await touches(context, "count");
  await context.stage.untilColour(BELOW, KEYS);
});

keyboard("is not there unless it is asked for", async (context) => {
  await start(context);
  await touches(context, "name");
  await context.finger.key(16);
  await until("a typed letter", () => said(context).some(({ value }) => value === "q"), PATIENCE_MS);
  assert.is(context.stage.picture().at(...BELOW), PAGE);
});

keyboard.run();
