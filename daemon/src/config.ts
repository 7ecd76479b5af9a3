import { parse, TomlError } from "smol-toml";
import { type Static, type TObject, type TProperties, Type } from "typebox";
import { Compile } from "typebox/compile";
import { literals } from "#protocol/common";
import { LeaseKind } from "../core/lease.ts";
import { faultText } from "./config-fault.ts";
import { lineOf } from "./config-line.ts";
import { HELP_DEFAULTS, HelpConfig, helpFault } from "./help-config.ts";
import { UPDATE_DEFAULTS, UpdateConfig, updateFault } from "./update/update-config.ts";

export const CONFIG_PATH = "/etc/alongside/alongside.toml";

/** A table of the file; unknown keys are refused, so that a typing mistake is not a silent default. */
export function table<P extends TProperties>(properties: P): TObject<P> {
  return Type.Object(properties, { additionalProperties: false });
}

const Text = Type.String({ maxLength: 200 });
const Path = Type.String({ minLength: 1, pattern: "^/" });
/** A user by name or uid. */
const User = Type.Union([Type.String({ minLength: 1, maxLength: 32 }), Type.Integer({ minimum: 0 })]);
const Kbps = Type.Integer({ minimum: 100, maximum: 100_000 });

/** The whole of alongside.toml. Secrets are not in it: the key and the enrolment lie in `paths.state`. */
export const Config = table({
  /**
   * `proxy`: an HTTP proxy on the way there, `http://host:port`; its user and password lie in a file of their own (desk-road.ts).
   * `ca`: a PEM file with the authority of a desk whose certificate is none of the world's.
   */
  desk: table({
    url: Type.String({ minLength: 1, maxLength: 500 }),
    proxy: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
    ca: Type.Optional(Path),
  }),
  device: table({ label: Text, model: Text, serial: Text, locale: Type.String({ minLength: 2, maxLength: 35 }) }),
  paths: table({ run: Path, state: Path, panel: Path }),
  /** Who may connect to which socket. `touch` exists in the headless body alone. */
  peers: table({ screen: User, media: User, shell: User, app: User, touch: User }),
  /** What "Talk to a person" allows the agent without a further question. */
  policy: table({
    grants: Type.Array(LeaseKind, { maxItems: 3, uniqueItems: true }),
    /** How long the customer's "Allow" holds. */
    controlMinutes: Type.Number({ exclusiveMinimum: 0, maximum: 240 }),
    /** After so long without a touch the customer is asked whether they are still there; 20 s later everything ends. */
    idleSeconds: Type.Number({ minimum: 1, maximum: 86_400 }),
  }),
  /**
   * How the agent's hand reaches the kiosk: the kernel's uinput, or (headless body) the compositor's virtual pointer and keyboard.
   * `stats`: a line a second in the log of how long events took, for the benchmark.
   */
  input: table({ backend: literals("uinput", "virtual"), stats: Type.Boolean() }),
  /** After so long without a touch or key, and without help, the app begins anew for the next person; 0: never. */
  app: table({ idleSeconds: Type.Integer({ minimum: 0, maximum: 86_400 }) }),
  /** The machine's own keys and buttons: help and end. */
  help: HelpConfig,
  /**
   * Bitrate of the picture at the start of a call, and its ceiling. An agent who accepted must be connected within `connectSeconds`:
   * more than the usual 20 is for paths as slow as a satellite's.
   */
  media: table({ startKbps: Kbps, maxKbps: Kbps, connectSeconds: Type.Integer({ minimum: 5, maximum: 60 }) }),
  update: UpdateConfig,
});
export type Config = Static<typeof Config>;

const DEFAULTS = {
  desk: {},
  device: { label: "Kiosk", model: "", serial: "", locale: "en" },
  paths: { run: "/run/alongside/daemon", state: "/var/lib/alongside", panel: "/opt/alongside/panel" },
  peers: { screen: "alongside-screen", media: "alongside-media", shell: "kiosk-shell", app: "kiosk-app", touch: "rig" },
  policy: { grants: ["view", "hear"], controlMinutes: 10, idleSeconds: 60 },
  input: { backend: "uinput", stats: false },
  app: { idleSeconds: 120 },
  help: HELP_DEFAULTS,
  media: { startKbps: 4000, maxKbps: 10_000, connectSeconds: 20 },
  update: UPDATE_DEFAULTS,
};
/** Nobody reads a page in less. */
const SHORTEST_APP_IDLE_S = 10;
/** The mild rights, which a policy may give; the others always need the customer's own answer. */
const MILD: readonly string[] = ["view", "hear", "point"];

/** The configuration cannot be used; the message says where and what would have been right. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ConfigError";
  }
}

export function isConfigError(error: unknown): error is ConfigError {
  return error instanceof Error && error.name === "ConfigError";
}

const validator = Compile(Config);

/** Reads a TOML text over the defaults. @throws ConfigError */
export function parseConfig(text: string): Config {
  const given = parseToml(text);
  const unknown = Object.keys(given).find((key) => !(key in DEFAULTS));
  if (unknown !== undefined) {
    throw new ConfigError(
      `line ${lineOf(text, [unknown]) ?? 1}: [${unknown}] is not a known table; known: ${Object.keys(DEFAULTS).join(", ")}`,
    );
  }
  const merged = Object.fromEntries(Object.entries(DEFAULTS).map(([name, defaults]) => [name, over(name, defaults, given[name])]));
  if (!validator.Check(merged)) throw new ConfigError(faultText(validator.Errors(merged), Config, text));
  assertDeskUrl(merged.desk.url);
  assertProxy(merged.desk);
  const grave = merged.policy.grants.find((kind) => !MILD.includes(kind));
  if (grave !== undefined) throw new ConfigError(`policy.grants: ${grave} needs the customer's answer; a policy grants ${MILD.join(", ")}`);
  const fault = helpFault(merged.help) ?? updateFault(merged.update);
  if (fault !== null) throw new ConfigError(fault);
  const { idleSeconds } = merged.app;
  if (idleSeconds > 0 && idleSeconds < SHORTEST_APP_IDLE_S) {
    throw new ConfigError(`app.idleSeconds must be 0 for never, or at least ${SHORTEST_APP_IDLE_S}`);
  }
  if (merged.media.startKbps > merged.media.maxKbps) throw new ConfigError("media.startKbps must not be above media.maxKbps");
  return merged;
}

/** @throws ConfigError */
export function parseToml(text: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof TomlError) throw new ConfigError(`line ${error.line}: ${error.message.split("\n")[0]}`);
    throw error;
  }
}

function over(name: string, defaults: object, given: unknown): object {
  if (given === undefined) return defaults;
  if (typeof given !== "object" || given === null || Array.isArray(given)) throw new ConfigError(`${name} must be a table: [${name}]`);
  return { ...defaults, ...given };
}

/** Where the desk is, for sockets and for plain requests. */
export interface DeskAddress {
  readonly socket: string;
  readonly http: string;
}

/** Only a desk on this very machine may be reached without TLS. @throws ConfigError */
function assertDeskUrl(url: string): void {
  deskAddress(url);
}

/** @throws ConfigError */
function assertProxy({ url, proxy }: Config["desk"]): void {
  if (proxy === undefined) return;
  const parsed = URL.canParse(proxy) ? new URL(proxy) : null;
  if (!parsed || (parsed.protocol !== "http:" && parsed.protocol !== "https:") || parsed.hostname === "") {
    throw new ConfigError('desk.proxy must be an address such as "http://proxy.example.org:3128"');
  }
  if (parsed.username || parsed.password) {
    throw new ConfigError("desk.proxy holds no user and password: lay USER:PASSWORD into the file proxy-credentials beside alongside.toml");
  }
  if (parsed.pathname !== "/" || parsed.search || parsed.hash) throw new ConfigError("desk.proxy is a host and a port, without a path");
  if (!url.startsWith("wss:")) throw new ConfigError("desk.proxy is for a desk that is reached by wss://");
}

/** The two addresses of a desk: `wss://host[:port][/path]` gives `…/ws/device` and `https://host[:port][/path]`. @throws ConfigError */
export function deskAddress(url: string): DeskAddress {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (!parsed || (parsed.protocol !== "wss:" && parsed.protocol !== "ws:")) {
    throw new ConfigError('desk.url must be an address such as "wss://desk.example.org"');
  }
  const isLoopback = parsed.hostname === "localhost" || parsed.hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(parsed.hostname);
  if (parsed.protocol === "ws:" && !isLoopback) throw new ConfigError("desk.url must begin with wss://; ws:// is for a desk on 127.0.0.1");
  if (parsed.username || parsed.password || parsed.search || parsed.hash) {
    throw new ConfigError("desk.url holds no user, password, ? or #: the device proves its key instead");
  }
  const base = `${parsed.host}${parsed.pathname.replace(/\/+$/, "").replace(/\/ws\/device$/, "")}`;
  const secure = parsed.protocol === "wss:" ? "s" : "";
  return { socket: `ws${secure}://${base}/ws/device`, http: `http${secure}://${base}` };
}
