import { readFileSync } from "node:fs";
import type { Codec } from "#protocol/codec";
import { isProtocolError } from "#protocol/errors";
import { encodeFrame, FrameReader } from "#protocol/frame";
import { appToDaemonCodec, hostToDaemonCodec } from "#protocol/local-host";
import { daemonToMediaCodec, inputToDaemonCodec, mediaToDaemonCodec } from "#protocol/local-media";
import { panelToDaemonCodec } from "#protocol/local-panel";
import { daemonToScreenCodec, screenToDaemonCodec } from "#protocol/local-screen";
import { touchToDaemonCodec } from "#protocol/local-touch";
import { consoleToDeviceCodec } from "#protocol/peer";
import { demand, type FuzzTarget, utf8 } from "../target.ts";

/** Who reads at a unix socket, by the names of the golden messages. */
const codecs: Readonly<Record<string, Codec<{ type: string }>>> = {
  hostToDaemon: hostToDaemonCodec,
  appToDaemon: appToDaemonCodec,
  mediaToDaemon: mediaToDaemonCodec,
  daemonToMedia: daemonToMediaCodec,
  inputToDaemon: inputToDaemonCodec,
  screenToDaemon: screenToDaemonCodec,
  daemonToScreen: daemonToScreenCodec,
  touchToDaemon: touchToDaemonCodec,
  panelToDaemon: panelToDaemonCodec,
  consoleToDevice: consoleToDeviceCodec,
} as never;
const names = Object.keys(codecs);

/** Byte streams of the unix sockets: which codec, how the bytes are cut, then framed messages. */
export const locals: FuzzTarget = {
  name: "locals",
  covers: ["/protocol/"],
  maxBytes: 4096,
  seeds: () => names.flatMap((name, at) => goldenOf(name).map((text) => stream(at, text))),
  dictionary: [...words()].map(utf8),
  run(input) {
    const codec = codecs[names[(input[0] ?? 0) % names.length] ?? ""];
    const payloads = cut(input.subarray(2), 1 + (input[1] ?? 0));
    const reached = payloads.map((payload) => (codec ? readOne(codec, new TextDecoder().decode(payload)) : ""));
    assertSame(payloads, cut(input.subarray(2), 65_536));
    return reached;
  },
};

function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  const reader = new FrameReader();
  const payloads: Uint8Array[] = [];
  try {
    for (let at = 0; at < bytes.length; at += size) payloads.push(...reader.push(bytes.subarray(at, at + size)));
  } catch (error) {
    if (!isProtocolError(error)) throw error;
  }
  return payloads;
}

/** However a stream is cut, the same is read; in a piece with an impossible length nothing is, for the stream ends there. */
function assertSame(one: readonly Uint8Array[], other: readonly Uint8Array[]): void {
  const count = Math.min(one.length, other.length);
  const joined = (payloads: readonly Uint8Array[]) => Buffer.concat(payloads.slice(0, count));
  demand(joined(one).equals(joined(other)), "a stream is read alike however cut", { count });
}

function readOne(codec: Codec<{ type: string }>, text: string): string {
  try {
    const message = codec.decode(text);
    demand(codec.types.includes(message.type), "a message is of a known type", { type: message.type });
    codec.decode(codec.encode(message));
    return message.type;
  } catch (error) {
    if (!isProtocolError(error)) throw error;
    return `${error.fault} ${error.facts["type"] ?? ""} ${String(error.facts["path"] ?? "").replaceAll(/\d+/g, "0")}`;
  }
}

function stream(at: number, text: string): Uint8Array {
  return Uint8Array.from(Buffer.concat([Uint8Array.of(at, 255), encodeFrame(utf8(text)), encodeFrame(utf8(text))]));
}

function goldenOf(name: string): string[] {
  const golden = JSON.parse(readFileSync("protocol/golden/messages.json", "utf8")) as Record<string, { accepted?: unknown[] }>;
  const known = (codecs[name]?.types ?? []).map((type) => ({ type }));
  return [...(golden[name]?.accepted ?? []), ...known].map((message) => JSON.stringify(message));
}

/** Types and field names. */
function words(): Set<string> {
  const found = new Set<string>(['"', "{}", "[]", "null", "true", "false", "-1", "1e999", "0.5", '"__proto__":', "\\ud800"]);
  for (const codec of Object.values(codecs)) for (const type of codec.types) found.add(`"type":"${type}"`);
  for (const [field] of names
    .flatMap(goldenOf)
    .join("")
    .matchAll(/"\w+":/g))
    found.add(field);
  return found;
}
