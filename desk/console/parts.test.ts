import { generateKeyPairSync, sign } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { callText, deviceText } from "#protocol/signing-text";
import { DeskClock, PROBES, pictureAgeMs } from "./clock.ts";
import { type Channel, ControlChannel } from "./control-channel.ts";
import { fromBase64Url, isSignedBy, SigningKey, toBase64Url } from "./ed25519.ts";
import { OwnMedia, type SourceState } from "./own-media.ts";
import { findSections } from "./sections.ts";
import { certifiedDeviceKey, checkConfirm, claimsFor, isCallDistrusted, pinOperatorKey } from "./trust.ts";

const probe = (sentMs: number, receivedMs: number, deskMs: number, deskBoot = "a") => ({ sentMs, receivedMs, deskMs, deskBoot });

test("the desk's clock comes from the least round trip of five probes", () => {
  const clock = new DeskClock();
  assert.is(clock.add(probe(0, 100, 5050)), null);
  assert.is(clock.add(probe(200, 210, 5205)), null);
  for (let n = 0; n < PROBES - 3; n++) clock.add(probe(0, 80, 6000));
  assert.equal(clock.add(probe(0, 90, 7000)), { offsetMs: 5000, errorMs: 5 });
  clock.beginRound();
  assert.equal(clock.offset, { offsetMs: 5000, errorMs: 5 });
});

test("a desk that was started anew has another clock, and impossible answers are left out", () => {
  const clock = new DeskClock();
  for (let n = 0; n < PROBES; n++) clock.add(probe(0, 10, 100));
  clock.add(probe(0, 10, 9, "b"));
  assert.is(clock.offset, null);
  assert.is(clock.add(probe(10, 0, 9, "b")), null);
  assert.is(clock.add(probe(Number.NaN, 0, 9, "b")), null);
});

test("a picture's age is known across the wrap of the strip's clock, and unknown without clocks", () => {
  const own = { offsetMs: 1000, errorMs: 1 };
  assert.is(pictureAgeMs(500, 600, own, 1000), 100);
  assert.is(pictureAgeMs(500, 600, null, 1000), null);
  assert.is(pictureAgeMs(500, 600, own, null), null);
  const wrap = 2 ** 32 / 10;
  // Captured 50 ms before the wrap, seen 30 ms after it.
  assert.ok(Math.abs((pictureAgeMs(wrap - 50, wrap + 30, own, 1000) ?? 0) - 80) < 0.01);
  assert.ok(Math.abs((pictureAgeMs(20, wrap + 10, own, 1000) ?? 0) + 10) < 0.01);
});

test("sections are told apart by kind and direction, whatever their order or names", () => {
  const section = (kind: string, mid: string, direction: string) =>
    `m=${kind} 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:${mid}\r\na=${direction}\r\n`;
  const offer = `v=0\r\n${section("audio", "v", "sendrecv")}${section("video", "f", "recvonly")}${section("video", "s", "sendonly")}m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:d\r\n`;
  assert.equal(findSections(offer), { screen: "s", voice: "v", face: "f" });
  assert.throws(() => findSections(`v=0\r\n${section("audio", "v", "sendrecv")}`), /sends the screen/);
});

test("base64url goes there and back; what is none is refused", () => {
  for (let length = 0; length < 70; length++) {
    const bytes = crypto.getRandomValues(new Uint8Array(length));
    assert.equal([...fromBase64Url(toBase64Url(bytes))], [...bytes]);
  }
  assert.throws(() => fromBase64Url("ä"));
});

function nodeKey() {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return {
    publicKey: publicKey.export({ format: "jwk" }).x ?? "",
    sign: (text: string) => sign(null, Buffer.from(text), privateKey).toString("base64url"),
  };
}

test("signatures of Node and of the page are the same Ed25519", async () => {
  const node = nodeKey();
  assert.ok(await isSignedBy(node.publicKey, "text", node.sign("text")));
  assert.not(await isSignedBy(node.publicKey, "other", node.sign("text")));
  for (const rubbish of ["", "x", "ä", nodeKey().publicKey]) assert.not(await isSignedBy(rubbish, "text", node.sign("text")));
  const own = await SigningKey.generate();
  assert.ok(await isSignedBy(own.publicKey, "text", await own.sign("text")));
});

const print = (byte: string) => `sha-256 ${Array(32).fill(byte).join(":")}`;
const sdp = (byte: string) => `v=0\r\na=fingerprint:${print(byte)}\r\n`;

async function call() {
  const operator = nodeKey();
  const device = nodeKey();
  const bare = { device: "kiosk-7", publicKey: device.publicKey };
  const offer = {
    type: "call/offer",
    contact: "c",
    call: 1,
    sdp: sdp("AA"),
    nonce: "nonce",
    certificate: { ...bare, signature: operator.sign(deviceText(bare)) },
  } as const;
  const own = claimsFor(offer, sdp("BB"), 1000);
  const claims = { ...own, role: "device", expiresMs: 60_000 } as const;
  return { operator, device, offer, own, claims };
}

const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => "trusted",
    (error: unknown) => (isCallDistrusted(error) ? error.reason : String(error)),
  );

test("only a device that the operator has certified, and that this contact is about, is answered", async () => {
  const { operator, device, offer } = await call();
  assert.is(await certifiedDeviceKey(offer, "kiosk-7", operator.publicKey), device.publicKey);
  assert.is(await reasonOf(certifiedDeviceKey(offer, "kiosk-8", operator.publicKey)), "device");
  assert.is(await reasonOf(certifiedDeviceKey(offer, "kiosk-7", device.publicKey)), "certificate");
});

test("a confirmation counts only for these two fingerprints, nonces and this contact", async () => {
  const { device, own, claims } = await call();
  const confirm = (changed: object = {}, by = device) => {
    const said = { ...claims, ...changed } as typeof claims;
    return reasonOf(
      checkConfirm(
        { type: "call/confirm", contact: "c", call: 1, claims: said, signature: by.sign(callText(said)) },
        own,
        device.publicKey,
        1000,
      ),
    );
  };
  assert.is(await confirm(), "trusted");
  for (const changed of [
    { deviceFingerprint: print("CC") },
    { consoleFingerprint: print("CC") },
    { contact: "d" },
    { role: "console" },
    { deviceNonce: "x" },
    { consoleNonce: "x" },
  ]) {
    assert.is(await confirm(changed), "claims", JSON.stringify(changed));
  }
  assert.is(await confirm({}, nodeKey()), "signature");
  assert.is(await confirm({ expiresMs: -200_000 }), "expired");
});

test("an offer or answer without one fingerprint is not signed for", async () => {
  const { offer } = await call();
  assert.throws(() => claimsFor(offer, "v=0", 0), /fingerprint/);
  assert.throws(() => claimsFor({ ...offer, sdp: sdp("AA") + sdp("BB") }, sdp("BB"), 0), /fingerprint/);
});

test("the operator's key is remembered, and another one noticed", () => {
  const kept = new Map<string, string>();
  const store = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
  assert.equal(
    ["a", "a", "b", "a"].map((key) => pinOperatorKey(store, key)),
    ["first", "same", "changed", "same"],
  );
});

class FakeChannel implements Channel {
  readyState = "open";
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: string[] = [];
  send(text: string): void {
    this.sent.push(text);
  }
}

test("three seconds without a heartbeat are silence; one beat ends it", () => {
  let now = 0;
  const channel = new FakeChannel();
  const seen: unknown[] = [];
  const events = {
    open: () => seen.push("open"),
    message: ({ type }: { type: string }) => seen.push(type),
    silent: (is: boolean) => seen.push(is),
    unreadable: () => seen.push("bad"),
  };
  const control = new ControlChannel(channel, events, () => now);
  control.start();
  for (now = 1000; now <= 3000; now += 1000) control.beat();
  assert.equal(seen, ["open"]);
  now = 3001;
  control.beat();
  channel.onmessage?.({ data: '{"type":"heart/beat","n":1}' });
  channel.onmessage?.({ data: '{"type":"view/state","state":"hidden","reason":""}' });
  for (const data of ["", "{", '{"type":"heart/beat"}', new ArrayBuffer(2)]) channel.onmessage?.({ data });
  channel.onclose?.();
  assert.equal(seen, ["open", true, false, "view/state", "bad", "bad", "bad", "bad", true]);
  assert.equal(JSON.parse(channel.sent[0] ?? ""), { type: "heart/beat", n: 1 });
  control.stop();
});

class FakeTrack {
  isStopped = false;
  onended: (() => void) | null = null;
  stop(): void {
    this.isStopped = true;
  }
}

const settle = () => new Promise<void>((done) => setImmediate(done));

test("a missing camera takes nothing from the microphone, and the reason is kept", async () => {
  const states: string[] = [];
  const get = async ({ video }: MediaStreamConstraints) => {
    if (video) throw new DOMException("none", "NotFoundError");
    return { getTracks: () => [new FakeTrack()] } as unknown as MediaStream;
  };
  const media = new OwnMedia({ changed: (kind, state: SourceState) => states.push(`${kind} ${state}`) }, get);
  media.open();
  media.open();
  await settle();
  assert.equal(states, ["camera asking", "microphone asking", "camera missing", "microphone on"]);
  assert.ok(media.track("microphone"));
  assert.is(media.track("camera"), null);
});

test("a permission that comes after the end is given back at once", async () => {
  const track = new FakeTrack();
  let grant: (stream: MediaStream) => void = () => {};
  const media = new OwnMedia({ changed: () => {} }, () => new Promise((done) => (grant = done)));
  media.open();
  media.close();
  grant({ getTracks: () => [track] } as unknown as MediaStream);
  await settle();
  assert.ok(track.isStopped);
  assert.is(media.track("microphone"), null);
});

test("without a secure address there is no camera to ask for, and that is said", () => {
  const states: string[] = [];
  new OwnMedia({ changed: (kind, state) => states.push(`${kind} ${state}`) }, undefined as never).open();
  assert.equal(states, ["camera insecure", "microphone insecure"]);
});

test.run();
