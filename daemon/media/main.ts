import { parseArgs } from "node:util";
import { loadNative } from "#native";
import { createLog } from "./log.ts";
import { Media } from "./media.ts";
import { notifyReady } from "./notify.ts";
import { PipewireSound } from "./pipewire-sound.ts";
import { noSound } from "./sound.ts";
import { WrtcBackend } from "./wrtc-backend.ts";

const { values } = parseArgs({
  options: {
    daemon: { type: "string", default: "/run/alongside/daemon/media.sock" },
    input: { type: "string", default: "/run/alongside/daemon/input.sock" },
    frames: { type: "string", default: "/run/alongside/frames" },
    face: { type: "string", default: "/run/alongside/face" },
    sound: { type: "string", default: "pipewire" },
  },
});
if (values.sound !== "pipewire" && values.sound !== "none") {
  process.stderr.write(`--sound is "pipewire" or "none", not ${JSON.stringify(values.sound)}\n`);
  process.exit(2);
}

const log = createLog();
const media = new Media(
  { daemonSocket: values.daemon, inputSocket: values.input, framesFolder: values.frames, faceFolder: values.face },
  {
    backend: new WrtcBackend(),
    native: loadNative(),
    sound: values.sound === "pipewire" ? new PipewireSound() : noSound,
    log,
    // Never a natural end: wrtc crashes in it.
    exit: (code) => process.exit(code),
  },
);
process.on("SIGTERM", () => media.stop("SIGTERM"));
process.on("SIGINT", () => media.stop("SIGINT"));
process.on("uncaughtException", (error) => {
  log("crashed", { error: error.stack ?? String(error) });
  media.stop("crashed", 1);
});
media.start();
notifyReady();
