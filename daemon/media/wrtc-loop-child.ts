import { getPriority } from "node:os";
import type { BackendEvents } from "./backend.ts";
import { CHUNK_SAMPLES } from "./sound.ts";
import { TestScene } from "./test-scene.ts";
import { ENCODER_THREAD, threadsNamed } from "./thread-priority.ts";
import { loadWrtc, type PeerConnection } from "./wrtc.ts";
import { WrtcBackend } from "./wrtc-backend.ts";

// A call between WrtcBackend and a bare peer connection in one process, which ends by process.exit. Prints what arrived as one line of JSON.
const wrtc = loadWrtc();
const backend = new WrtcBackend(wrtc);
const agent: PeerConnection = new wrtc.RTCPeerConnection({});
const counts = {
  pictures: 0,
  width: 0,
  height: 0,
  faces: 0,
  sounds: 0,
  input: [] as string[],
  texts: [] as (string | null)[],
  states: [] as string[],
};
const faceSource = new wrtc.nonstandard.RTCVideoSource();
const voiceSource = new wrtc.nonstandard.RTCAudioSource();

const events: BackendEvents = {
  onCandidate: (candidate) => void agent.addIceCandidate(candidate),
  onTransport: (state) => counts.states.push(state),
  onControlOpen: (isOpen) => isOpen && backend.sendControl("from the device"),
  onControl: (text) => counts.texts.push(text),
  onInput: (channel, message) => counts.input.push(`${channel} ${message}`),
  onDropped: () => counts.input.push("other"),
  onFace: ({ width, height }) => {
    counts.faces += 1;
    [counts.width, counts.height] = [width, height];
  },
  onSound: () => {
    counts.sounds += 1;
  },
};

agent.onicecandidate = ({ candidate }) => candidate && void backend.addCandidate(candidate);
agent.ontrack = ({ track }) => {
  if (track.kind !== "video") return;
  new wrtc.nonstandard.RTCVideoSink(track).onframe = () => {
    counts.pictures += 1;
  };
};
agent.ondatachannel = ({ channel }) => {
  channel.onopen = () => {
    channel.send(`hello on ${channel.label}`);
    channel.send(Uint8Array.of(1, 2, 255).buffer);
  };
};

backend.start(events);
await agent.setRemoteDescription({ type: "offer", sdp: await backend.offer([]) });
addFaceAndVoice();
const answer = await agent.createAnswer();
await agent.setLocalDescription(answer);
await backend.answer(answer.sdp, { startKbps: 4000, maxKbps: 10_000 });

function addFaceAndVoice(): void {
  const [, voice, face] = agent.getTransceivers();
  void voice?.sender.replaceTrack(voiceSource.createTrack());
  void face?.sender.replaceTrack(faceSource.createTrack());
  if (voice) voice.direction = "sendrecv";
  if (face) face.direction = "sendonly";
}

const scene = new TestScene(640, 400);
const face = { width: 320, height: 240, data: new Uint8Array((320 * 240 * 3) / 2).fill(120) };
let turn = 0;
setInterval(() => {
  backend.feedScreen({ width: 640, height: 408, data: scene.scrollTo(4 * turn++) });
  faceSource.onFrame(face);
}, 33);
setInterval(() => {
  const samples = new Int16Array(CHUNK_SAMPLES).fill(1000);
  voiceSource.onData({ samples, sampleRate: 48_000, bitsPerSample: 16, channelCount: 1, numberOfFrames: CHUNK_SAMPLES });
  backend.feedSound(samples);
}, 10);

setTimeout(async () => {
  const stats = await backend.stats();
  const priorities = { own: getPriority(), encoder: threadsNamed(ENCODER_THREAD).map((id) => getPriority(id)) };
  backend.close();
  process.stdout.write(`${JSON.stringify({ ...counts, stats, priorities })}\n`, () => process.exit(0));
}, 5000);
