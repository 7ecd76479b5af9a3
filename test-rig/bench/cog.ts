import { BodyProgram } from "./body-program.ts";

/** Cog, WebKit's own kiosk browser, in the place of our app host: its user, its way to the compositor, its engine. */
export function cogShowing(url: string): BodyProgram {
  const home = "/run/alongside/home/app";
  return new BodyProgram({
    user: "kiosk-app",
    argv: ["cog", "--platform=wl", url],
    env: {
      HOME: home,
      XDG_RUNTIME_DIR: home,
      WAYLAND_DISPLAY: "/run/alongside/app/wayland-app",
      LIBGL_ALWAYS_SOFTWARE: "1",
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
      // A page learns its size when it is loaded: a later one would be too late for the scene's canvas.
      COG_PLATFORM_WL_VIEW_FULLSCREEN: "1",
      COG_PLATFORM_WL_VIEW_WIDTH: "1280",
      COG_PLATFORM_WL_VIEW_HEIGHT: "800",
    },
  });
}
