import { Type } from "typebox";
import { createCodec, type MessageOf } from "./codec.ts";
import { Base64Url, Count, Label, literals, MonotonicMs, message, Optional, Rect, Version } from "./common.ts";

/** daemon ↔ shell host (C), frames of frame.ts on `shell.sock`. */
export const daemonToHost = {
  /** Where the panel page lies and the token that the host gives it by user script. A new token means: reload. */
  "host/welcome": message("host/welcome", { version: Version, url: Type.String({ maxLength: 200 }), token: Base64Url }),
  /** Hidden; the panel over the app; or the small box of a contact. The host opens the panel by itself on a swipe. */
  "host/surface": message("host/surface", { mode: literals("hidden", "panel", "box") }),
  /** Screen has taken the rectangles: surfaces waiting for this serial may be painted. */
  "host/rects-applied": message("host/rects-applied", { serial: Count }),
  /** Show the agent's face from the face file (face-frame.ts) or take it away. */
  "host/face": message("host/face", { shown: Type.Boolean() }),
  /** Whether the customer has a mouse: only then is a pointer drawn over our surfaces. No word means none. */
  "host/pointer": message("host/pointer", { shown: Type.Boolean() }),
  /** A finger works here: move the box out of its way if it is near. */
  "host/avoid": message("host/avoid", { x: Count, y: Count }),
} as const;
export type DaemonToHost = MessageOf<typeof daemonToHost>;

/** Height of the invisible strip at the top edge in logical pixels: no injected touch may begin there. The C side is ui-shell/host/edge.h. */
export const EDGE_STRIP_PX = 12;

export const hostToDaemon = {
  "host/hello": message("host/hello", { version: Version }),
  /** A help gesture was completed. The panel is being shown already. */
  "host/gesture": message("host/gesture", { kind: literals("swipe"), atMs: MonotonicMs }),
  /**
   * The compositor has presented the panel's first frame after a gesture; or, with `question`, the first frame that shows the question
   * of this number on the panel. From this moment on the customer can have seen it.
   */
  "host/painted": message("host/painted", { atMs: MonotonicMs, question: Optional(Count) }),
  /** The agent's face was presented for the first time since host/face. */
  "host/face-painted": message("host/face-painted", { atMs: MonotonicMs }),
  /** Rectangles of our surfaces that are or will be on the output: for screen to blank. */
  "host/rects": message("host/rects", { serial: Count, rects: Type.Array(Rect, { maxItems: 16 }) }),
  /**
   * What is shown now, also after a change that the host made by itself (drag, swipe up). `x`, `y`: where the surface's corner lies on
   * the output; a place in the page's pixels plus these is a place on the output. Absent when hidden.
   */
  "host/shown": message("host/shown", {
    mode: literals("hidden", "panel", "box"),
    faceWidth: Count,
    faceHeight: Count,
    x: Optional(Count),
    y: Optional(Count),
  }),
  "host/web-process": message("host/web-process", { state: literals("loaded", "crashed", "unresponsive", "responsive") }),
  /** Keyboard focus came to one of our surfaces or left them: injected keys are dropped while it is here. */
  "host/focus": message("host/focus", { shell: Type.Boolean() }),
} as const;
export type HostToDaemon = MessageOf<typeof hostToDaemon>;

/** app host → daemon on `app.sock`: the SDK channel's first use. Labels only. */
export const appToDaemon = {
  "app/hello": message("app/hello", { version: Version }),
  "app/context": message("app/context", { app: Label, page: Label }),
  "app/web-process": message("app/web-process", { state: literals("loaded", "crashed", "unresponsive", "responsive") }),
} as const;
export type AppToDaemon = MessageOf<typeof appToDaemon>;
export const daemonToApp = {
  /** `locale`: the kiosk's language, for what the host itself says (BCP 47). */
  "app/welcome": message("app/welcome", { version: Version, locale: Type.String({ minLength: 2, maxLength: 35 }) }),
  /** As host/pointer. */
  "app/pointer": message("app/pointer", { shown: Type.Boolean() }),
  /** Nobody has touched the kiosk for long: tell whoever is still there that the app is about to begin anew; or no longer. */
  "app/leaving": message("app/leaving", { shown: Type.Boolean() }),
  /** For the next person: the app's first page, and nothing kept of what was done, typed, stored or visited. */
  "app/reset": message("app/reset", {}),
} as const;
export type DaemonToApp = MessageOf<typeof daemonToApp>;

export const daemonToHostCodec = createCodec(daemonToHost);
export const hostToDaemonCodec = createCodec(hostToDaemon);
export const appToDaemonCodec = createCodec(appToDaemon);
export const daemonToAppCodec = createCodec(daemonToApp);
