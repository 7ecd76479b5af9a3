import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFakeNative } from "#native";
import { encodeFrame } from "#protocol/frame";
import { encodeInput, type InputEvent } from "#protocol/input";
import { appToDaemonCodec, daemonToAppCodec, daemonToHostCodec, hostToDaemonCodec } from "#protocol/local-host";
import { daemonToMediaCodec, INPUT_CHANNELS, inputToDaemonCodec, mediaToDaemonCodec } from "#protocol/local-media";
import { daemonToScreenCodec, screenToDaemonCodec } from "#protocol/local-screen";
import { touchToDaemonCodec } from "#protocol/local-touch";
import { fingerprintOf } from "#protocol/signing";
import { PROTOCOL_VERSION as version } from "#protocol/version";
import { FakeLog } from "../../core/fake-ports.ts";
import { systemClock } from "../clock.ts";
import { type Config, parseConfig } from "../config.ts";
import { Daemon, type DaemonAdapters } from "../daemon.ts";
import { deviceKey, type Identity, identityOf, rawPublicKey } from "../identity.ts";
import { sdpWith, TestConsole } from "./test-console.ts";
import { TestDesk } from "./test-desk.ts";
import { TestPanel } from "./test-panel.ts";
import { TestPeer } from "./test-peer.ts";

export const CANDIDATE = { candidate: "candidate:1 1 udp 1 127.0.0.1 9 typ host", sdpMid: "0", sdpMLineIndex: 0 };

/** A whole daemon between real sockets: what the other processes, the desk and the console do is up to the test. */
export class Lab {
  readonly folder = mkdtempSync(join(tmpdir(), "alongside-daemon-"));
  readonly desk = new TestDesk();
  readonly console = new TestConsole(this.desk);
  readonly log = new FakeLog();
  readonly native = createFakeNative();
  boot = "boot-1";
  /** More keys of the config file's table [desk]. */
  deskConfig = "";
  /** More tables of the config file. */
  extraConfig = '[input]\nbackend = "virtual"\n';
  /** What SO_PEERCRED says of whoever connects. */
  peerUid = process.getuid?.() ?? 0;
  config!: Config;
  daemon!: Daemon;
  identity!: Identity;
  readonly #peers: { close(): Promise<void> }[] = [];

  async start(changes: Partial<DaemonAdapters> = {}): Promise<this> {
    for (const name of ["run", "state", "panel"]) mkdirSync(join(this.folder, name));
    writeFileSync(join(this.folder, "panel/index.html"), "<!doctype html><title>Help</title>");
    await this.desk.start();
    this.config = this.readConfig();
    const key = deviceKey(this.config.paths.state);
    this.identity = identityOf(key, this.desk.enrol(rawPublicKey(key)));
    await this.startDaemon(changes);
    return this;
  }

  readConfig(): Config {
    const paths = ["run", "state", "panel"].map((name) => `${name} = "${join(this.folder, name)}"`).join("\n");
    return parseConfig(`[desk]\nurl = "${this.desk.url}"\n${this.deskConfig}\n[paths]\n${paths}\n${this.extraConfig}\n`);
  }

  async startDaemon(changes: Partial<DaemonAdapters> = {}): Promise<void> {
    const uid = process.getuid?.() ?? 0;
    this.daemon = new Daemon(
      this.config,
      {
        clock: systemClock,
        log: this.log,
        boot: this.boot,
        version: "1.2.3",
        uids: { screen: uid, media: uid, shell: uid, app: uid, touch: uid },
        peerCredentials: (fd) => ({ ...this.native.peerCredentials(fd), uid: this.peerUid }),
        random: () => 0,
        ...changes,
      },
      this.identity,
    );
    await this.daemon.start();
  }

  /** As SIGTERM does. */
  async stopDaemon(): Promise<void> {
    await this.daemon.stop();
  }

  async stop(): Promise<void> {
    for (const peer of this.#peers) await peer.close();
    await this.daemon.stop();
    await this.desk.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  socket(name: string): string {
    return join(this.folder, "run", `${name}.sock`);
  }

  async screen() {
    const peer = await TestPeer.connect(this.socket("screen"), daemonToScreenCodec, screenToDaemonCodec);
    this.#peers.push(peer);
    peer.send({ type: "screen/hello", version });
    const place = { name: "HEADLESS-1", transform: 0, x: 0, y: 0, width: 1280, height: 800 };
    peer.send({ type: "screen/output", width: 1280, height: 800, outputs: [place] });
    await peer.inbox.next("screen/welcome");
    return peer;
  }

  async media(call = false) {
    const peer = await TestPeer.connect(this.socket("media"), daemonToMediaCodec, mediaToDaemonCodec);
    this.#peers.push(peer);
    peer.send({ type: "media/hello", version, call });
    return peer;
  }

  async host() {
    const peer = await TestPeer.connect(this.socket("shell"), daemonToHostCodec, hostToDaemonCodec);
    this.#peers.push(peer);
    peer.send({ type: "host/hello", version });
    const welcome = await peer.inbox.next("host/welcome");
    return Object.assign(peer, { url: welcome.url, token: welcome.token });
  }

  async app() {
    const peer = await TestPeer.connect(this.socket("app"), daemonToAppCodec, appToDaemonCodec);
    this.#peers.push(peer);
    peer.send({ type: "app/hello", version });
    const welcome = await peer.inbox.next("app/welcome");
    return Object.assign(peer, { welcome });
  }

  async touch() {
    const peer = await TestPeer.connect(this.socket("touch"), null, touchToDaemonCodec);
    this.#peers.push(peer);
    peer.send({ type: "touch/hello", version });
    return peer;
  }

  /** Media's input socket. */
  async input() {
    const peer = await TestPeer.connect(this.socket("input"), null, inputToDaemonCodec);
    this.#peers.push(peer);
    peer.send({ type: "input/hello", version });
    const send = (event: InputEvent, channel: keyof typeof INPUT_CHANNELS = "input") =>
      peer.sendBytes(encodeFrame(Uint8Array.of(INPUT_CHANNELS[channel], ...encodeInput(event))));
    return Object.assign(peer, { event: send });
  }

  async panel(host: { url: string; token: string }): Promise<TestPanel> {
    const panel = new TestPanel(host.url);
    this.#peers.push({ close: async () => panel.socket.terminate() });
    await panel.hello(host.token);
    await panel.state(() => true);
    return panel;
  }

  /** Every neighbour there, the desk reached, the host's rectangles known. */
  async neighbours() {
    const host = await this.host();
    const screen = await this.screen();
    const media = await this.media();
    const panel = await this.panel(host);
    host.send({ type: "host/rects", serial: 1, rects: [] });
    const own = await screen.inbox.next("screen/own");
    screen.send({ type: "screen/own-applied", serial: own.serial });
    await host.inbox.next("host/rects-applied");
    await panel.state(({ online }) => online);
    return { host, screen, media, panel };
  }

  /** From "Talk to a person" to the agent's acceptance. */
  async accepted(panel: TestPanel, agent = { id: "ann", name: "Ann" }): Promise<string> {
    panel.act("talk");
    const { contact } = await this.desk.inbox.next("contact/request");
    this.desk.send({ type: "contact/queued", contact, position: 1, etaSeconds: 5 });
    this.desk.send({ type: "contact/offered", contact, epoch: 1 });
    this.desk.send({ type: "contact/accepted", contact, epoch: 1, agent, iceServers: [{ urls: ["stun:127.0.0.1:9"] }] });
    return contact;
  }

  /** Media's offer, on its way to the console. */
  async offered(media: Awaited<ReturnType<Lab["media"]>>) {
    await media.inbox.next("media/start");
    const sdp = sdpWith("A");
    media.send({ type: "media/offer", sdp, fingerprint: fingerprintOf(sdp) });
    return this.desk.inbox.next("call/offer");
  }

  /** All the way to a live call. */
  async live(neighbours: Awaited<ReturnType<Lab["neighbours"]>>): Promise<string> {
    const { media, panel } = neighbours;
    const contact = await this.accepted(panel);
    const offer = await this.offered(media);
    this.desk.send(this.console.answer(offer));
    await media.inbox.next("media/answer");
    media.send({ type: "media/state", state: "connected" });
    await this.desk.inbox.next("contact/connected");
    await panel.state(({ contact: name }) => name === "live");
    return contact;
  }
}
