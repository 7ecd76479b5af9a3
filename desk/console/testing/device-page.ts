// The device's side of a call in a page: a canvas as the screen, with the strip below, and a tone as the customer's voice.
import { decodeInput } from "#protocol/input";
import { STRIP_HIDDEN, STRIP_ROWS, STRIP_WHOLE, stripBytes } from "#protocol/strip";

const WIDTH = 1280;
const HEIGHT = 800;
const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT + STRIP_ROWS });
const context = canvas.getContext("2d", { alpha: false }) as CanvasRenderingContext2D;
const heard: { type: string }[] = [];
const inputs: object[] = [];
const received = { faceFrames: 0 };
let connection: RTCPeerConnection | null = null;
let control: RTCDataChannel | null = null;
let frame = 0;
let isHidden = false;
let isBeating = true;
let isDrawing = true;

function draw(): void {
  if (!isDrawing) return;
  frame += 1;
  context.fillStyle = isHidden ? "#222" : "#fff";
  context.fillRect(0, 0, WIDTH, HEIGHT);
  if (!isHidden) drawForm();
  drawStrip();
}

function drawForm(): void {
  context.fillStyle = "#1d4f91";
  context.fillRect(0, 0, 300, HEIGHT);
  context.fillStyle = "#16243a";
  context.font = "42px sans-serif";
  context.fillText("Your card PIN", 360, 90);
  context.font = "22px sans-serif";
  context.fillText(`frame ${frame}`, 360, 140);
  // Corners tell whether the picture is cut rightly.
  context.fillStyle = "#f00";
  context.fillRect(WIDTH - 40, HEIGHT - 40, 40, 40);
}

function drawStrip(): void {
  const cell = Math.floor(WIDTH / 88);
  const flags = (isHidden ? STRIP_HIDDEN : 0) | (frame > 5 ? STRIP_WHOLE : 0);
  const bytes = stripBytes({ frame, captureMs: (performance.timeOrigin + performance.now()) % 2 ** 31, flags });
  context.fillStyle = "#000";
  context.fillRect(0, HEIGHT, WIDTH, STRIP_ROWS);
  context.fillStyle = "#fff";
  for (let bit = 0; bit < 88; bit++) {
    if ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) context.fillRect(bit * cell, HEIGHT, cell, STRIP_ROWS);
  }
}

function say(message: object): void {
  if (control?.readyState === "open") control.send(JSON.stringify(message));
}

function describe(): void {
  say({ type: "screen/describe", width: WIDTH, height: HEIGHT, stripRows: STRIP_ROWS });
  say({ type: "view/state", state: isHidden ? "hidden" : "live", reason: "" });
}

/** Decodes as a device does: what cannot be read is an event of kind "unreadable". */
function listen(channel: RTCDataChannel): void {
  channel.binaryType = "arraybuffer";
  channel.onmessage = ({ data }) => {
    try {
      inputs.push({ channel: channel.label, ...decodeInput(new Uint8Array(data as ArrayBuffer)) });
    } catch {
      inputs.push({ channel: channel.label, kind: "unreadable" });
    }
  };
}

async function offer(): Promise<string> {
  connection?.close();
  frame = 0;
  const peer = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  connection = peer;
  peer.onicecandidate = ({ candidate }) =>
    candidate && (globalThis as unknown as { toConsole(candidate: object): void }).toConsole(candidate.toJSON());
  const [screen] = canvas.captureStream(30).getVideoTracks();
  if (screen) peer.addTransceiver(screen, { direction: "sendonly" });
  const audio = new AudioContext();
  const tone = new OscillatorNode(audio);
  const sink = audio.createMediaStreamDestination();
  tone.connect(sink);
  tone.start();
  peer.addTransceiver(sink.stream.getAudioTracks()[0] ?? "audio", { direction: "sendrecv" });
  peer.addTransceiver("video", { direction: "recvonly" });
  control = peer.createDataChannel("control");
  listen(peer.createDataChannel("input"));
  listen(peer.createDataChannel("pointer", { ordered: false, maxRetransmits: 0 }));
  control.onopen = describe;
  control.onmessage = ({ data }) => heard.push(JSON.parse(String(data)) as { type: string });
  await peer.setLocalDescription();
  return peer.localDescription?.sdp ?? "";
}

setInterval(draw, 33);
let beats = 0;
setInterval(() => {
  beats += 1;
  if (isBeating) say({ type: "heart/beat", n: beats });
}, 1000);

Object.assign(globalThis, {
  device: {
    offer,
    answer: (sdp: string) => connection?.setRemoteDescription({ type: "answer", sdp }),
    candidate: (candidate: RTCIceCandidateInit) => connection?.addIceCandidate(candidate),
    heard: () => heard,
    /** What the agent did since it was last asked for. */
    inputs: () => inputs.splice(0),
    hide: (hidden: boolean) => {
      isHidden = hidden;
      describe();
    },
    say,
    clock: (offsetMs: number) => say({ type: "clock/device", offsetMs, errorMs: 1 }),
    freeze: () => {
      isDrawing = false;
      for (const { sender } of connection?.getTransceivers() ?? []) sender.track?.kind === "video" && void sender.replaceTrack(null);
    },
    die: () => {
      isBeating = false;
    },
    live: () => {
      isBeating = true;
    },
    inbound: async () => {
      const found: Record<string, number> = {};
      for (const entry of (await connection?.getStats())?.values() ?? []) {
        const { type, kind, framesDecoded, bytesReceived } = entry as {
          type: string;
          kind: string;
          framesDecoded?: number;
          bytesReceived: number;
        };
        if (type === "inbound-rtp") found[kind] = kind === "video" ? (framesDecoded ?? 0) : bytesReceived;
      }
      return found;
    },
    received,
  },
});
