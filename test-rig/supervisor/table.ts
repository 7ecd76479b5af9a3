import type { Options } from "./options.ts";

/** A process of the kiosk as the headless body runs it; in the image the same facts are in systemd units. */
export interface ProcessEntry {
  readonly name: string;
  /** Name in /etc/passwd of the root; its groups come with it. */
  readonly user: string;
  readonly argv: readonly string[];
  /** Beside PATH, LANG, HOME and XDG_RUNTIME_DIR it gets nothing else. */
  readonly env?: Readonly<Record<string, string>>;
  /** False: a network namespace of its own without even loopback. */
  readonly network: boolean;
  /** Below 0: goes before the app, which may take every processor; help must be there at once beside it. */
  readonly nice?: number;
  /** Sockets that must exist before the first start and each restart. */
  readonly after?: readonly string[];
  /** Of what it makes; group-writable sockets for those that others of its group connect to. */
  readonly umask?: number;
}

/** A folder made at start, before any process. */
export interface FolderEntry {
  readonly path: string;
  readonly owner: string;
  readonly group: string;
  readonly mode: number;
}

const run = "/run/alongside";
const opt = "/opt/alongside";
const wayland = `${run}/wayland/wayland-0`;
const appWayland = `${run}/app/wayland-app`;
const frames = `${run}/frames`;
const face = `${run}/face/agent.face`;
const daemonSocket = (peer: string) => `${run}/daemon/${peer}.sock`;

/** Folders below /run, with the modes of docs/architecture.md. The set-group-id bit hands a folder's group to the sockets made in it. */
export const folders: readonly FolderEntry[] = [
  { path: `${run}/wayland`, owner: "kiosk", group: "kiosk-wayland", mode: 0o2750 },
  { path: `${run}/app`, owner: "kiosk-shell", group: "kiosk-app", mode: 0o2750 },
  { path: `${run}/daemon`, owner: "alongside", group: "alongside", mode: 0o755 },
  { path: frames, owner: "alongside-screen", group: "alongside-frames", mode: 0o2750 },
  { path: `${run}/face`, owner: "alongside-media", group: "alongside-face", mode: 0o2750 },
  { path: `${run}/sound`, owner: "kiosk-sound", group: "kiosk-sound", mode: 0o2750 },
  // The app's own socket of PipeWire, on which it may only play.
  { path: `${run}/app-sound`, owner: "kiosk-sound", group: "kiosk-app", mode: 0o2750 },
  // On the host it belongs to the user who started the rig; the glass makes its socket in it.
  { path: `${run}/rig`, owner: "root", group: "rig", mode: 0o2770 },
  { path: `${run}/home`, owner: "root", group: "root", mode: 0o755 },
  { path: "/var/lib/alongside", owner: "alongside", group: "alongside", mode: 0o700 },
];

/** Where the host side finds the glass and the supervisor. */
export const GLASS_SOCKET = `${run}/rig/glass.sock`;
export const CONTROL_SOCKET = `${run}/rig/control.sock`;

const software = { LIBGL_ALWAYS_SOFTWARE: "1" };
/** WebKit's own sandbox (bubblewrap) does not start in a chroot; in the image it does. */
const web = { ...software, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" };
/** GStreamer takes PipeWire's sink only when told so; the door is the app's own. */
const appSound = { PIPEWIRE_REMOTE: `${run}/app-sound/pipewire-app`, GST_PLUGIN_FEATURE_RANK: "pipewiresink:MAX" };
const sound = { PIPEWIRE_RUNTIME_DIR: `${run}/sound` };

/** As wlr-randr calls them, by wl_output.transform. */
const TRANSFORMS = ["normal", "90", "180", "270", "flipped", "flipped-90", "flipped-180", "flipped-270"] as const;

/** Every process, in the order of their start. */
export function processTable(options: Options): ProcessEntry[] {
  const { transform, scale } = options;
  const size = `${options.width}x${options.height}`;
  const randr = `--custom-mode ${size} --transform ${TRANSFORMS[transform]} --scale ${scale}`;
  const appOrigin = `http://127.0.0.1:${options.appPort}/`;
  const table: ProcessEntry[] = [
    {
      name: "pipewire",
      user: "kiosk-sound",
      argv: ["pipewire"],
      env: { ...sound, XDG_RUNTIME_DIR: `${run}/sound` },
      network: false,
      umask: 0o007,
    },
    {
      name: "wireplumber",
      user: "kiosk-sound",
      argv: ["wireplumber"],
      env: { ...sound },
      network: false,
      after: [`${run}/sound/pipewire-0`],
    },
    {
      name: "labwc",
      user: "kiosk",
      argv: ["labwc", "-s", `wlr-randr --output HEADLESS-1 ${randr}`],
      env: {
        ...software,
        XDG_RUNTIME_DIR: `${run}/wayland`,
        WLR_BACKENDS: "headless",
        WLR_HEADLESS_OUTPUTS: "1",
        WLR_LIBINPUT_NO_DEVICES: "1",
        WLR_RENDERER: "pixman",
      },
      network: false,
      nice: -5,
      umask: 0o007,
    },
    {
      name: "daemon",
      user: "alongside",
      argv: ["node", `${opt}/daemon.mjs`, "--config", "/etc/alongside/alongside.toml"],
      network: true,
      nice: -10,
    },
    {
      name: "screen",
      user: "alongside-screen",
      argv: [`${opt}/bin/screen`, "--daemon", daemonSocket("screen"), "--frames", frames, "--media-uid", "905", "--virtual-input"],
      env: { WAYLAND_DISPLAY: wayland },
      network: false,
      nice: -5,
      after: [wayland],
    },
    {
      name: "media",
      user: "alongside-media",
      argv: [
        "node",
        `${opt}/media.mjs`,
        "--daemon",
        daemonSocket("media"),
        "--frames",
        frames,
        "--face",
        `${run}/face`,
        "--sound",
        "pipewire",
      ],
      env: { ...sound },
      network: true,
      nice: -5,
      umask: 0o027,
    },
    {
      name: "shell",
      user: "kiosk-shell",
      argv: [
        ...[`${opt}/bin/host`, "--role=shell", "--daemon", daemonSocket("shell")],
        ...["--app-socket", appWayland, "--app-gid", "902", "--face", face],
      ],
      env: { ...web, WAYLAND_DISPLAY: wayland },
      network: true,
      nice: -5,
      after: [wayland],
      umask: 0o007,
    },
    {
      name: "app-server",
      user: "rig",
      argv: ["node", `${opt}/rig-supervisor.mjs`, "--app-server", `${opt}/app`, String(options.appPort)],
      network: true,
    },
    {
      name: "app",
      user: "kiosk-app",
      argv: [
        ...[`${opt}/bin/host`, "--role=app", "--daemon", daemonSocket("app")],
        ...["--url", options.appUrl ?? appOrigin, "--label", options.appLabel],
      ],
      env: { ...web, ...appSound, WAYLAND_DISPLAY: appWayland },
      network: true,
      after: [appWayland],
    },
    {
      name: "glass",
      user: "rig",
      argv: [
        ...[`${opt}/bin/glass`, "--socket", GLASS_SOCKET, "--touch", daemonSocket("touch")],
        ...["--size", size, "--transform", String(transform), "--scale", String(scale)],
      ],
      env: { WAYLAND_DISPLAY: wayland },
      network: false,
      after: [wayland],
      // The host side connects as another user; the folder keeps all others out.
      umask: 0,
    },
  ];
  return table.filter(({ name }) => !options.without.includes(name));
}
