import { render } from "lit-html";
import type { Rect } from "#protocol/common";
import type { PanelState } from "#protocol/local-panel";
import { CONTROL_STRIP_PX } from "./control-view.ts";
import { BoxExtra, FaceRect, PaintReport, panelToken, tellHost } from "./host.ts";
import { afterDeed, isSeenAgainstChoice, localAfterState } from "./local.ts";
import { PanelLink } from "./panel-link.ts";
import { Press, watchPresses } from "./press.ts";
import { ANSWER_AFTER_MS, askedMoved, askedOpened, askedPainted, isOpen } from "./question.ts";
import { panelPage } from "./render.ts";
import { ASK_HEADING } from "./render-ask.ts";
import type { Deed, PanelView } from "./view.ts";
import { DISCONNECTED_SHOWN_MS, FRESH, type Local, panelView, SHRUNK_BELOW_PX } from "./view-model.ts";

const root = document.body;
const clock = () => performance.now();
const face = new FaceRect();
const boxExtra = new BoxExtra();
const paintReport = new PaintReport();
const press = new Press();
let state: PanelState | null = null;
let local: Local = FRESH;
let lostAtMs: number | null = clock();
let lastDragMs = -1000;
let keysFromMs = 0;
let askedNumber = 0;
let repaint: ReturnType<typeof setTimeout> | undefined;

const link = new PanelLink(`ws://${location.host}/panel`, panelToken(), {
  state(next) {
    local = localAfterState(local, state, next, clock());
    state = next;
    if (isSeenAgainstChoice(local, next)) link.act("hide-screen");
    paint();
  },
  connected(isConnected) {
    lostAtMs = isConnected ? null : clock();
    if (!isConnected) setTimeout(paint, DISCONNECTED_SHOWN_MS + 50);
    paint();
  },
});

/** Paints from what is known now. Nothing else repaints: the page costs nothing while nothing happens. */
function paint(): void {
  const nowMs = clock();
  local = { ...local, asked: askedOpened(local.asked, nowMs) };
  const view = panelView(state, local, lostAtMs === null ? 0 : nowMs - lostAtMs, nowMs);
  document.documentElement.lang = view.language;
  document.documentElement.dataset.layout = view.layout;
  render(panelPage(view, { deed: touched, drag: dragged }), root);
  boxExtra.want(view.control ? CONTROL_STRIP_PX : 0);
  face.report(document.getElementById("face"));
  paintReport.report(view.ask?.number ?? 0, view.isNeutral, painted);
  followQuestion(view);
}

/** A new question takes the focus from whatever had it; while one is open its words follow the clock. */
function followQuestion({ ask }: PanelView): void {
  const number = ask?.number ?? 0;
  if (number !== 0 && number !== askedNumber) document.getElementById(ASK_HEADING)?.focus({ preventScroll: true });
  if (number === 0 && askedNumber !== 0) keysFromMs = clock() + ANSWER_AFTER_MS;
  askedNumber = number;
  clearTimeout(repaint);
  if (ask) repaint = setTimeout(paint, ask.isOpen ? 1000 : ANSWER_AFTER_MS / 4);
}

function painted(question: number): void {
  local = { ...local, asked: askedPainted(local.asked, question, clock()) };
}

function touched(deed: Deed, button: Element): void {
  if (deed.kind === "answer" && !isOpen(local.asked, press.beganMs(clock()))) return;
  const outcome = afterDeed(local, deed, rectOf(button));
  local = outcome.local;
  for (const { act, ...details } of outcome.acts) link.act(act, details);
  if (outcome.boxSize) tellHost({ type: "box-size", size: outcome.boxSize });
  paint();
}

function rectOf(element: Element): Rect {
  const { x, y, width, height } = element.getBoundingClientRect();
  return { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) };
}

/** A finger gives both a touch and a pointer event: the host hears of one. */
function dragged(): void {
  const now = clock();
  if (now - lastDragMs < 300) return;
  lastDragMs = now;
  tellHost({ type: "drag" });
}

function resized(): void {
  local = { ...local, isShrunk: innerWidth < SHRUNK_BELOW_PX, asked: askedMoved(local.asked) };
  paint();
}

/** Who was typing into something else a moment ago presses nothing here. */
function keyed(event: KeyboardEvent): void {
  const isEarly = local.asked !== null && local.asked.openMs === null;
  if (!isEarly && clock() >= keysFromMs) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

watchPresses(press, window, clock);
for (const type of ["keydown", "keyup"] as const) addEventListener(type, keyed, { capture: true });
addEventListener("focus", () => {
  keysFromMs = Math.max(keysFromMs, clock() + ANSWER_AFTER_MS);
});
addEventListener("resize", resized);
resized();
link.start();
