import { render } from "lit-html";
import { Console } from "./console.ts";
import { consolePage } from "./render.ts";
import { deedOfKey } from "./shortcuts.ts";
import { en } from "./strings.en.ts";
import { consoleView } from "./view-model.ts";

const root = document.getElementById("console") ?? document.body;
const ownFace = new MediaStream();
let isPainting = false;

const desk = new Console(() => {
  // Several events of one moment are one picture.
  if (isPainting) return;
  isPainting = true;
  queueMicrotask(paint);
});

function paint(): void {
  isPainting = false;
  const view = consoleView(desk.state, performance.now(), en);
  document.title = view.page === "desk" ? view.windowTitle : en.title;
  render(consolePage(view, { deed: (deed) => desk.do(deed) }), root);
  attach();
}

/** The video elements come and go with the contact's page. */
function attach(): void {
  const screen = root.querySelector<HTMLVideoElement>("video.screen");
  if (screen) desk.picture.attach(screen);
  else desk.picture.detach();
  const box = root.querySelector<HTMLElement>(".picture");
  if (box) desk.hand.attach(box);
  else desk.hand.detach();
  const face = root.querySelector<HTMLVideoElement>("video.own-face");
  const camera = desk.ownCamera;
  if (ownFace.getTracks()[0] !== (camera ?? undefined)) {
    for (const track of ownFace.getTracks()) ownFace.removeTrack(track);
    if (camera) ownFace.addTrack(camera);
  }
  if (face && face.srcObject !== ownFace) face.srcObject = ownFace;
}

addEventListener("keydown", (event) => {
  const element = event.target as HTMLElement;
  const target = element.matches("input, textarea, select") ? "text" : element.matches("button, a") ? "button" : "page";
  const isCommand = event.altKey || event.ctrlKey || event.metaKey;
  const deed = deedOfKey(desk.state, { key: event.key, shiftKey: event.shiftKey, isCommand, target });
  if (!deed) return;
  event.preventDefault();
  desk.do(deed);
});

/** For benchmarks and tests: what was shown when, and the connection's own figures. */
Object.assign(globalThis, {
  alongsideStats: {
    frames: desk.picture.frames,
    picture: () => desk.picture.facts,
    connection: async () => [...((await desk.stats())?.values() ?? [])],
    state: () => desk.state,
    /** The agent's hand, and what was sent of it: `sent` and when, `counts` by kind, `mark` to be called with each. */
    input: desk.hand.sender,
  },
});

paint();
desk.start();
