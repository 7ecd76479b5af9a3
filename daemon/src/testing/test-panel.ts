import { WebSocket } from "ws";
import { type DaemonToPanel, daemonToPanelCodec, type PanelState, type PanelToDaemon, panelToDaemonCodec } from "#protocol/local-panel";
import { PROTOCOL_VERSION } from "#protocol/version";
import { Inbox } from "./inbox.ts";

type Act = Extract<PanelToDaemon, { type: "panel/act" }>["act"];

/** The panel page: a real WebSocket to the shell port. */
export class TestPanel {
  readonly inbox = new Inbox<DaemonToPanel>("panel");
  readonly socket: WebSocket;
  readonly closed: Promise<number>;

  /** @param url the shell port's, as the host is told it */
  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    const { host, origin } = new URL(url);
    this.socket = new WebSocket(`ws://${host}/panel`, { headers: { origin, ...headers } });
    this.socket.on("message", (data) => this.inbox.put(daemonToPanelCodec.decode(String(data))));
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => this.socket.on("close", resolve));
  }

  /** @returns the HTTP status with which the upgrade was refused */
  static refusedWith(url: string, headers: Readonly<Record<string, string>>, path = "/panel"): Promise<number> {
    const { host, origin } = new URL(url);
    const socket = new WebSocket(`ws://${host}${path}`, { headers: { origin, ...headers } });
    return new Promise((resolve, reject) => {
      socket.on("unexpected-response", (_request, response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      socket.on("open", () => reject(new Error("the socket was opened")));
      socket.on("error", () => {});
    });
  }

  async hello(token: string, version = PROTOCOL_VERSION): Promise<void> {
    if (this.socket.readyState !== WebSocket.OPEN) await new Promise((resolve) => this.socket.once("open", resolve));
    this.socket.send(panelToDaemonCodec.encode({ type: "panel/hello", version, token }));
  }

  act(act: Act, resolved?: boolean): void {
    this.answer(act, resolved === undefined ? {} : { resolved });
  }

  /** An act with all that belongs to it. */
  answer(act: Act, facts: Omit<Extract<PanelToDaemon, { type: "panel/act" }>, "type" | "act">): void {
    this.socket.send(panelToDaemonCodec.encode({ type: "panel/act", act, ...facts }));
  }

  /** Waits until the state that is shown fits. */
  async state(fits: (state: PanelState) => boolean): Promise<PanelState> {
    const last = this.inbox.all.at(-1);
    if (last?.type === "panel/state" && fits(last.state)) return last.state;
    this.inbox.clear();
    return (await this.inbox.next("panel/state", ({ state }) => fits(state))).state;
  }
}
