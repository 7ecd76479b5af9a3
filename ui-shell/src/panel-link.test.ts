import { test } from "uvu";
import * as assert from "uvu/assert";
import { PROTOCOL_VERSION } from "#protocol/version";
import { PanelLink, type Socket } from "./panel-link.ts";
import { sampleState } from "./sample-state.ts";

class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly sent: unknown[] = [];
  isClosed = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.onclose?.();
  }
  gives(message: unknown): void {
    this.onmessage?.({ data: typeof message === "string" ? message : JSON.stringify(message) });
  }
}

function rig() {
  const sockets: FakeSocket[] = [];
  const pauses: { run: () => void; ms: number }[] = [];
  const seen: string[] = [];
  const link = new PanelLink(
    "ws://host/panel",
    "secret",
    {
      state: ({ contact }) => seen.push(contact),
      connected: (isConnected) => seen.push(isConnected ? "up" : "down"),
    },
    {
      open: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket;
      },
      schedule: (run, ms) => {
        pauses.push({ run, ms });
        return () => {};
      },
    },
  );
  const last = () => sockets.at(-1) as FakeSocket;
  const welcome = () => {
    last().onopen?.();
    last().gives({ type: "panel/state", state: sampleState() });
  };
  return { link, sockets, pauses, seen, last, welcome };
}

test("the first message is hello with version and token", () => {
  const { link, last, welcome, seen } = rig();
  link.start();
  welcome();
  assert.equal(last().sent, [{ type: "panel/hello", version: PROTOCOL_VERSION, token: "secret" }]);
  assert.equal(seen, ["up", "panel"]);
});

test("comes back by itself with growing pauses of a second at most", () => {
  const { link, last, pauses, seen, welcome } = rig();
  link.start();
  link.start();
  for (let round = 0; round < 6; round++) {
    last().close();
    pauses.at(-1)?.run();
  }
  assert.equal(
    pauses.map(({ ms }) => ms),
    [100, 200, 400, 800, 1000, 1000],
  );
  welcome();
  assert.equal(seen, ["up", "panel"]);
  last().close();
  assert.is(pauses.at(-1)?.ms, 100);
});

test("a wish that narrows is kept for the next connection; a request is not", () => {
  const { link, last, pauses, welcome } = rig();
  link.start();
  welcome();
  last().close();
  assert.not(link.act("talk"));
  assert.ok(link.act("hide-screen"));
  assert.ok(link.act("end"));
  assert.ok(link.act("stop-control"));
  assert.not(link.act("allow", { question: 1 }), "an answer never meets a later connection");
  pauses.at(-1)?.run();
  welcome();
  assert.equal(last().sent.slice(1), [
    { type: "panel/act", act: "hide-screen" },
    { type: "panel/act", act: "end" },
    { type: "panel/act", act: "stop-control" },
  ]);
  assert.ok(link.act("feedback", { resolved: true }));
  assert.equal(last().sent.at(-1), { type: "panel/act", act: "feedback", resolved: true });
});

test("waits longer after a refusal", () => {
  const { link, last, pauses } = rig();
  link.start();
  last().onopen?.();
  last().gives({ type: "panel/refused", code: "token", message: "the token is not known" });
  assert.ok(last().isClosed);
  assert.is(pauses.at(-1)?.ms, 2000);
});

test("bad messages change nothing", () => {
  const { link, last, welcome, seen } = rig();
  link.start();
  welcome();
  for (const data of ["", "{", "[]", '{"type":"panel/state"}', '{"type":"panel/state","state":{}}', "\u0000", "x".repeat(70_000)])
    last().gives(data);
  last().onmessage?.({ data: new ArrayBuffer(4) });
  assert.equal(seen, ["up", "panel"]);
});

test("an old socket's late messages are not heard", () => {
  const { link, sockets, pauses, seen, welcome } = rig();
  link.start();
  welcome();
  sockets[0]?.close();
  pauses.at(-1)?.run();
  sockets[0]?.gives({ type: "panel/state", state: sampleState({ contact: "live" }) });
  assert.equal(seen, ["up", "panel", "down"]);
  link.stop();
  link.stop();
  assert.ok(sockets[1]?.isClosed);
});

test.run();
