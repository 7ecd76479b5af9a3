import { render } from "lit-html";
import type { PanelState } from "#protocol/local-panel";
import { FaceRect, panelToken, tellHost } from "./host.ts";
import { afterDeed, isSeenAgainstChoice, localAfterState } from "./local.ts";
import { PanelLink } from "./panel-link.ts";
import { panelPage } from "./render.ts";
import { type Deed, DISCONNECTED_SHOWN_MS, FRESH, type Local, panelView, SHRUNK_BELOW_PX } from "./view-model.ts";

const root = document.body;
const face = new FaceRect();
let state: PanelState | null = null;
let local: Local = FRESH;
let lostAtMs: number | null = performance.now();
let lastDragMs = -1000;

const link = new PanelLink(`ws://${location.host}/panel`, panelToken(), {
  state(next) {
    state = next;
    local = localAfterState(local, next);
    if (isSeenAgainstChoice(local, next)) link.act("hide-screen");
    paint();
  },
  connected(isConnected) {
    lostAtMs = isConnected ? null : performance.now();
    if (!isConnected) setTimeout(paint, DISCONNECTED_SHOWN_MS + 50);
    paint();
  },
});

/** Paints from what is known now. Nothing else repaints: the page costs nothing while nothing happens. */
function paint(): void {
  const view = panelView(state, local, lostAtMs === null ? 0 : performance.now() - lostAtMs);
  document.documentElement.lang = view.language;
  document.documentElement.dataset.layout = view.layout;
  render(panelPage(view, { deed: touched, drag: dragged }), root);
  face.report(document.getElementById("face"));
}

function touched(deed: Deed): void {
  const outcome = afterDeed(local, deed);
  local = outcome.local;
  for (const { act, resolved } of outcome.acts) link.act(act, resolved);
  if (outcome.boxSize) tellHost({ type: "box-size", size: outcome.boxSize });
  paint();
}

/** A finger gives both a touch and a pointer event: the host hears of one. */
function dragged(): void {
  const now = performance.now();
  if (now - lastDragMs < 300) return;
  lastDragMs = now;
  tellHost({ type: "drag" });
}

function resized(): void {
  local = { ...local, isShrunk: innerWidth < SHRUNK_BELOW_PX };
  paint();
}

addEventListener("resize", resized);
resized();
link.start();
